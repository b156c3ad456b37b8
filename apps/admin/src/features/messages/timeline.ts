import type { Schemas } from '../../api/client';
import { textAt } from '../../lib/json-path';

type Entry = Schemas['V1TimelineEntry'];

export interface Step {
  at: string;
  event: string;
  detail: unknown;
  /** Since the step before it of the message's own life, in words; null for the first one, and where clocks disagree. */
  after: string | null;
}

/** The steps of a message's life. What endpoints were told has a list of its own. */
export function stepsOf(timeline: readonly Entry[]): readonly Step[] {
  const life = timeline.filter(({ event }) => event !== 'webhook');
  return life.map(({ at, event, detail }, index) => ({
    at,
    event,
    detail,
    after: durationWords(life[index - 1]?.at, at),
  }));
}

/** How long it took from one instant to another: `180 ms`, `2.5 s`, `3 min`, `2 h`; Meta tells whole seconds only. */
export function durationWords(from: string | undefined, to: string): string | null {
  if (from === undefined) return null;
  const tookMs = Date.parse(to) - Date.parse(from);
  if (!(tookMs > 0)) return null;
  if (tookMs < 1_000) return `${tookMs} ms`;
  if (tookMs < 60_000) return `${Number((tookMs / 1_000).toFixed(1))} s`;
  if (tookMs < 3_600_000) return `${Math.round(tookMs / 60_000)} min`;
  return tookMs < 86_400_000 ? `${Number((tookMs / 3_600_000).toFixed(1))} h` : `${Math.round(tookMs / 86_400_000)} d`;
}

const WORDS: Readonly<Record<string, string>> = {
  accepted: 'Checked and written down; its price is reserved.',
  submitted: 'Taken by Meta.',
  sent: 'On its way to the phone.',
  delivered: 'On the phone of the user.',
  read: 'The user has seen it.',
  played: 'The user has listened to it.',
  failed: 'It did not arrive.',
  uncertain: 'Meta did not answer in time: whether it was taken shows later.',
  received: 'A user wrote to your number.',
};

/** What a step means, in a sentence. */
export function stepWords({ event, detail }: Pick<Step, 'event' | 'detail'>): string | undefined {
  return textAt(detail, 'errors', 0, 'title') ?? WORDS[event];
}
