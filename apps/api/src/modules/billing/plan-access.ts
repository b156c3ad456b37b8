import { GatewayError } from '@switchboard/contracts';

/**
 * Holds a tenant to the time that its plan gives it.
 * @param plan its `periodEnd` is when access ends; null: not by itself
 * @param description what the caller reads instead of the usual sentence
 * @throws GatewayError PLAN_001 with `params.reason` `PLAN_EXPIRED`
 */
export function assertPlanHolds(plan: { periodEnd: Date | null }, now: Date, description?: string): void {
  const { periodEnd } = plan;
  if (periodEnd === null || periodEnd > now) return;
  throw new GatewayError('PLAN_001', {
    description,
    params: { reason: 'PLAN_EXPIRED', ended_at: periodEnd.toISOString() },
  });
}
