import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { EVERY_PLAN } from '../../billing/api/list-plans';

/** What the tenant's files take, and what its plan grants. */
export interface Storage {
  usedBytes: number;
  /** Null when the plan is not among the plans that can be had any more. */
  mostBytes: number | null;
  retentionDays: number | null;
  planName: string | null;
}

/** Below the media's own key, so that what changes files refreshes it. */
export const storageQuery = (tenantId: string) =>
  queryOptions({
    queryKey: tenantKey(tenantId, 'media', 'storage'),
    queryFn: async ({ signal }): Promise<Storage> => {
      const [standing, plans] = await Promise.all([
        call(api.GET('/console/v1/tenants/{tenantId}/plan', { params: { path: { tenantId } }, signal })),
        call(api.GET('/console/v1/plans', { params: { query: EVERY_PLAN }, signal })),
      ]);
      const plan = plans.items.find(({ code }) => code === standing.planCode);
      return {
        usedBytes: standing.storedBytes,
        mostBytes: plan?.storedBytes ?? null,
        retentionDays: plan?.mediaRetentionDays ?? null,
        planName: plan?.name ?? null,
      };
    },
  });
