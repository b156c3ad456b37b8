import { api, call, type Schemas } from '../../../api/client';

/** What a link invites to; a 404 when it is unknown, used or older than 7 days. */
export function previewInvitation(token: string): Promise<Schemas['InvitationPreviewView']> {
  return call(api.POST('/console/v1/invitations/preview', { body: { token } }));
}

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
