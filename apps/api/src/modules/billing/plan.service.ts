import { Injectable } from '@nestjs/common';
import { LIMITS, parseMoney } from '@switchboard/contracts';
import type { RequestOrigin, UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { AuditService, PLATFORM } from '../audit/audit.service';
import type { Plan } from './plan';
import { isPlanCode, type NewPlan, type PlanChanges, type PlanView, presentPlan } from './plan.dto';
import { PlanRepository } from './plan.repository';
import { SubscriptionRepository } from './subscription.repository';

/** How many holders of a plan are named. */
const NAMES_TOLD = 3;

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
  features: ['webhooks', 'webhook_envelope'],
};

/** The plans on offer. */
@Injectable()
export class PlanService {
  constructor(
    private readonly repository: PlanRepository,
    private readonly subscriptions: SubscriptionRepository,
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
  async update(code: string, body: PlanChanges, actor: UserPrincipal, origin: RequestOrigin): Promise<PlanView> {
    assertPlanCode(code);
    return this.repository.transaction(async (transaction) => {
      const before = await this.repository.lockByCode(transaction, code);
      if (!before) throw ProblemError.notFound('Plan');
      const columns = columnsOf(body);
      // The time until now stays at the price that it had.
      if (columns.monthlyFeeMicros !== undefined && columns.monthlyFeeMicros !== before.monthlyFeeMicros)
        await this.subscriptions.keepFee(transaction, before, await this.subscriptions.now(transaction));
      const after = presentPlan(await this.repository.update(transaction, code, columns));
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
   * Removes a plan that nobody holds. One of those that an installation begins with comes back with the next start.
   * @throws ProblemError 404 when there is no such plan, 409 `plan_in_use` telling who holds it
   */
  async remove(code: string, actor: UserPrincipal, origin: RequestOrigin): Promise<void> {
    assertPlanCode(code);
    return this.repository.transaction(async (transaction) => {
      const found = await this.repository.lockForRemoval(transaction, code, NAMES_TOLD);
      if (!found) throw ProblemError.notFound('Plan');
      if (found.holders > 0) throw inUse(code, found);
      await this.repository.remove(transaction, code);
      await this.audit.record(transaction, {
        ...act(code, actor, origin),
        action: 'plan.deleted',
        before: presentPlan(found.plan),
      });
    });
  }
}

/** What can be no plan's code is not looked for: the path may hold what PostgreSQL takes for no text, such as NUL. */
function assertPlanCode(code: string): void {
  if (!isPlanCode(code)) throw ProblemError.notFound('Plan');
}

function inUse(code: string, { holders, names }: { holders: number; names: readonly string[] }): ProblemError {
  const others = holders > names.length ? ` and ${holders - names.length} more` : '';
  const who = `${holders === 1 ? '1 tenant' : `${holders} tenants`}: ${names.join(', ')}${others}`;
  return new ProblemError(409, 'plan_in_use', `The plan ${code} is held by ${who}.`, [
    { path: 'code', rule: 'unused', message: `is held by ${who}` },
  ]);
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
