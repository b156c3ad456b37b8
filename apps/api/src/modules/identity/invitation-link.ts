/** How long an invitation can be accepted. */
export const INVITATION_TTL_MS = 7 * 24 * 60 * 60 * 1_000;

/**
 * The address of the console's page that accepts an invitation. The token stands in the fragment, which browsers do not send: it
 * does not end up in the logs of servers and proxies.
 */
export function invitationUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/invitation#token=${token}`;
}
