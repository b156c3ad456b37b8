import { api, call, type Schemas } from '../../../api/client';
import { platformKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Changes a plan; tenants that hold it feel it within a second. */
export async function changePlan(code: string, body: Schemas['PlanChanges']): Promise<void> {
  await call(api.PATCH('/console/v1/plans/{code}', { params: { path: { code } }, body }));
  await queryClient.invalidateQueries({ queryKey: platformKey('plans') });
}
