import { toMicros } from './money';

/** By how many percent a count has changed, to one digit; null when there was nothing before and is something now: no share can be told. */
export function percentChange(before: number, now: number): number | null {
  if (before === 0) return now === 0 ? 0 : null;
  return Math.round(((now - before) / before) * 1_000) / 10;
}

/** The same of amounts of money of one currency, exact until the last step. */
export function percentChangeOfMoney(before: string, now: string): number | null {
  const [base, value] = [toMicros(before), toMicros(now)];
  if (base === 0n) return value === 0n ? 0 : null;
  // Hundredths of a percent as a whole number, then one digit less.
  const hundredths = ((value - base) * 10_000n) / (base < 0n ? -base : base);
  return Math.round(Number(hundredths) / 10) / 10;
}

/** Writes a change for people: `+12.5%`, `-3%`, `no change`. A change from nothing is `nothing before`. */
export function formatChange(percent: number | null): string {
  if (percent === null) return 'nothing before';
  if (percent === 0) return 'no change';
  return `${percent > 0 ? '+' : ''}${percent.toLocaleString('en-US', { maximumFractionDigits: 1 })}%`;
}
