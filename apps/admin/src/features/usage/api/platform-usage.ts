import { api, call } from '../../../api/client';
import { platformKey } from '../../../api/keys';
import { groupByOf, PAGE_ITEMS, type UsageSource } from './usage-source';

/**
 * The usage of all tenants. A value of the dimension `tenant` is the tenant’s id with its name behind it: names alone may
 * be the same.
 */
export const platformUsageSource: UsageSource = {
  dimensions: ['tenant', 'category', 'status', 'number', 'country', 'key'],
  queryKey: platformKey('usage'),
  csvPath: '/console/v1/usage.csv',
  fetchPage: async (question, cursor, signal) => {
    const { from, to, granularity } = question;
    const query = { from, to, granularity, groupBy: groupByOf(question), cursor, limit: PAGE_ITEMS };
    const page = await call(api.GET('/console/v1/usage', { params: { query }, signal }));
    return {
      items: page.items.map(({ tenantId, tenantName, ...item }) => ({
        ...item,
        tenant: tenantValue(tenantId, tenantName),
      })),
      totals: page.totals,
      nextCursor: page.nextCursor,
    };
  },
};

const ID_CHARS = 36;

/** A tenant as one value that tells apart those of the same name. */
function tenantValue(id: string, name: string): string {
  return `${id}${name}`;
}

/** The parts of such a value. */
export function tenantOfValue(value: string): { id: string; name: string } {
  return { id: value.slice(0, ID_CHARS), name: value.slice(ID_CHARS) };
}
