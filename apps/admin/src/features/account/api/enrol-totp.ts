import { api, call, type Schemas } from '../../../api/client';

/** Makes the secret that an authenticator app needs. It does nothing until a code has confirmed it. */
export function enrolTotp(password: string): Promise<Schemas['TotpEnrolment']> {
  return call(api.POST('/console/v1/totp', { body: { password } }));
}
