import { api, call, type Schemas } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Puts a file at Meta, for messages of one number, and into the vault. */
export async function uploadMedia(
  tenantId: string,
  phoneNumberId: string,
  file: File,
): Promise<Schemas['UploadedMediaView']> {
  const uploaded = await call(
    api.POST('/console/v1/tenants/{tenantId}/media', {
      params: {
        path: { tenantId },
        query: { phoneNumberId },
        header: { 'X-Filename': encodeURIComponent(file.name) },
      },
      headers: { 'Content-Type': file.type || 'application/octet-stream' },
      // The body is the file itself; the API's description can only call it a text.
      body: file as unknown as string,
      bodySerializer: (body) => body,
    }),
  );
  await queryClient.invalidateQueries({ queryKey: tenantKey(tenantId, 'media') });
  return uploaded;
}
