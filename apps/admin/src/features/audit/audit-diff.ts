import { isRecord } from '../../lib/json-path';

/** One field of what was changed. */
export interface FieldChange {
  /** Dots between the parts: `pricing.amount`. */
  path: string;
  /** Undefined where the field was not there. */
  before: unknown;
  after: unknown;
  kind: 'added' | 'removed' | 'changed' | 'same';
}

/**
 * What an act changed, field by field. Where only one side is told, all of it was added (a thing was made) or removed. What a change
 * does not name among its new values stayed as it was.
 */
export function auditDiff(before: unknown, after: unknown): readonly FieldChange[] {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const isChange = before !== null && after !== null;
  const paths = [...new Set([...old.keys(), ...now.keys()])];
  return paths.map((path) => changeOf(path, old, now, isChange));
}

function changeOf(
  path: string,
  old: ReadonlyMap<string, unknown>,
  now: ReadonlyMap<string, unknown>,
  isChange: boolean,
): FieldChange {
  const [before, after] = [old.get(path), now.get(path)];
  if (!old.has(path)) return { path, before: undefined, after, kind: 'added' };
  if (!now.has(path)) return { path, before, after: undefined, kind: isChange ? 'same' : 'removed' };
  const isSame = JSON.stringify(before) === JSON.stringify(after);
  return { path, before, after, kind: isSame ? 'same' : 'changed' };
}

/** The fields of a state; those of objects inside under their path. Lists are one value. */
function fieldsOf(value: unknown, prefix = ''): Map<string, unknown> {
  if (value === null || value === undefined) return new Map();
  if (!isRecord(value)) return new Map([[prefix || 'value', value]]);
  const entries = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    const path = prefix ? `${prefix}.${name}` : name;
    return isRecord(inner) && Object.keys(inner).length > 0 ? [...fieldsOf(inner, path)] : [[path, inner]];
  });
  return new Map(entries);
}

/** A value as a person reads it. */
export function valueText(value: unknown): string {
  if (value === undefined) return '';
  if (value === null) return 'none';
  if (typeof value === 'string') return value === '' ? '(empty)' : value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join(', ');
  return JSON.stringify(value);
}
