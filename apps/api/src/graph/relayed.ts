import { isJsonObject, type JsonObject, type JsonValue, type MetaPage } from '@switchboard/contracts';
import type { GraphAccepted, GraphOutcome } from '@switchboard/graph-client';
import { graphFailure } from './graph-failure';

/** What became of a call that was passed on to Meta. */
export type RelayOutcome = GraphOutcome<GraphAccepted<JsonValue>>;

/**
 * Meta's answer to a call that was passed on.
 * @throws GatewayError GW_002 to GW_005 for Meta's refusals and failures, with the status that Meta answered
 */
export function relayedObject(outcome: RelayOutcome): JsonObject {
  if (outcome.kind !== 'accepted') throw graphFailure(outcome);
  if (!isJsonObject(outcome.json)) throw unusable('no object');
  return outcome.json;
}

/** As `relayedObject`, for a page of a list. */
export function relayedPage<Item>(outcome: RelayOutcome): MetaPage<Item> {
  const { data, paging, ...rest } = relayedObject(outcome);
  if (!Array.isArray(data)) throw unusable('no list');
  return {
    ...rest,
    data: data,
    ...(isJsonObject(paging) && { paging: withoutTokens(paging) }),
  };
}

/** Meta writes the access token that it was asked with into the addresses of the other pages. */
function withoutTokens(paging: JsonObject): NonNullable<MetaPage<unknown>['paging']> {
  const { next, previous, ...rest } = paging;
  return { ...rest, ...addressOf('next', next), ...addressOf('previous', previous) };
}

function addressOf(name: 'next' | 'previous', address: JsonValue | undefined): { next?: string; previous?: string } {
  const url = typeof address === 'string' ? URL.parse(address) : null;
  url?.searchParams.delete('access_token');
  return url ? { [name]: url.href } : {};
}

function unusable(complaint: string): Error {
  return graphFailure({ kind: 'unknown', cause: new Error(`Meta's answer is ${complaint}`) });
}
