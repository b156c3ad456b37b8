import { api, call } from '../../../api/client';

/** Has a link sent to the address, if it has an account; the answer is the same when it has none. */
export async function requestPasswordReset(email: string): Promise<void> {
  await call(api.POST('/console/v1/password-resets', { body: { email } }));
}

/** Sets a new password with the token of the link. It ends all sessions and does not sign in. */
export async function acceptPasswordReset(body: { token: string; password: string }): Promise<void> {
  await call(api.POST('/console/v1/password-resets/accept', { body }));
}
