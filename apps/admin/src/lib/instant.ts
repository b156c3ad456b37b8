const DAY: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric' };
const TIME: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };
const SECONDS: Intl.DateTimeFormatOptions = { ...TIME, second: '2-digit' };

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

const RELATIVE = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' });

/** How an instant is written: `relative` says how long ago, `seconds` is for logs. */
export type InstantStyle = 'minutes' | 'seconds' | 'day' | 'relative';

/**
 * Writes an instant in the zone of the person (or the one named): `20 Nov 2026, 17:48`.
 * @param iso an ISO 8601 time; what is none is shown as it came
 */
export function formatInstant(
  iso: string,
  style: Exclude<InstantStyle, 'relative'> = 'minutes',
  timeZone?: string,
): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return formatOf(style, timeZone).format(at);
}

/** Making a format takes a hundred times as long as using it, and a long table uses it in every row. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(style: Exclude<InstantStyle, 'relative'>, timeZone: string | undefined): Intl.DateTimeFormat {
  const name = `${style} ${timeZone ?? ''}`;
  const known = formats.get(name);
  if (known) return known;
  const parts = { minutes: { ...DAY, ...TIME }, seconds: { ...DAY, ...SECONDS }, day: DAY }[style];
  const made = new Intl.DateTimeFormat('en-GB', { ...parts, hourCycle: 'h23', timeZone });
  formats.set(name, made);
  return made;
}

/** The same instant in UTC, exact to the second: `2026-11-20 17:48:40 UTC`. */
export function formatUtc(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** How far the instant is from now: `3 minutes ago`, `in 2 days`, `just now`. */
export function formatRelative(iso: string, nowMs: number): string {
  const at = new Date(iso).getTime();
  if (Number.isNaN(at)) return iso;
  const distanceMs = at - nowMs;
  for (const [unit, unitMs] of STEPS) {
    if (Math.abs(distanceMs) >= unitMs) return RELATIVE.format(Math.trunc(distanceMs / unitMs), unit);
  }
  return 'just now';
}
