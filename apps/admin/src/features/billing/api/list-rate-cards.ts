import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../../../api/client';
import { platformKey } from '../../../api/keys';

const MOST = 200;

/** Meta's price lists, the one that applies last first; at most 200. */
export const rateCardsQuery = queryOptions({
  queryKey: platformKey('rate-cards', 'all'),
  queryFn: async ({ signal }): Promise<readonly Schemas['RateCardView'][]> =>
    (await call(api.GET('/console/v1/rate-cards', { params: { query: { limit: MOST } }, signal }))).items,
});
