import { api, call, type Schemas } from '../../../api/client';
import { forgetWebhooks } from './forget-webhooks';

/** Which deliveries of an endpoint to send again. */
export type ReplayRange = Pick<Schemas['ReplayRequest'], 'from' | 'to' | 'events' | 'status'>;

/** How many deliveries a replay would send. */
export async function countReplay(tenantId: string, eid: string, range: ReplayRange): Promise<number> {
  return (await post(tenantId, eid, { ...range, dryRun: true })).count;
}

/** Sends them again; tells how many there are. */
export async function replayRange(tenantId: string, eid: string, range: ReplayRange): Promise<number> {
  const { count } = await post(tenantId, eid, range);
  await forgetWebhooks(tenantId);
  return count;
}

function post(tenantId: string, eid: string, body: Schemas['ReplayRequest']): Promise<Schemas['ReplayView']> {
  return call(
    api.POST('/console/v1/tenants/{tenantId}/webhook-endpoints/{eid}/replay', {
      params: { path: { tenantId, eid } },
      body,
    }),
  );
}
