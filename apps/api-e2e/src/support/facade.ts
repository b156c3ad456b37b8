import { type Answer, HttpClient } from './http-client';
import type { OpenedTenant } from './operator';
import type { Testbed } from './testbed';

/** The version that the tests call; which one it is makes no difference. */
export const VERSION = 'v23.0';

/** Who answers a call in Meta's language: Meta itself, or we. */
export interface GraphSide {
  name: 'direct' | 'through us';
  http: HttpClient;
  /** The key of the calls, or Meta's token. */
  token: string;
}

/** The same tenant's number over both ways. */
export function sidesOf(bed: Testbed, { number, key }: OpenedTenant): readonly [direct: GraphSide, ours: GraphSide] {
  const side = (name: GraphSide['name'], url: string, token: string): GraphSide => ({
    name,
    token,
    http: new HttpClient(url, { authorization: `Bearer ${token}` }),
  });
  return [side('direct', bed.simulator.baseUrl, number.accessToken), side('through us', bed.switchboard.url, key.key)];
}

/** Types instead of values, so that answers can be compared that differ in nothing else. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return value === null ? null : typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, member]) => [key, shapeOf(member)]),
  );
}

/** What of an answer an SDK can go by: the status, the headers that matter, the shape, and of an error all but its words. */
export function essenceOf({ status, headers, json }: Answer): Record<string, unknown> {
  const { error } = json as { error?: { code: number; type: string; error_subcode?: number } };
  return {
    status,
    contentType: String(headers['content-type']).toLowerCase(),
    version: headers['facebook-api-version'],
    caching: headers['cache-control'],
    tracing: ['x-fb-request-id', 'x-fb-trace-id'].filter((name) => headers[name] !== undefined),
    challenge: headers['www-authenticate'] !== undefined,
    shape: shapeOf(json),
    ...(error && { code: error.code, type: error.type, subcode: error.error_subcode }),
  };
}
