import { api, call } from '../../../api/client';
import { forgetAccount } from './forget-account';

/** Changes the name of whoever is signed in. */
export async function renameAccount(name: string): Promise<void> {
  await call(api.PATCH('/console/v1/account', { body: { name } }));
  await forgetAccount();
}
