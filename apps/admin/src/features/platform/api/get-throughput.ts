import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { platformKey } from '../../../api/keys';

/** What all tenants together did in each of the last minutes, oldest first; 1–1,440 minutes. */
export const throughputQuery = (minutes: number) =>
  queryOptions({
    queryKey: platformKey('throughput', minutes),
    queryFn: async ({ signal }) =>
      (await call(api.GET('/console/v1/platform/throughput', { params: { query: { minutes } }, signal }))).minutes,
    placeholderData: keepPreviousData,
    meta: { quiet: true },
  });
