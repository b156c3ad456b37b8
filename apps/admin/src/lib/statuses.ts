/** How a status is to be taken. The badge says it in words and with a shape; colour alone tells nobody anything. */
export type Tone = 'good' | 'busy' | 'warning' | 'bad' | 'neutral';

interface StatusLook {
  label: string;
  tone: Tone;
}

const LOOKS: Readonly<Record<string, StatusLook>> = {
  // Messages.
  accepted: { label: 'Accepted', tone: 'busy' },
  submitted: { label: 'Submitted', tone: 'busy' },
  sent: { label: 'Sent', tone: 'busy' },
  delivered: { label: 'Delivered', tone: 'good' },
  read: { label: 'Read', tone: 'good' },
  played: { label: 'Played', tone: 'good' },
  received: { label: 'Received', tone: 'good' },
  failed: { label: 'Failed', tone: 'bad' },
  uncertain: { label: 'Uncertain', tone: 'warning' },
  unknown: { label: 'Unknown', tone: 'neutral' },
  expired: { label: 'Expired', tone: 'warning' },
  // Tenants, keys, members, endpoints.
  active: { label: 'Active', tone: 'good' },
  enabled: { label: 'Enabled', tone: 'good' },
  suspended: { label: 'Suspended', tone: 'warning' },
  closed: { label: 'Closed', tone: 'neutral' },
  disabled: { label: 'Disabled', tone: 'warning' },
  revoked: { label: 'Revoked', tone: 'neutral' },
  invited: { label: 'Invited', tone: 'busy' },
  // Phone numbers.
  connected: { label: 'Connected', tone: 'good' },
  unverified: { label: 'Unverified', tone: 'warning' },
  disconnected: { label: 'Disconnected', tone: 'bad' },
  green: { label: 'High', tone: 'good' },
  yellow: { label: 'Medium', tone: 'warning' },
  red: { label: 'Low', tone: 'bad' },
  available: { label: 'Can send', tone: 'good' },
  limited: { label: 'Limited', tone: 'warning' },
  blocked: { label: 'Blocked', tone: 'bad' },
  error: { label: 'Error', tone: 'bad' },
  pending_review: { label: 'In review', tone: 'busy' },
  declined: { label: 'Declined', tone: 'bad' },
  // Templates.
  approved: { label: 'Approved', tone: 'good' },
  pending: { label: 'Pending', tone: 'busy' },
  in_appeal: { label: 'In appeal', tone: 'busy' },
  rejected: { label: 'Rejected', tone: 'bad' },
  paused: { label: 'Paused', tone: 'warning' },
  limit_exceeded: { label: 'Limit exceeded', tone: 'warning' },
  pending_deletion: { label: 'Being deleted', tone: 'warning' },
  // Deliveries, events, invoices, media.
  retrying: { label: 'Retrying', tone: 'warning' },
  dead: { label: 'Dead', tone: 'bad' },
  failing: { label: 'Failing', tone: 'bad' },
  processed: { label: 'Processed', tone: 'good' },
  open: { label: 'Open', tone: 'busy' },
  paid: { label: 'Paid', tone: 'good' },
  overdue: { label: 'Overdue', tone: 'bad' },
  stored: { label: 'Stored', tone: 'good' },
  ok: { label: 'OK', tone: 'good' },
  degraded: { label: 'Degraded', tone: 'warning' },
};

/** How to show a status, whatever its case. One that is not known yet is shown in its own words. */
export function lookOf(status: string): StatusLook {
  const found = LOOKS[status.toLowerCase()];
  if (found) return found;
  const words = status
    .toLowerCase()
    .replaceAll(/[_.-]+/g, ' ')
    .trim();
  return { label: words.charAt(0).toUpperCase() + words.slice(1), tone: 'neutral' };
}
