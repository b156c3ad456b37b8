import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '@switchboard/database';
import type { RequestOrigin, UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { AuditService } from '../audit/audit.service';
import type { Plan } from './plan';
import { PlanRepository } from './plan.repository';
import { changePlan, endSubscription, openSubscription, type PlanChange } from './subscription';
import { type PlanStandingView, presentSubscription, type SubscriptionView, type TenantPlan } from './subscription.dto';
import { type StoredSubscription, SubscriptionRepository } from './subscription.repository';

/** Who holds which plan, since when and until when. What it costs is taken by the renewal. */
@Injectable()
export class SubscriptionService {
  constructor(
    private readonly repository: SubscriptionRepository,
    private readonly plans: PlanRepository,
    private readonly audit: AuditService,
  ) {}

  /** @throws ProblemError 404 for an unknown tenant */
  async view(tenantId: string): Promise<SubscriptionView> {
    const subscription = await this.repository.find(tenantId);
    if (!subscription) throw ProblemError.notFound('Tenant');
    return presentSubscription(tenantId, subscription, new Date());
  }

  /** The subscription with what is used of the plan. @throws ProblemError 404 for an unknown tenant */
  async standing(tenantId: string): Promise<PlanStandingView> {
    const [view, storedBytes] = await Promise.all([this.view(tenantId), this.repository.findStoredBytes(tenantId)]);
    return { ...view, storedBytes };
  }

  /**
   * Puts a tenant on a plan from now on; nothing is charged before the period's end. See `changePlan`.
   * @throws ProblemError 404 for an unknown tenant, 409 for a closed one, 400 naming the field for an unknown plan or a period end
   *   that lies before the period's start, or in the past where the plan is to renew
   */
  assign(tenantId: string, body: TenantPlan, actor: UserPrincipal, origin: RequestOrigin): Promise<SubscriptionView> {
    return this.repository.transaction(async (transaction) => {
      const before = await this.repository.lock(transaction, tenantId);
      if (!before) throw ProblemError.notFound('Tenant');
      if (before.tenantStatus === 'closed') throw ProblemError.conflict('The tenant is closed.');
      const plan = await this.requirePlan(transaction, body.planCode);
      const now = await this.repository.now(transaction);
      const { closed, next } = changePlan(before.state, wishedChange(body, plan, before, now), now);
      const owed = closed ? [await this.repository.insertPeriod(transaction, tenantId, closed)] : [];
      await this.repository.save(transaction, tenantId, next);
      const hasEnded = next.feeSince !== null && next.period.end !== null && next.period.end <= now;
      if (closed || hasEnded) await this.repository.enqueueRenewal(transaction, tenantId);
      const view = presentSubscription(tenantId, { state: next, owed: [...before.owed, ...owed] }, now);
      await this.audit.record(transaction, {
        tenantId,
        actor,
        origin,
        action: 'subscription.updated',
        targetType: 'subscription',
        targetId: tenantId,
        before: presentSubscription(tenantId, before, now),
        after: view,
      });
      return view;
    });
  }

  /**
   * Begins the subscription of a new tenant, which renews every month.
   * @throws ProblemError 400 naming `planCode` when there is no such plan
   */
  async open(transaction: TenantTransaction, tenantId: string, planCode: string): Promise<void> {
    const { monthlyFeeMicros } = await this.requirePlan(transaction, planCode);
    const now = await this.repository.now(transaction);
    await this.repository.insert(transaction, tenantId, openSubscription({ planCode, monthlyFeeMicros }, now));
  }

  /** Ends the subscription of a tenant that is being closed: the part of the month that has passed is charged if the money is there. */
  async end(transaction: TenantTransaction, tenantId: string): Promise<void> {
    const before = await this.repository.lock(transaction, tenantId);
    if (!before) return;
    const now = await this.repository.now(transaction);
    await this.repository.save(transaction, tenantId, endSubscription(before.state, now));
    await this.repository.enqueueRenewal(transaction, tenantId);
  }

  private async requirePlan(transaction: TenantTransaction, code: string): Promise<Plan> {
    const plan = await this.plans.keepByCode(transaction, code);
    if (plan) return plan;
    throw ProblemError.invalid([{ path: 'planCode', rule: 'exists', message: 'must be the code of a plan' }]);
  }
}

function wishedChange(
  body: TenantPlan,
  { code: planCode, monthlyFeeMicros }: Plan,
  { state }: StoredSubscription,
  now: Date,
): PlanChange {
  const periodEnd = typeof body.periodEnd === 'string' ? new Date(body.periodEnd) : null;
  const renews = body.renews ?? periodEnd === null;
  const { start } = state.period;
  if (periodEnd !== null && periodEnd < start)
    throw refusedEnd('order', `must not be before the period's start, ${start.toISOString()}`);
  if (periodEnd !== null && renews && periodEnd <= now)
    throw refusedEnd('future', 'must lie in the future for a plan that renews');
  return { plan: { planCode, monthlyFeeMicros }, renews, periodEnd };
}

function refusedEnd(rule: string, message: string): ProblemError {
  return ProblemError.invalid([{ path: 'periodEnd', rule, message }]);
}
