import { api, call } from '../../../api/client';
import { forgetAccount } from './forget-account';

/** Turns two-step sign-in on, with a code that the app shows. */
export async function confirmTotp(code: string): Promise<void> {
  await call(api.POST('/console/v1/totp/confirm', { body: { code } }));
  await forgetAccount();
}
