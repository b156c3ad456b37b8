import { Injectable } from '@nestjs/common';
import { GatewayError } from '@switchboard/contracts';
import { CacheNotices } from '../../database/cache-notices';
import { SnapshotCache } from '../../database/snapshot-cache';
import type { PlanSnapshot } from './plan';
import { PlanRepository } from './plan.repository';

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
        const subscription = await repository.findSubscription(tenantId);
        return subscription && { ...subscription.plan, periodEnd: subscription.periodEnd };
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
}
