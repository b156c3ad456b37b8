/** The smallest UUIDv7 of the instant `ageMs` before `now`: every id below it is older. */
export function idOfAge(now: Date, ageMs: number): string {
  // Ids begin in 1970: whatever is asked for before that, every id is younger.
  const time = Math.max(0, now.getTime() - ageMs)
    .toString(16)
    .padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}
