/** A value as JSON can hold it. */
export type AuditableValue = string | number | boolean | null | AuditableValue[] | { [field: string]: AuditableValue };

/** Fields that could hold a secret. Their content is replaced, whatever it is: an audit log is read by many and kept for long. */
const SECRET_FIELD = /token|secret|password|hash|encrypted|^pin$|^totp$/i;
const REDACTED = '[redacted]';

/**
 * A state of something as it is written into the audit log: times in RFC 3339, whole numbers beyond JSON's as strings, and
 * no secrets. Fields without a value are left out.
 */
export function auditable(state: object): { [field: string]: AuditableValue } {
  const entries = Object.entries(state).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([field, value]) => [field, fieldValue(field, value)]));
}

function fieldValue(field: string, value: unknown): AuditableValue {
  const isEmpty = value === null || typeof value === 'boolean';
  return SECRET_FIELD.test(field) && !isEmpty ? REDACTED : plainValue(value);
}

function plainValue(value: unknown): AuditableValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value === 'object') return auditable(value);
  return null;
}
