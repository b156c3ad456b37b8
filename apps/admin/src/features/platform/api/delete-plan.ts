import { api, call } from '../../../api/client';
import { platformKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Removes a plan that nobody holds; the server refuses for one that somebody does, and says who. */
export async function deletePlan(code: string): Promise<void> {
  await call(api.DELETE('/console/v1/plans/{code}', { params: { path: { code } } }));
  await queryClient.invalidateQueries({ queryKey: platformKey('plans') });
}
