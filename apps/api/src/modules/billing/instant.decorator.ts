import { isRFC3339, ValidateBy, type ValidationOptions } from 'class-validator';

/**
 * A moment in RFC 3339 that exists and that a Date can hold. RFC 3339 alone admits leap seconds, which a Date cannot hold, and
 * 30 February, which a Date would take for 2 March.
 */
export function IsInstant(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'instant',
      validator: {
        validate: isInstant,
        defaultMessage: () => 'must be a time in RFC 3339, such as 2027-01-31T12:00:00Z',
      },
    },
    options,
  );
}

function isInstant(value: unknown): boolean {
  if (typeof value !== 'string' || !isRFC3339(value) || Number.isNaN(Date.parse(value))) return false;
  const day = value.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}
