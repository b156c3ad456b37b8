import { api, call, type Schemas } from '../../../api/client';
import { platformKey } from '../../../api/keys';
import { listQuery } from '../../../api/list-query';

const ROWS = 30;

export type JobState = Schemas['JobView']['state'];

/** Jobs in a state, newest first. */
export const jobsQuery = (state: JobState) =>
  listQuery(platformKey('jobs', { state }), (cursor, signal) =>
    call(api.GET('/console/v1/platform/jobs', { params: { query: { state, cursor, limit: ROWS } }, signal })),
  );
