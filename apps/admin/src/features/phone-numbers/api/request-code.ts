import { api, call, type Schemas } from '../../../api/client';

/** Lets Meta send a code to the number. */
export async function requestCode(tenantId: string, pid: string, body: Schemas['RequestCodeRequest']): Promise<void> {
  await call(
    api.POST('/console/v1/tenants/{tenantId}/phone-numbers/{pid}/request-code', {
      params: { path: { tenantId, pid } },
      body,
    }),
  );
}
