import type { MetaPage } from '@switchboard/contracts';

import type { GraphCall } from './graph-call';
import { invalidParameter } from './graph-refusal';

const LIMIT_DEFAULT = 25;
const LIMIT_MAX = 500;

/** One page of an edge, by the `limit` and `after` of the call and with the fields that it asks for. */
export function paginate<Item extends { readonly id: string }>(
  items: readonly Item[],
  call: GraphCall,
  defaultFields: readonly string[],
): MetaPage<Partial<Item>> {
  const limit = Number(call.query.get('limit') ?? LIMIT_DEFAULT);
  if (!Number.isInteger(limit) || limit < 1) throw invalidParameter('Param limit must be a positive number.');
  const start = startOf(items, call.query.get('after'));
  const page = items.slice(start, start + Math.min(limit, LIMIT_MAX));
  const first = page[0];
  const last = page.at(-1);
  if (first === undefined || last === undefined) return { data: [] };
  const after = encodeCursor(last.id);
  const hasMore = start + page.length < items.length;
  return {
    data: page.map((item) => pickFields(item, call.query.get('fields'), defaultFields)),
    paging: {
      cursors: { before: encodeCursor(first.id), after },
      ...(hasMore ? { next: nextUrl(call, after) } : {}),
    },
  };
}

/** The fields of an object that a call asks for; Meta always adds the id. */
export function pickFields<Item extends { readonly id: string }>(
  item: Item,
  fields: string | null,
  defaultFields: readonly string[],
): Partial<Item> {
  const wanted = fields === null || fields === '' ? defaultFields : fields.split(',').map((field) => field.trim());
  const picked = Object.entries(item).filter(([key]) => key === 'id' || wanted.includes(key));
  return Object.fromEntries(picked) as Partial<Item>;
}

function startOf(items: readonly { readonly id: string }[], after: string | null): number {
  if (after === null || after === '') return 0;
  const id = Buffer.from(after, 'base64url').toString('latin1');
  const index = items.findIndex((item) => item.id === id);
  if (index === -1) throw invalidParameter('Param after is not a valid cursor.');
  return index + 1;
}

function encodeCursor(id: string): string {
  return Buffer.from(id, 'latin1').toString('base64url');
}

function nextUrl(call: GraphCall, after: string): string {
  const query = new URLSearchParams(call.query);
  query.set('after', after);
  // Meta writes the token that it was asked with into the address.
  query.set('access_token', call.token);
  return `http://${call.request.headers.host ?? '127.0.0.1'}${call.path}?${query}`;
}
