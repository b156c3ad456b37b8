import { LIMITS } from '@switchboard/contracts';
import { z } from 'zod';
import { listed } from '../../../http/json/field-errors';

type Context = z.core.$RefinementCtx;

/** What a schema's own checks say that zod cannot tell of them, for the API's description: a list of items, a choice by type, bounds. */
export type Shape =
  | { kind: 'list'; item: z.ZodType; minItems: number; maxItems: number }
  | { kind: 'by-type'; options: Readonly<Record<string, z.ZodType>>; settings: ByTypeSettings }
  | { kind: 'text'; maxChars: number }
  | { kind: 'number'; min: number; max: number }
  | { kind: 'url' };

const SHAPES = new WeakMap<object, Shape>();

/** The shape of a schema that was made here. */
export function shapeOf(schema: object): Shape | undefined {
  return SHAPES.get(schema);
}

function shaped<T extends z.ZodType>(schema: T, shape: Shape): T {
  SHAPES.set(schema, shape);
  return schema;
}

/** Lets a rule over several fields speak up even when one of the fields is wrong by itself, so that all breaches are told at once. */
export const WHENEVER_OBJECT = {
  when: (payload: z.core.ParsePayload): boolean => typeof payload.value === 'object' && payload.value !== null,
} as const;

/** Reports a breach of a rule that zod has no word for. */
export function report(context: Context, path: PropertyKey[], rule: string, message: string): void {
  context.addIssue({ code: 'custom', path, message, params: { rule } });
}

function isLongerThan(text: string, maxChars: number): boolean {
  if (text.length <= maxChars) return false;
  if (text.length > maxChars * 2) return true;
  let chars = 0;
  for (let at = 0; at < text.length; chars += 1) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return chars > maxChars;
}

/** A string within bounds. Characters are code points, so that an emoji counts once, as it does for people. */
export function chars(maxChars: number, minChars = 1): z.ZodString {
  const schema = z
    .string()
    .min(minChars)
    .check((payload) => {
      if (!isLongerThan(payload.value, maxChars)) return;
      payload.issues.push({
        code: 'too_big',
        origin: 'string',
        maximum: maxChars,
        inclusive: true,
        input: payload.value,
        continue: true,
      });
    });
  return shaped(schema, { kind: 'text', maxChars });
}

/** An id of Meta's: an opaque string, never a number. */
export const metaId = chars(LIMITS.metaIdMaxChars);

/** Whether the text is an absolute http or https URL of bearable length. */
export function isHttpUrl(text: string): boolean {
  return text.length <= LIMITS.linkMaxChars && /^https?:\/\//i.test(text) && URL.canParse(text);
}

/** An absolute http or https URL. */
export const httpUrl = shaped(
  z.string().superRefine((text, context) => {
    if (!isHttpUrl(text)) report(context, [], 'url', 'must be an http or https URL');
  }),
  { kind: 'url' },
);

const NUMERIC = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A number or a numeric string between two bounds. */
export function numeric(min: number, max: number, integer = false): z.ZodType<string | number> {
  const schema = z.union([z.number(), z.string()]).superRefine((value, context) => {
    if (typeof value === 'string' && (value.length > 64 || !NUMERIC.test(value))) {
      report(context, [], 'pattern', 'must be a number or a numeric string');
      return;
    }
    const number = Number(value);
    if (integer && !Number.isInteger(number)) report(context, [], 'integer', 'must be a whole number');
    if (number < min) report(context, [], 'min', `must be at least ${min}`);
    if (number > max) report(context, [], 'max', `must be at most ${max}`);
  });
  return shaped(schema, { kind: 'number', min, max });
}

/** Adds what another schema found about a part of the value. */
function adopt(context: Context, schema: z.ZodType, input: unknown, path: PropertyKey[]): void {
  for (const issue of schema.safeParse(input).error?.issues ?? []) {
    context.issues.push({ ...issue, input, path: [...path, ...issue.path] } as z.core.$ZodRawIssue);
  }
}

/**
 * A list within bounds. Items beyond the bound are not looked at; unlike zod's own bound, a list that is too long
 * does not keep other rules from being checked.
 */
export function listOf(item: z.ZodType, maxItems: number, minItems = 0): z.ZodType {
  const schema = z.array(z.unknown()).superRefine((list, context) => {
    if (list.length < minItems) report(context, [], 'minItems', `must have at least ${counted(minItems)}`);
    if (list.length > maxItems) report(context, [], 'maxItems', `must have at most ${counted(maxItems)}`);
    list.slice(0, maxItems).forEach((value, index) => adopt(context, item, value, [index]));
  });
  return shaped(schema, { kind: 'list', item, minItems, maxItems });
}

function counted(items: number): string {
  return `${items} item${items === 1 ? '' : 's'}`;
}

/** How `byType` treats the names of types. */
export interface ByTypeSettings {
  /** Meta's documentation writes the types of template components in both cases. */
  readonly ignoreCase?: boolean;
  /** Leaves types that are not listed to Meta instead of refusing them. */
  readonly open?: boolean;
}

/** An object whose field `type` decides which schema holds for it. */
export function byType(options: Readonly<Record<string, z.ZodType>>, settings: ByTypeSettings = {}): z.ZodType {
  const schemas = new Map(Object.entries(options));
  const expected = `must be ${listed([...schemas.keys()])}`;
  const byItsType = z.looseObject({ type: z.string() }).superRefine((value, context) => {
    const schema = schemas.get(settings.ignoreCase === true ? value.type.toLowerCase() : value.type);
    if (schema === undefined) {
      if (settings.open !== true) report(context, ['type'], 'oneOf', expected);
      return;
    }
    adopt(context, schema, value, []);
  });
  return shaped(byItsType, { kind: 'by-type', options, settings });
}

/** Reports every value that was seen before in the list; absent values are ignored. */
export function reportRepeats(
  context: Context,
  values: readonly { readonly value: unknown; readonly path: PropertyKey[] }[],
): void {
  const seen = new Set<unknown>();
  for (const { value, path } of values) {
    if (typeof value !== 'string') continue;
    if (seen.has(value)) report(context, path, 'unique', 'must be unique');
    seen.add(value);
  }
}
