import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../../api/client';
import { platformKey } from '../../../api/keys';

/** One event with what was posted. */
export const inboundEventQuery = (id: string) =>
  queryOptions({
    queryKey: platformKey('inbound-event', id),
    queryFn: ({ signal }) =>
      call(api.GET('/console/v1/platform/inbound-events/{id}', { params: { path: { id } }, signal })),
  });
