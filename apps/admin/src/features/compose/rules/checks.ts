import { isRecord, type JsonPath, pathText } from '../../../lib/json-path';

/** One way in which a message breaks the API's rules. */
export interface Problem {
  /** As the API names it: `interactive.action.buttons[0].reply.id`. */
  path: string;
  /** `required` and `minItems` are what is not there yet; everything else is wrong. */
  rule: string;
  /** A sentence. */
  message: string;
}

/** Looks at a value that is there, and tells what is wrong. */
export type Check = (value: unknown, path: JsonPath, found: Problem[]) => void;

export function tell(found: Problem[], path: JsonPath, rule: string, message: string): void {
  found.push({ path: pathText(path), rule, message });
}

/** Characters are code points, so that an emoji counts once, as it does at the API. */
export function charsOf(text: string): number {
  return Array.from(text).length;
}

/** A text within bounds. */
export function text(maxChars: number, minChars = 1): Check {
  return (value, path, found) => {
    if (typeof value !== 'string') return tell(found, path, 'type', 'Must be a text.');
    if (minChars > 0 && value === '') return tell(found, path, 'required', 'Fill this in.');
    const chars = charsOf(value);
    if (chars > maxChars)
      tell(
        found,
        path,
        'maxLength',
        `At most ${maxChars.toLocaleString('en-US')} characters; these are ${chars.toLocaleString('en-US')}.`,
      );
  };
}

/** One of a few words. */
export function word(...words: readonly string[]): Check {
  return (value, path, found) => {
    if (!words.includes(value as string))
      tell(found, path, 'oneOf', `Must be ${words.map((each) => `“${each}”`).join(' or ')}.`);
  };
}

export const yesOrNo: Check = (value, path, found) => {
  if (typeof value !== 'boolean') tell(found, path, 'type', 'Must be true or false.');
};

const NUMERIC = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A number, or a text that is one, between two bounds. */
export function number(min: number, max: number, whole = false): Check {
  return (value, path, found) => {
    if (value === '') return tell(found, path, 'required', 'Fill this in.');
    const isNumeric = typeof value === 'number' || (typeof value === 'string' && NUMERIC.test(value));
    if (!isNumeric) return tell(found, path, 'pattern', 'Must be a number.');
    const given = Number(value);
    if (whole && !Number.isInteger(given)) tell(found, path, 'integer', 'Must be a whole number.');
    if (given < min) tell(found, path, 'min', `Must be at least ${min}.`);
    if (given > max) tell(found, path, 'max', `Must be at most ${max}.`);
  };
}

/** An object: `needed` fields must be there, `optional` ones are looked at when they are; all others are let through. */
export function object(needed: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check {
  return (value, path, found) => {
    if (!isRecord(value)) return tell(found, path, 'type', 'Must be an object.');
    for (const [name, check] of Object.entries(needed)) {
      if (value[name] === undefined) missing(check, [...path, name], found);
      else check(value[name], [...path, name], found);
    }
    for (const [name, check] of Object.entries(optional)) {
      if (value[name] !== undefined) check(value[name], [...path, name], found);
    }
  };
}

/** What is missing inside of what is missing is told by its own name: a form has inputs for that, not for the object around it. */
function missing(check: Check, path: JsonPath, found: Problem[]): void {
  const inner: Problem[] = [];
  check({}, path, inner);
  const told = inner.filter(({ rule, path: at }) => rule === 'required' && at !== pathText(path));
  if (told.length > 0) found.push(...told);
  else tell(found, path, 'required', 'Fill this in.');
}

/** A list within bounds. */
export function list(item: Check, maxItems: number, minItems = 0): Check {
  return (value, path, found) => {
    if (!Array.isArray(value)) return tell(found, path, 'type', 'Must be a list.');
    if (value.length < minItems) tell(found, path, 'minItems', `At least ${minItems}.`);
    if (value.length > maxItems) tell(found, path, 'maxItems', `At most ${maxItems}; these are ${value.length}.`);
    (value as unknown[]).slice(0, maxItems).forEach((each, index) => item(each, [...path, index], found));
  };
}

/** Several checks of one value. */
export function all(...checks: readonly Check[]): Check {
  return (value, path, found) => checks.forEach((check) => check(value, path, found));
}

/** An object whose `type` decides; types that are not listed are refused unless `open`. */
export function byType(
  options: Readonly<Record<string, Check>>,
  { open = false, ignoreCase = false }: { open?: boolean; ignoreCase?: boolean } = {},
): Check {
  return (value, path, found) => {
    if (!isRecord(value)) return tell(found, path, 'type', 'Must be an object.');
    const { type } = value;
    if (typeof type !== 'string') return tell(found, [...path, 'type'], 'required', 'Needs a type.');
    const check = options[ignoreCase ? type.toLowerCase() : type];
    if (check) check(value, path, found);
    else if (!open) word(...Object.keys(options))(type, [...path, 'type'], found);
  };
}

/** Tells values that occur more than once. */
export function unique(found: Problem[], values: readonly { value: unknown; path: JsonPath }[]): void {
  const seen = new Set<unknown>();
  for (const { value, path } of values) {
    if (typeof value !== 'string' || value === '') continue;
    if (seen.has(value)) tell(found, path, 'unique', 'Another one has the same; it must be unique.');
    seen.add(value);
  }
}

/** An absolute http or https address. */
export function isHttpUrl(value: string, maxChars: number): boolean {
  return value.length <= maxChars && /^https?:\/\//i.test(value) && URL.canParse(value);
}
