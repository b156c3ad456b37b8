/** Where a list was asked for. */
export interface ListAddress {
  /** Without a query. */
  url: string;
  /** The caller's own, when it was in the query: then Meta's addresses of other pages have it too. */
  accessToken: string | null;
}

/** What Meta's addresses hold of whoever asked Meta, which is not the caller. */
const CREDENTIALS = ['access_token', 'appsecret_proof'];

/** The address here of a page that Meta names by an address of its own. */
export function ownAddress(metaAddress: string, { url, accessToken }: ListAddress): string {
  const query = queryOf(metaAddress);
  for (const name of CREDENTIALS) query.delete(name);
  if (accessToken !== null) query.set('access_token', accessToken);
  return `${url}?${query}`;
}

/** The query of an address or of a request's target. Of a repeated parameter the last counts, unless it is a list (`name[]`). */
export function queryOf(address: string): URLSearchParams {
  const mark = address.indexOf('?');
  const query = new URLSearchParams(mark === -1 ? '' : address.slice(mark + 1).split('#', 1)[0]);
  for (const [name, value] of [...query]) if (!name.endsWith('[]')) query.set(name, value);
  return query;
}
