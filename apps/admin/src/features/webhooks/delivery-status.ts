import type { Schemas } from '../../api/client';

const LABELS: Readonly<Record<string, string>> = { pending: 'Waiting', dead: 'Dead letter' };

/** A delivery's status, where it has a better word than the usual one. */
export function deliveryStatusLabel(status: string): string | undefined {
  return LABELS[status];
}

/** Due, but not tried yet: it stands behind an earlier event of its conversation, or the endpoint is disabled. */
export function isQueued(
  { nextAttemptAt, attempts }: Pick<Schemas['DeliveryView'], 'nextAttemptAt' | 'attempts'>,
  nowMs: number,
): boolean {
  return nextAttemptAt !== null && attempts.length === 0 && Date.parse(nextAttemptAt) < nowMs;
}
