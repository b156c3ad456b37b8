/** A month is closed so long after its end at the earliest: clocks of several machines are never that far apart. */
const CLOSING_MARGIN_MS = 60 * 60_000;

/** The first instant of a calendar month, UTC. */
export function monthOf(time: Date): Date {
  return new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth()));
}

/** The first instant of the month after. */
export function monthAfter(month: Date): Date {
  return new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1));
}

/** The end of the last month that may be closed. */
export function closableUntil(now: Date): Date {
  return monthOf(new Date(now.getTime() - CLOSING_MARGIN_MS));
}
