import type { Schemas } from '../api/client';
import { endOfLocalDay } from './local-day';

/** How long a tenant is to hold a plan: month by month, until a day and no longer, or first until a day and then month by month. */
export const PLAN_TERMS = ['monthly', 'ends', 'until'] as const;

export type PlanTerm = (typeof PLAN_TERMS)[number];

/** What is wrong with the last day of a period; null when nothing is. */
export function lastDayProblem(term: PlanTerm, lastDay: string | null, today: string): string | null {
  if (term === 'monthly') return null;
  if (lastDay === null || lastDay === '') return 'Choose the last day.';
  return lastDay < today ? 'Choose today or a later day.' : null;
}

/** The request that puts a tenant on a plan; the period's last day counts where the person is. */
export function planRequest(planCode: string, term: PlanTerm, lastDay: string | null): Schemas['TenantPlan'] {
  if (term === 'monthly' || lastDay === null) return { planCode };
  return { planCode, periodEnd: endOfLocalDay(lastDay), renews: term === 'until' };
}
