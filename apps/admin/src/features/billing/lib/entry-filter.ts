import { ENTRY_KINDS, type EntryKind } from '../../../lib/entry-kinds';
import { day, defineFilters, type FilterValues, oneOf } from '../../../lib/filters';
import { endOfLocalDay, startOfLocalDay } from '../../../lib/local-day';

const CODECS = { kind: oneOf(ENTRY_KINDS), from: day(), to: day() };

/** The ledger's filters in the URL: days of the person's own calendar, both included. */
export const ENTRY_FILTERS = defineFilters(CODECS);

/** What the API is asked: from an instant on, up to another. */
export interface EntryFilter {
  kind?: EntryKind;
  from?: string;
  to?: string;
}

export function entryFilterOf({ kind, from, to }: FilterValues<typeof CODECS>): EntryFilter {
  return {
    ...(kind && { kind }),
    ...(from && { from: startOfLocalDay(from) }),
    ...(to && { to: endOfLocalDay(to) }),
  };
}
