import { api, call } from '../../../api/client';

/** Changes the password of whoever is signed in; their other sessions end. */
export async function changePassword(body: { current: string; next: string }): Promise<void> {
  await call(api.POST('/console/v1/password', { body }));
}
