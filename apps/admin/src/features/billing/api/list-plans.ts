import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { platformKey } from '../../../api/keys';

/** All plans of the platform, in one answer. */
export const allPlansQuery = queryOptions({
  queryKey: platformKey('plans', 'all'),
  queryFn: async ({ signal }) => (await call(api.GET('/console/v1/plans', { signal }))).items,
});
