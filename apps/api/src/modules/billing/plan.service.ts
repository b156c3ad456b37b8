import { Injectable } from '@nestjs/common';
import { LIMITS, parseMoney } from '@switchboard/contracts';
import type { RequestOrigin, UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { AuditService, PLATFORM } from '../audit/audit.service';
import type { Plan } from './plan';
import type { NewPlan, PlanChanges, PlanView, SubscriptionView, TenantPlan } from './plan.dto';
import { presentPlan, presentSubscription } from './plan.dto';
import { PlanRepository } from './plan.repository';

/** What a new plan has unless told otherwise. */
const DEFAULTS: Omit<Plan, 'code' | 'name'> = {
  monthlyFeeMicros: 0n,
  platformFeeMicros: 1_000n,
  markupBps: 0,
  messagesPerSecond: LIMITS.messagesPerSecond,
  messagesPerMinute: LIMITS.messagesPerMinute,
  mediaPerMinute: LIMITS.mediaPerMinute,
  storedBytes: 5n * 1024n ** 3n,
  mediaRetentionDays: LIMITS.mediaRetentionDefaultDays,
  features: ['webhooks'],
};

/** The plans on offer and who holds which. */
@Injectable()
export class PlanService {
  constructor(
    private readonly repository: PlanRepository,
    private readonly audit: AuditService,
  ) {}

  /** All plans, the cheapest first. */
  async list(): Promise<PlanView[]> {
    return (await this.repository.list()).map(presentPlan);
  }

  /** @throws ProblemError 409 when the code is taken */
  create(body: NewPlan, actor: UserPrincipal, origin: RequestOrigin): Promise<PlanView> {
    const { code, ...terms } = body;
    const plan: Plan = { ...DEFAULTS, ...columnsOf(terms), code, name: body.name };
    return this.repository.transaction(async (transaction) => {
      if (!(await this.repository.insert(transaction, plan)))
        throw ProblemError.conflict(`There is a plan ${plan.code} already.`);
      const view = presentPlan(plan);
      await this.audit.record(transaction, { ...act(plan.code, actor, origin), action: 'plan.created', after: view });
      return view;
    });
  }

  /** @throws ProblemError 404 when there is no such plan */
  update(code: string, body: PlanChanges, actor: UserPrincipal, origin: RequestOrigin): Promise<PlanView> {
    return this.repository.transaction(async (transaction) => {
      const before = await this.repository.lockByCode(transaction, code);
      if (!before) throw ProblemError.notFound('Plan');
      const after = presentPlan(await this.repository.update(transaction, code, columnsOf(body)));
      await this.audit.record(transaction, {
        ...act(code, actor, origin),
        action: 'plan.updated',
        before: presentPlan(before),
        after,
      });
      return after;
    });
  }

  /**
   * Puts a tenant on a plan from now on. The period goes on as it began; an end that lies between then and now ends it at once.
   * @throws ProblemError 404 for an unknown tenant, 400 for an unknown plan or an end before the period's start
   */
  assign(tenantId: string, body: TenantPlan, actor: UserPrincipal, origin: RequestOrigin): Promise<SubscriptionView> {
    const periodEnd = typeof body.periodEnd === 'string' ? new Date(body.periodEnd) : null;
    return this.repository.transaction(async (transaction) => {
      const before = await this.repository.lockSubscription(transaction, tenantId);
      if (!before) throw ProblemError.notFound('Tenant');
      await this.requirePlan(transaction, body.planCode);
      if (periodEnd !== null && periodEnd < before.periodStart) {
        const message = `must not be before the period's start, ${before.periodStart.toISOString()}`;
        throw ProblemError.invalid([{ path: 'periodEnd', rule: 'order', message }]);
      }
      const after = await this.repository.updateSubscription(transaction, tenantId, {
        planCode: body.planCode,
        periodEnd,
      });
      const view = presentSubscription(tenantId, after);
      await this.audit.record(transaction, {
        tenantId,
        actor,
        origin,
        action: 'subscription.updated',
        targetType: 'subscription',
        targetId: tenantId,
        before: presentSubscription(tenantId, before),
        after: view,
      });
      return view;
    });
  }

  /** @throws ProblemError 400 naming `planCode` when there is no such plan */
  async requirePlan(transaction: Parameters<PlanRepository['findByCode']>[0], code: string): Promise<void> {
    if (await this.repository.findByCode(transaction, code)) return;
    throw ProblemError.invalid([{ path: 'planCode', rule: 'exists', message: 'must be the code of a plan' }]);
  }
}

function act(code: string, actor: UserPrincipal, origin: RequestOrigin) {
  return { tenantId: PLATFORM, actor, origin, targetType: 'plan', targetId: code };
}

/** The columns that a body sets; what it leaves out is absent, not undefined. */
function columnsOf({ monthlyFee, platformFee, storedBytes, ...rest }: PlanChanges): Partial<Omit<Plan, 'code'>> {
  const columns: Partial<Omit<Plan, 'code'>> = {
    ...rest,
    monthlyFeeMicros: monthlyFee === undefined ? undefined : parseMoney(monthlyFee),
    platformFeeMicros: platformFee === undefined ? undefined : parseMoney(platformFee),
    storedBytes: storedBytes === undefined ? undefined : BigInt(storedBytes),
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}
