import { endOfLocalDay, startOfLocalDay } from '../../lib/local-day';
import { fromLocalInput, toLocalInput } from '../../lib/local-time-input';
import type { ReplayRange } from './api/replay-range';
import type { DeliveryFilterValues } from './delivery-filters';
import type { EventName } from './events';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** What can be sent again. */
export const REPLAY_CHOICES = [
  { value: 'usual', label: 'Delivered, dead letters and what was missed' },
  { value: 'dead', label: 'Dead letters' },
  { value: 'missed', label: 'What was missed while it was disabled or not there' },
  { value: 'retrying', label: 'What waits for its next attempt' },
  { value: 'delivered', label: 'What was delivered already' },
] as const;

type ReplayChoice = (typeof REPLAY_CHOICES)[number]['value'];

/** The dialog's form; times as `datetime-local` inputs hold them. */
export interface ReplayValues {
  from: string;
  to: string;
  what: ReplayChoice;
  /** Empty: all events. */
  events: EventName[];
}

/** What the list's filters show, as a stretch to be sent again; the last day where they name none. */
export function replayOf(filters: DeliveryFilterValues, now: Date): ReplayValues {
  const { from, to, status, event } = filters;
  const begin = from ? startOfLocalDay(from) : new Date(now.getTime() - DAY_MS).toISOString();
  return {
    from: toLocalInput(begin),
    // Inputs know minutes only: with the next one, what happened just now is in it.
    to: toLocalInput(to ? endOfLocalDay(to) : new Date(now.getTime() + MINUTE_MS).toISOString()),
    what: status === undefined || status === 'pending' ? 'usual' : status,
    events: event ? [event] : [],
  };
}

/** The form as the API takes it; null while a time is missing. */
export function rangeOf({ from, to, what, events }: ReplayValues): ReplayRange | null {
  const [begin, end] = [fromLocalInput(from), fromLocalInput(to)];
  if (begin === undefined || end === undefined) return null;
  return {
    from: begin,
    to: end,
    ...(events.length > 0 && { events }),
    ...(what !== 'usual' && { status: what }),
  };
}
