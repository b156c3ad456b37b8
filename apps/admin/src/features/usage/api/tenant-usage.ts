import { api, call } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { groupByOf, PAGE_ITEMS, type UsageSource } from './usage-source';

/** The usage of one tenant. */
export function tenantUsageSource(tenantId: string): UsageSource {
  return {
    dimensions: ['category', 'status', 'number', 'country', 'key'],
    queryKey: tenantKey(tenantId, 'usage'),
    csvPath: `/console/v1/tenants/${tenantId}/usage.csv`,
    fetchPage: async (question, cursor, signal) => {
      const { from, to, granularity } = question;
      const query = { from, to, granularity, groupBy: groupByOf(question), cursor, limit: PAGE_ITEMS };
      const page = await call(
        api.GET('/console/v1/tenants/{tenantId}/usage', { params: { path: { tenantId }, query }, signal }),
      );
      const { currency } = page;
      return {
        items: page.items.map((item) => ({ ...item, currency })),
        totals: [{ ...page.totals, currency }],
        nextCursor: page.nextCursor,
      };
    },
  };
}
