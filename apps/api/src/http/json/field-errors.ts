import { GatewayError, LIMITS, type FieldError } from '@switchboard/contracts';
import type { z } from 'zod';

/** A place in a body: keys and array indexes from the root. */
export type FieldPath = readonly PropertyKey[];

const PLAIN_KEY = /^[A-Za-z_$][A-Za-z0-9_$]*$/;
const SHOWN_KEY_MAX_CHARS = 64;

/** Writes a path as `interactive.action.buttons[0].reply.title`; odd keys are quoted, the body itself is `""`. */
export function formatPath(path: FieldPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (PLAIN_KEY.test(String(step))) text += text === '' ? String(step) : `.${String(step)}`;
    else text += `[${JSON.stringify(String(step).slice(0, SHOWN_KEY_MAX_CHARS))}]`;
  }
  return text;
}

/** One breach, ready for `params.fields`. */
export function fieldError(path: FieldPath, rule: string, message: string): FieldError {
  return { path: formatPath(path), rule, message };
}

/** The VAL_001 that lists the breaches, at most twenty of them. */
export function validationError(fields: readonly FieldError[]): GatewayError {
  return new GatewayError('VAL_001', { params: { fields: fields.slice(0, LIMITS.validationMaxFields) } });
}

/** The VAL_001 of a body that is too large. */
export function tooLarge(maxBytes: number): GatewayError {
  return validationError([fieldError([], 'maxBytes', `must have at most ${maxBytes} bytes`)]);
}

function valueAt(root: unknown, path: FieldPath): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'an integer',
  boolean: 'a boolean',
  object: 'an object',
  array: 'an array',
};

function sizeBreach(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall): [rule: string, message: string] {
  const big = issue.code === 'too_big';
  const bound = String(big ? issue.maximum : issue.minimum);
  const most = big ? 'at most' : 'at least';
  if (issue.origin === 'string') {
    if (!big && bound === '1') return ['minLength', 'must not be empty'];
    return [big ? 'maxLength' : 'minLength', `must have ${most} ${bound} characters`];
  }
  return [big ? 'max' : 'min', `must be ${most} ${bound}`];
}

function breach(issue: z.core.$ZodIssue, absent: boolean): [rule: string, message: string] {
  switch (issue.code) {
    case 'invalid_type':
      if (absent) return ['required', 'is required'];
      return ['type', `must be ${TYPE_NAMES[issue.expected] ?? issue.expected}`];
    case 'invalid_union':
      return absent ? ['required', 'is required'] : ['type', 'must be a number or a numeric string'];
    case 'invalid_value':
      return absent ? ['required', 'is required'] : ['oneOf', `must be ${listed(issue.values)}`];
    case 'too_big':
    case 'too_small':
      return sizeBreach(issue);
    case 'custom':
      return [String(issue.params?.['rule'] ?? 'custom'), issue.message];
    default:
      return [issue.code === 'invalid_format' ? 'pattern' : issue.code, issue.message];
  }
}

/** Writes the allowed values as a phrase: `"a"`, or `one of "a", "b"`. */
export function listed(values: readonly unknown[]): string {
  const list = values.map((value) => JSON.stringify(value)).join(', ');
  return values.length === 1 ? list : `one of ${list}`;
}

/** Turns the findings of a schema about `body` into breaches. */
export function fieldErrorsOf(issues: readonly z.core.$ZodIssue[], body: unknown): FieldError[] {
  return issues.map((issue) => {
    const [rule, message] = breach(issue, valueAt(body, issue.path) === undefined);
    return fieldError(issue.path, rule, message);
  });
}
