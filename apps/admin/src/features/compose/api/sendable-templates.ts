import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../../../api/client';
import { tenantKey } from '../../../api/keys';

const PAGE = 200;
const PAGES_MAX = 5;

/** The synced templates that Meta has approved, of one account: at most 1,000, by name. */
export const sendableTemplatesQuery = (tenantId: string, wabaId: string | undefined) =>
  queryOptions({
    queryKey: tenantKey(tenantId, 'templates', 'sendable', wabaId),
    queryFn: async ({ signal }) => {
      const found: Schemas['TemplateView'][] = [];
      let cursor: string | undefined;
      for (let page = 0; page < PAGES_MAX; page += 1) {
        const { items, nextCursor } = await call(
          api.GET('/console/v1/tenants/{tenantId}/templates', {
            params: { path: { tenantId }, query: { wabaId, status: 'APPROVED', cursor, limit: PAGE } },
            signal,
          }),
        );
        found.push(...items);
        if (nextCursor === null) break;
        cursor = nextCursor;
      }
      return found.sort(
        (one, other) => one.name.localeCompare(other.name) || one.language.localeCompare(other.language),
      );
    },
  });
