import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { platformKey } from '../../../api/keys';

/** The most that a list tells in one answer; nobody has as many plans. */
export const EVERY_PLAN = { limit: 200 };

/** All plans of the platform, in one answer. */
export const allPlansQuery = queryOptions({
  queryKey: platformKey('plans', 'all'),
  queryFn: async ({ signal }) =>
    (await call(api.GET('/console/v1/plans', { params: { query: EVERY_PLAN }, signal }))).items,
});
