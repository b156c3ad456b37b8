/** What the API writes: an optional minus, digits, at most six digits after the point. */
const AMOUNT = /^(-?)(\d+)(?:\.(\d+))?$/;
const MICRO_DIGITS = 6;

export type MoneySign = 'auto' | 'always' | 'never';

interface MoneyFormat {
  /** `always` writes a plus before what is above zero, `never` leaves a minus out. */
  sign?: MoneySign;
  /** Digits after the point at most; the API has six. A message costs fractions of a cent, a balance is shown with two. */
  mostDigits?: number;
}

/**
 * Writes an amount for people: `formatMoney('-1234.5', 'USD')` → `-$1,234.50`. The text is never read as a floating-point number. Digits
 * beyond the currency's own are shown where they are not zero; what would be cut off by `mostDigits` is rounded.
 * What is no amount is shown as it came.
 */
export function formatMoney(
  amount: string,
  currency: string,
  { sign = 'auto', mostDigits = 6 }: MoneyFormat = {},
): string {
  if (!AMOUNT.test(amount)) return amount;
  // Since ES2023 a text is formatted exactly as it stands.
  return formatOf(currency, sign, mostDigits).format(amount as Intl.StringNumericLiteral);
}

/** Making a format takes a hundred times as long as using it, and a long table uses it in every row. */
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string, sign: MoneySign, mostDigits: number): Intl.NumberFormat {
  const name = `${currency} ${sign} ${mostDigits}`;
  const known = formats.get(name);
  if (known) return known;
  const display = { auto: 'negative', always: 'exceptZero', never: 'never' } as const;
  const made = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    signDisplay: display[sign],
    minimumFractionDigits: Math.min(currencyDigits(currency), mostDigits),
    maximumFractionDigits: mostDigits,
  });
  formats.set(name, made);
  return made;
}

/** How many digits the currency has after the point: 2 for USD, 0 for JPY. */
function currencyDigits(currency: string): number {
  return new Intl.NumberFormat('en-US', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** Whether the amount is below, at or above zero. */
export function signOfMoney(amount: string): -1 | 0 | 1 {
  const micros = toMicros(amount);
  if (micros === 0n) return 0;
  return micros < 0n ? -1 : 1;
}

/** Below zero when `a` is the smaller amount, above when it is the larger: for sorting. */
export function compareMoney(a: string, b: string): number {
  return Number(toMicros(a) - toMicros(b) > 0n) - Number(toMicros(a) - toMicros(b) < 0n);
}

/** The exact sum of amounts of one currency, as the API would write it. */
export function sumMoney(amounts: readonly string[]): string {
  return fromMicros(amounts.reduce((sum, amount) => sum + toMicros(amount), 0n));
}

/** The exact difference of two amounts of one currency: the first less the second. */
export function subtractMoney(amount: string, less: string): string {
  return fromMicros(toMicros(amount) - toMicros(less));
}

const TEN_UNITS_MICROS = 10_000_000n;

/** How many digits after the point a figure at a glance needs: fees of a fraction of a cent are not to look like nothing. */
export function figureDigits(amount: string): number {
  const micros = toMicros(amount);
  return micros >= TEN_UNITS_MICROS || micros <= -TEN_UNITS_MICROS ? 2 : 4;
}

/** An amount for an axis of a chart, where a float is good enough: never for arithmetic. */
export function moneyForChart(amount: string): number {
  return Number(amount);
}

/**
 * Reads an amount such as `-12.5` as millionths of its currency.
 * @throws RangeError when it is none
 */
export function toMicros(amount: string): bigint {
  const match = AMOUNT.exec(amount);
  if (!match) throw new RangeError(`not an amount: ${amount}`);
  const [, minus, units = '0', fraction = ''] = match;
  if (fraction.length > MICRO_DIGITS)
    throw new RangeError(`more than ${MICRO_DIGITS} digits after the point: ${amount}`);
  const micros = BigInt(units + fraction.padEnd(MICRO_DIGITS, '0'));
  return minus === '-' ? -micros : micros;
}

/** Writes millionths as the API writes amounts. */
export function fromMicros(micros: bigint): string {
  const digits = (micros < 0n ? -micros : micros).toString().padStart(MICRO_DIGITS + 1, '0');
  return `${micros < 0n ? '-' : ''}${digits.slice(0, -MICRO_DIGITS)}.${digits.slice(-MICRO_DIGITS)}`;
}
