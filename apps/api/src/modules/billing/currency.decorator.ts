import { ValidateBy, type ValidationOptions } from 'class-validator';

/** ISO 4217, as the runtime knows it: those in use. */
const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** The code of a currency that is in use, in three upper-case letters. */
export function IsCurrency(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'currency',
      validator: {
        validate: (value: unknown) => typeof value === 'string' && CURRENCIES.has(value),
        defaultMessage: () => 'must be the ISO 4217 code of a currency in use, such as USD',
      },
    },
    options,
  );
}
