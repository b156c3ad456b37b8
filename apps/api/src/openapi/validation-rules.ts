import type { Schema } from './document-types';

/** A rule of class-validator on one field. */
export interface Rule {
  name: string;
  args: readonly unknown[];
  /** What it says to whom it refuses; undefined where that depends on the value. */
  message: string | undefined;
}

type ToSchema = (args: readonly unknown[]) => Schema;

const numberAt = (args: readonly unknown[], index: number): number | undefined =>
  typeof args[index] === 'number' ? args[index] : undefined;

/** What each rule says in JSON Schema. */
const RULES: Readonly<Record<string, ToSchema>> = {
  isString: () => ({ type: 'string' }),
  isBoolean: () => ({ type: 'boolean' }),
  isInt: () => ({ type: 'integer' }),
  isNumber: () => ({ type: 'number' }),
  isObject: () => ({ type: 'object' }),
  isArray: () => ({ type: 'array' }),
  isDefined: () => ({}),
  isNotEmpty: () => ({}),
  isIn: ([values]) => ({ ...typeOfAll(values as readonly unknown[]), enum: values as readonly unknown[] }),
  equals: ([value]) => ({ const: value }),
  min: (args) => ({ minimum: numberAt(args, 0) }),
  max: (args) => ({ maximum: numberAt(args, 0) }),
  minLength: (args) => ({ type: 'string', minLength: numberAt(args, 0) }),
  maxLength: (args) => ({ type: 'string', maxLength: numberAt(args, 0) }),
  isLength: (args) => ({ type: 'string', minLength: numberAt(args, 0), maxLength: numberAt(args, 1) }),
  matches: ([pattern]) => ({ type: 'string', ...patternOf(pattern as RegExp) }),
  isEmail: () => ({ type: 'string', format: 'email' }),
  isUuid: () => ({ type: 'string', format: 'uuid' }),
  isUrl: () => ({ type: 'string', format: 'uri' }),
  isRFC3339: () => ({ type: 'string', format: 'date-time' }),
  isIso8601: () => ({ type: 'string' }),
  instant: () => ({ type: 'string', format: 'date-time' }),
  arrayMinSize: (args) => ({ type: 'array', minItems: numberAt(args, 0) }),
  arrayMaxSize: (args) => ({ type: 'array', maxItems: numberAt(args, 0) }),
  arrayUnique: () => ({ type: 'array', uniqueItems: true }),
  arrayNotEmpty: () => ({ type: 'array', minItems: 1 }),
  addressRange: () => ({ type: 'string' }),
  timeZone: () => ({ type: 'string', maxLength: 64 }),
  currency: () => ({ type: 'string', pattern: '^[A-Z]{3}$' }),
  money: () => ({ type: 'string', pattern: String.raw`^-?\d+(\.\d{1,6})?$` }),
};

/** Rules of our own, whose sentence says more than their schema can. */
const TOLD = new Set(['addressRange', 'timeZone', 'currency', 'money']);

/**
 * What rules that hold together say of a value, and in words what JSON Schema cannot say.
 * @throws Error for a rule that is not known here: the description would be silent about it
 */
export function schemaOfRules(rules: readonly Rule[]): { schema: Schema; notes: string[] } {
  const schema: Schema = {};
  const notes: string[] = [];
  for (const { name, args, message } of rules) {
    const rule = RULES[name];
    if (!rule) throw new Error(`The validation rule "${name}" has no schema yet; add it to validation-rules.ts.`);
    const { pattern, ...rest } = withoutUndefined(rule(args));
    Object.assign(schema, rest);
    // Two patterns on one field: a lookahead holds both.
    if (pattern !== undefined)
      schema.pattern = schema.pattern === undefined ? pattern : `(?=${schema.pattern})${pattern}`;
    if (TOLD.has(name) && message !== undefined) notes.push(message);
  }
  return { schema, notes };
}

function withoutUndefined(schema: Schema): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
}

/** JSON Schema's patterns have no flags; they are read as with `u`. One that needs another flag stays untold. */
function patternOf({ source, flags }: RegExp): Schema {
  return flags === '' || flags === 'u' ? { pattern: source } : {};
}

function typeOfAll(values: readonly unknown[]): Schema {
  const types = [...new Set(values.map((value) => (Number.isInteger(value) ? 'integer' : typeof value)))];
  return types.length === 1 ? { type: types[0] } : {};
}
