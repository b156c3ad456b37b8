import { api, call, type Schemas } from '../../../api/client';
import type { EventName } from '../events';

/** Sends a signed sample of an event now and tells what came back. It waits for the endpoint up to ten seconds. */
export function testEndpoint(tenantId: string, eid: string, event: EventName): Promise<Schemas['EndpointTestView']> {
  return call(
    api.POST('/console/v1/tenants/{tenantId}/webhook-endpoints/{eid}/test', {
      params: { path: { tenantId, eid } },
      body: { event },
    }),
  );
}
