import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { platformKey } from '../../../api/keys';

/** One price list with all its rates and volume tiers. It never changes. */
export const rateCardQuery = (id: string) =>
  queryOptions({
    queryKey: platformKey('rate-card', id),
    queryFn: ({ signal }) => call(api.GET('/console/v1/rate-cards/{id}', { params: { path: { id } }, signal })),
    staleTime: Infinity,
  });
