import { api, call, type Schemas } from '../../../api/client';

interface Acceptance {
  /** From the invitation's link. */
  token: string;
  name: string;
  password: string;
}

/** Accepts an invitation: opens an account, or adds the tenant to the one that the address has. It does not sign in. */
export function acceptInvitation(body: Acceptance): Promise<{ user: Schemas['UserView'] }> {
  return call(api.POST('/console/v1/invitations/accept', { body }));
}
