/** What a number's encrypted access token is bound to: copied to another number, it does not open. */
export function accessTokenContext(tenantId: string, id: string): string {
  return `phone_number:${tenantId}:${id}`;
}
