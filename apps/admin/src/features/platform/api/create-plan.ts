import { api, call, type Schemas } from '../../../api/client';
import { platformKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Offers a new plan. */
export async function createPlan(body: Schemas['NewPlan']): Promise<void> {
  await call(api.POST('/console/v1/plans', { body }));
  await queryClient.invalidateQueries({ queryKey: platformKey('plans') });
}
