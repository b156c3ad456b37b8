import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../../../api/client';
import { tenantKey } from '../../../api/keys';

const LOOKED_AT = 200;

/** The definition of a template by its name and language; null when it is not (or no longer) known here. */
export const templateByNameQuery = (tenantId: string, name: string, language: string) =>
  queryOptions({
    queryKey: tenantKey(tenantId, 'templates', 'named', name, language),
    queryFn: async ({ signal }): Promise<Schemas['TemplateView'] | null> => {
      const { items } = await call(
        api.GET('/console/v1/tenants/{tenantId}/templates', {
          params: { path: { tenantId }, query: { search: name, language: language || undefined, limit: LOOKED_AT } },
          signal,
        }),
      );
      return items.find((template) => template.name === name) ?? null;
    },
  });
