import { api, call, type Schemas } from '../../../api/client';
import { tenantKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** The user writes, taps, reacts or tells a place. It comes back as a webhook of Meta's, a moment later. */
export async function actOnPhone(tenantId: string, body: Schemas['PhoneMessageBody']): Promise<void> {
  await call(
    api.POST('/console/v1/tenants/{tenantId}/virtual-phone/messages', { params: { path: { tenantId } }, body }),
  );
  await forgetChat(tenantId, body.phoneNumberId);
}

/** The user sends a photo: a JPEG or PNG of at most 5 MiB. */
export async function sendPhoto(
  tenantId: string,
  chat: { phoneNumberId: string; user: string },
  photo: File,
): Promise<void> {
  await call(
    api.POST('/console/v1/tenants/{tenantId}/virtual-phone/photos', {
      params: { path: { tenantId }, query: chat },
      headers: { 'Content-Type': photo.type },
      // The body is the photo itself; the API's description can only call it a text.
      body: photo as unknown as string,
      bodySerializer: (body) => body,
    }),
  );
  await forgetChat(tenantId, chat.phoneNumberId);
}

async function forgetChat(tenantId: string, phoneNumberId: string): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: tenantKey(tenantId, 'virtual-phone', phoneNumberId) });
}
