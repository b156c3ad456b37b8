/** The smallest UUIDv7 of an instant: ids from it on are as old or younger. Ids begin in 1970, and so does what is before that. */
export function firstIdAt(time: Date): string {
  const hex = Math.max(0, time.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
