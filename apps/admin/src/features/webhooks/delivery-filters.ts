import { day, defineFilters, type FilterValues, oneOf, text } from '../../lib/filters';
import { EVENT_NAMES } from './events';

export const DELIVERY_STATUSES = ['pending', 'retrying', 'dead', 'delivered'] as const;

/** Which deliveries of an endpoint are looked for. */
export const DELIVERY_FILTERS = defineFilters({
  status: oneOf(DELIVERY_STATUSES),
  event: oneOf(EVENT_NAMES),
  webhookId: text(),
  from: day(),
  to: day(),
});

export type DeliveryFilterValues = FilterValues<{
  status: ReturnType<typeof oneOf<(typeof DELIVERY_STATUSES)[number]>>;
  event: ReturnType<typeof oneOf<(typeof EVENT_NAMES)[number]>>;
  webhookId: ReturnType<typeof text>;
  from: ReturnType<typeof day>;
  to: ReturnType<typeof day>;
}>;
