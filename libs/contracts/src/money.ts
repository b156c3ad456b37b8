/** One unit of a currency in micro-units. */
export const MICROS_PER_UNIT = 1_000_000n;

const FRACTION_DIGITS = 6;
/** Twelve digits before and six after the point: 18 digits of micro-units always fit a 64-bit integer. */
const UNSIGNED_PATTERN = /^(0|[1-9]\d{0,11})(?:\.(\d{1,6}))?$/;

/** Whether the text is an amount of zero or more that `parseMoney` takes. */
export function isMoney(text: string): boolean {
  return UNSIGNED_PATTERN.test(text);
}

/** Whether the text is an amount, possibly negative, that `parseSignedMoney` takes. */
export function isSignedMoney(text: string): boolean {
  return isMoney(text.startsWith('-') ? text.slice(1) : text);
}

/**
 * Reads an amount such as `"100.00"` as micro-units. At most 12 digits before and 6 after the point; no sign,
 * exponent, grouping, blanks or needless leading zeros.
 * @throws RangeError when the text is not such an amount.
 */
export function parseMoney(text: string): bigint {
  const match = UNSIGNED_PATTERN.exec(text);
  if (match === null) throw new RangeError('not an amount with at most 12 digits before and 6 after the point');
  return BigInt(match[1] + (match[2] ?? '').padEnd(FRACTION_DIGITS, '0'));
}

/**
 * Reads an amount that may carry a leading minus sign as micro-units.
 * @throws RangeError when the text is not such an amount.
 */
export function parseSignedMoney(text: string): bigint {
  return text.startsWith('-') ? -parseMoney(text.slice(1)) : parseMoney(text);
}

/** Writes micro-units as a decimal string with six digits after the point: `12_340_000n` → `"12.340000"`. */
export function formatMoney(micros: bigint): string {
  const sign = micros < 0n ? '-' : '';
  const digits = (micros < 0n ? -micros : micros).toString().padStart(FRACTION_DIGITS + 1, '0');
  return `${sign}${digits.slice(0, -FRACTION_DIGITS)}.${digits.slice(-FRACTION_DIGITS)}`;
}
