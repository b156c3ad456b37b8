import { formatMoney, isSignedMoney, parseSignedMoney } from '@switchboard/contracts';
import { ValidateBy, type ValidationOptions } from 'class-validator';

export interface MoneyBounds {
  /** Smallest amount in micro-units; 0 unless told. */
  minMicros?: bigint;
  /** Largest amount in micro-units. */
  maxMicros: bigint;
  /** Whether zero is refused although it lies within the bounds. */
  isZeroRefused?: boolean;
}

/**
 * An amount of money as a decimal string with at most six digits after the point, within bounds. Numbers, exponents, signs
 * where no negative amount is allowed, grouping and blanks are refused: an amount is never rounded or guessed at.
 */
export function IsMoney(bounds: MoneyBounds, options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'money',
      validator: {
        validate: (value: unknown) => isWithin(value, bounds),
        defaultMessage: () => describe(bounds),
      },
    },
    options,
  );
}

function isWithin(value: unknown, { minMicros = 0n, maxMicros, isZeroRefused = false }: MoneyBounds): boolean {
  if (typeof value !== 'string' || !isSignedMoney(value)) return false;
  const micros = parseSignedMoney(value);
  // "-0" is zero with a sign that means nothing.
  if (value.startsWith('-') && micros >= 0n) return false;
  return micros >= minMicros && micros <= maxMicros && !(isZeroRefused && micros === 0n);
}

function describe({ minMicros = 0n, maxMicros, isZeroRefused = false }: MoneyBounds): string {
  const range = `from ${formatMoney(minMicros)} to ${formatMoney(maxMicros)}`;
  return `must be an amount as a decimal string with at most 6 decimals, ${range}${isZeroRefused ? ' and not zero' : ''}`;
}
