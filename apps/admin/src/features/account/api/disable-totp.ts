import { api, call } from '../../../api/client';
import { forgetAccount } from './forget-account';

/** Turns two-step sign-in off. */
export async function disableTotp(password: string): Promise<void> {
  await call(api.POST('/console/v1/totp/disable', { body: { password } }));
  await forgetAccount();
}
