import {
  hasSeen,
  isPast,
  type MessageChange,
  midway,
  positionAt,
  readPosition,
  type TailPosition,
  writePosition,
} from './tail-position';

/** What changed since a snapshot; `changed` in the order of the messages' ids. */
export interface Changes<Change extends MessageChange> {
  snapshot: string;
  changed: readonly Change[];
  isGap: boolean;
}

/** An event for one reader. */
export type TailEvent<Change> =
  /** The reader is connected; `isGap`: changes since its last event may be missing, so what it shows is to be loaded anew. */
  | { kind: 'ready'; position: string; isGap: boolean }
  | { kind: 'message'; position: string | null; change: Change }
  /** So much changed at once that not all of it was read. */
  | { kind: 'gap'; position: string };

/** Someone who follows a tenant's log. */
export interface TailReader<Change> {
  /** Of messages, only these are wished. */
  wants: (change: Change) => boolean;
  /** Takes events in their order. */
  take: (events: readonly TailEvent<Change>[]) => void;
}

interface Following {
  position: TailPosition;
}

/**
 * Follows the log of one tenant for all of its readers: every poll reads once what changed since the last one and gives each reader
 * what it has not had. No clocks in here: who owns it says when to poll. Polls run one after the other.
 */
export class TailFeed<Change extends MessageChange> {
  private readonly readers = new Map<TailReader<Change>, Following | { lastEventId: string | null }>();
  /** Up to where the common step has read; null before the first poll. */
  private position: string | null = null;

  constructor(private readonly changesSince: (snapshot: string | null) => Promise<Changes<Change>>) {}

  get size(): number {
    return this.readers.size;
  }

  /** From the next poll on; from where `lastEventId` says, where it is given and understood. */
  join(reader: TailReader<Change>, lastEventId: string | null): void {
    this.readers.set(reader, { lastEventId });
  }

  leave(reader: TailReader<Change>): void {
    this.readers.delete(reader);
  }

  /** The place after all that a reader has been given; null before its first poll. */
  positionOf(reader: TailReader<Change>): string | null {
    const following = this.readers.get(reader);
    return following && 'position' in following ? writePosition(following.position) : null;
  }

  /** Reads what changed and gives it to the readers. When reading fails nothing is lost: the next poll reads it. */
  async poll(): Promise<void> {
    // A reader's own past is read before the common step, which then begins no later than that ended: nothing falls in between.
    for (const [reader, state] of [...this.readers])
      if ('lastEventId' in state) await this.welcome(reader, state.lastEventId);
    const changes = await this.changesSince(this.position);
    this.position = changes.snapshot;
    for (const [reader, state] of this.readers) if ('position' in state) deliver(reader, state, changes);
  }

  private async welcome(reader: TailReader<Change>, lastEventId: string | null): Promise<void> {
    const last = lastEventId === null ? null : readPosition(lastEventId);
    const changes = await this.changesSince(last?.seen.text ?? null);
    this.position ??= changes.snapshot;
    if (!this.readers.has(reader)) return;
    const now = positionAt(changes.snapshot);
    const resumed = last && isPast(last, now) ? last : null;
    const state = { position: resumed ?? now };
    this.readers.set(reader, state);
    const isGap = lastEventId !== null && (resumed === null || changes.isGap);
    reader.take([{ kind: 'ready', position: writePosition(state.position), isGap }]);
    if (resumed) deliver(reader, state, { ...changes, isGap: false });
  }
}

/** Gives a reader what it has not had of a step, and moves it to the step's end. */
function deliver<Change extends MessageChange>(
  reader: TailReader<Change>,
  state: Following,
  { snapshot, changed, isGap }: Changes<Change>,
): void {
  const start = state.position;
  const end = positionAt(snapshot);
  const wished = changed.filter((change) => !hasSeen(start, change) && reader.wants(change));
  const events = wished.map((change, index): TailEvent<Change> => {
    const position = index === wished.length - 1 ? end : midway(start, end, change.id);
    return { kind: 'message', position: position && writePosition(position), change };
  });
  if (isGap) events.push({ kind: 'gap', position: writePosition(end) });
  state.position = end;
  if (events.length > 0) reader.take(events);
}
