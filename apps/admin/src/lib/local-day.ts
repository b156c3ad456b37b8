/** Today's calendar day where the person is, `2026-11-20`. */
export function today(): string {
  const now = new Date();
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** The instant at which a calendar day (`2026-11-20`) begins where the person is. */
export function startOfLocalDay(day: string): string {
  return localMidnight(day, 0).toISOString();
}

/** The instant at which it is over: the beginning of the next one, summer time or not. */
export function endOfLocalDay(day: string): string {
  return localMidnight(day, 1).toISOString();
}

function localMidnight(day: string, daysLater: number): Date {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater);
}
