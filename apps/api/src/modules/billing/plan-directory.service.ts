import { Injectable } from '@nestjs/common';
import { GatewayError } from '@switchboard/contracts';
import { CacheNotices } from '../../database/cache-notices';
import { SnapshotCache } from '../../database/snapshot-cache';
import { ProblemError } from '../../http/problem';
import type { PlanFeature, PlanSnapshot } from './plan';
import { PlanRepository } from './plan.repository';
import { accessEndsAt } from './subscription';

const MAX_TENANTS = 50_000;
const TTL_MS = 300_000;

/** The plan of every active tenant, kept in memory for the path of a message. */
@Injectable()
export class PlanDirectory {
  private readonly plans: SnapshotCache<PlanSnapshot>;

  constructor(repository: PlanRepository, notices: CacheNotices) {
    this.plans = new SnapshotCache<PlanSnapshot>({
      max: MAX_TENANTS,
      ttlMs: TTL_MS,
      notices,
      load: async (tenantId) => {
        const held = await repository.findSubscription(tenantId);
        return held && { ...held.plan, periodEnd: accessEndsAt(held) };
      },
      drops: (notice, tenantId) =>
        notice.table === 'plans' || (notice.table === 'subscriptions' && notice.tenantId === tenantId),
    });
  }

  /**
   * The tenant's plan, whether or not its period has ended: that is for the caller to judge.
   * @throws GatewayError PLAN_001 when the tenant holds no plan
   */
  async get(tenantId: string): Promise<PlanSnapshot> {
    const plan = await this.plans.get(tenantId);
    if (!plan) throw new GatewayError('PLAN_001', { description: 'The tenant has no plan.' });
    return plan;
  }

  /**
   * For console routes that need a feature of the tenant's plan.
   * @param path the field of the request that asks for it, where there is one
   * @throws ProblemError 403 `plan_lacks_feature` naming the plan, the feature and the field
   */
  async requireFeature(tenantId: string, feature: PlanFeature, path?: string): Promise<void> {
    const plan = await this.plans.get(tenantId);
    if (plan?.features.includes(feature)) return;
    const held = plan ? `The plan ${plan.code}` : 'A tenant without a plan';
    const field = path && { path, rule: 'feature', message: `needs a plan with the feature ${feature}` };
    throw new ProblemError(
      403,
      'plan_lacks_feature',
      `${held} does not include "${feature}".`,
      field ? [field] : undefined,
    );
  }
}
