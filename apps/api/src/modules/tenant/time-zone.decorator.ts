import { ValidateBy, type ValidationOptions } from 'class-validator';

/** Names of the IANA time zone database; offsets such as +03:00, which some runtimes take too, are no zones. */
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,2}$/;

/** The name of an IANA time zone that this runtime knows, such as `Europe/Istanbul` or `UTC`. */
export function IsTimeZone(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'timeZone',
      validator: {
        validate: isTimeZone,
        defaultMessage: () => 'must be the name of an IANA time zone, such as Europe/Istanbul',
      },
    },
    options,
  );
}

export function isTimeZone(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > 64 || !ZONE_NAME.test(value)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
