import type { Schemas } from '../../api/client';
import { defineFilters, type FilterValues, flag, instant, oneOf, text } from '../../lib/filters';

export type Message = Schemas['V1Message'];

export const DIRECTIONS = ['outbound', 'inbound'] as const satisfies readonly Message['direction'][];

export const STATUSES = [
  'accepted',
  'submitted',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
  'uncertain',
  'received',
] as const satisfies readonly Message['status'][];

export const CATEGORIES = [
  'marketing',
  'marketing_lite',
  'utility',
  'authentication',
  'authentication-international',
  'service',
  'referral_conversion',
] as const satisfies readonly NonNullable<Message['category']>[];

/** What can be sent, and what only users send. */
export const TYPES = [
  'text',
  'template',
  'interactive',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'location',
  'contacts',
  'reaction',
  'button',
  'order',
  'system',
  'unsupported',
] as const;

/** The log's filters, as the URL has them: `?status=failed&to=90532…&from=2026-11-20T00:00:00.000Z`. */
export const MESSAGE_FILTERS = defineFilters({
  direction: oneOf(DIRECTIONS),
  status: oneOf(STATUSES),
  type: oneOf(TYPES),
  /** Meta's id of the number. */
  phoneNumberId: text(),
  to: text(),
  /** Included. */
  from: instant(),
  /** Not included. */
  until: instant(),
  sandbox: flag(),
  category: oneOf(CATEGORIES),
  /** Of the error that it failed with: Meta's or the gateway's. */
  errorCode: text(),
});

/** What is looked at, beside the filters: `?live=false` rests the live tail. */
export const MESSAGE_VIEW = defineFilters({ live: flag() });

type CodecsOf<F> = F extends { parse: (search: never) => FilterValues<infer C> } ? C : never;
export type MessageFilterValues = FilterValues<CodecsOf<typeof MESSAGE_FILTERS>>;

/** The filters in the API's names, for the list, the live tail and the CSV alike. */
export function apiFilter({ from, until, ...same }: MessageFilterValues) {
  return { ...same, fromTime: from, toTime: until };
}
