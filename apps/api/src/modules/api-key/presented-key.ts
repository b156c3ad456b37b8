import { LIMITS } from '@switchboard/contracts';
import type { EdgeRequest } from '../../http/principal';
import { readBodyOnce } from '../../http/read-ahead';
import type { Surface } from '../../http/surface';
import { readUrlencoded } from '../../http/urlencoded';

/** What a key is looked for in. */
export type KeyBearer = Pick<EdgeRequest, 'headers' | 'query'>;

/** What Meta takes for a header with a token. */
const GRAPH_HEADER = /^(?:Bearer|OAuth) +/i;
const FORM = /^application\/x-www-form-urlencoded\s*(;|$)/i;
const TOKEN_FIELD = 'access_token';

/**
 * The Authorization header of a request, or what stands for it. v2 takes the bare key in `X-API-Token` too, which counts when there is
 * no Authorization header. The Graph façade takes it as Meta takes its tokens: in the header, also with the scheme `OAuth`, else in
 * `?access_token=`.
 */
export function authorizationOf({ headers, query }: KeyBearer, surface: Surface): string | undefined {
  const { authorization, 'x-api-token': token } = headers;
  if (surface === 'graph') return graphAuthorization(authorization, query[TOKEN_FIELD]);
  if (authorization !== undefined || surface !== 'v2' || token === undefined) return authorization;
  return `Bearer ${String(token)}`;
}

/**
 * The same, where the key may also be a field of a form (`application/x-www-form-urlencoded`), as some SDKs for Meta send it. Only then
 * is a body read before its sender is known, and no more of it than a message may have.
 * @throws GatewayError VAL_001 for a form that is too large, has too many fields or ends too early
 */
export async function presentedKey(request: EdgeRequest, surface: Surface): Promise<string | undefined> {
  const given = authorizationOf(request, surface);
  if (given !== undefined || surface !== 'graph' || !FORM.test(request.headers['content-type'] ?? '')) return given;
  const form = await readBodyOnce(request, LIMITS.bodyMaxBytes);
  const token = readUrlencoded(form).getAll(TOKEN_FIELD).at(-1);
  return token === undefined ? undefined : `Bearer ${token}`;
}

/** Of a token that is repeated the last counts: SDKs add theirs to the address of a next page, which has it already. */
function graphAuthorization(header: string | undefined, given: unknown): string | undefined {
  if (header !== undefined && GRAPH_HEADER.test(header)) return header.replace(GRAPH_HEADER, 'Bearer ');
  const token: unknown = Array.isArray(given) ? given.at(-1) : given;
  return typeof token === 'string' ? `Bearer ${token}` : header;
}
