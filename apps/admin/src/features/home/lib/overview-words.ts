/** A share of one as people write it: `98.4%`; a dash where there is nothing to take a share of. */
export function formatShare(share: number | null): string {
  if (share === null) return '—';
  return share.toLocaleString('en-US', { style: 'percent', maximumFractionDigits: 1 });
}

const LONG_DAYS = 365;

/** How long the money lasts at the present pace. */
export function formatDaysLeft(daysLeft: number | null): string {
  if (daysLeft === null) return 'Nothing was spent in the last 7 days';
  if (daysLeft >= LONG_DAYS) return 'More than a year at the current pace';
  if (daysLeft < 1) return 'Less than a day at the current pace';
  const days = Math.floor(daysLeft);
  return `About ${days} ${days === 1 ? 'day' : 'days'} at the current pace`;
}
