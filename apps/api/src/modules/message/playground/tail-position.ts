/** A snapshot of the database: which transactions it shows. As PostgreSQL writes it: `xmin:xmax:running,running`. */
interface Snapshot {
  text: string;
  /** Every transaction below this is shown. */
  xmin: bigint;
  /** None from this on is shown. */
  xmax: bigint;
  /** Those between that were still running, and are not shown. */
  running: ReadonlySet<bigint>;
}

/** A change of a message: the transaction that wrote its row as it is now. */
export interface MessageChange {
  /** Ours, of the message. */
  id: string;
  transaction: bigint;
}

/**
 * How far a reader of the live tail has come: all changes that a snapshot shows, and of later snapshots those of messages up to an
 * id, where it went away in the midst of a batch. It says exactly which changes have been seen, whoever read them and whenever they
 * were committed; ids or times alone could not, because neither is given in the order of commits.
 */
export interface TailPosition {
  seen: Snapshot;
  /** Newer snapshots have smaller ids: a part that another one contains is left out. */
  parts: readonly { seen: Snapshot; upToId: string }[];
}

const SNAPSHOT = /^(\d{1,19}):(\d{1,19}):((?:\d{1,19}(?:,\d{1,19})*)?)$/;
const MESSAGE_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Of the header `Last-Event-ID`; a snapshot has one number for each transaction that runs. */
const POSITION_MAX_CHARS = 6_000;
/** More than one is there only when a reader went away in the midst of a batch twice in a row. */
const PARTS_MAX = 4;

/** A position as clients keep it; null for what is none. */
export function readPosition(text: string): TailPosition | null {
  if (text.length > POSITION_MAX_CHARS) return null;
  const [first = '', ...rest] = text.split('/');
  const seen = readSnapshot(first);
  if (!seen || rest.length % 2 !== 0 || rest.length > 2 * PARTS_MAX) return null;
  const parts: { seen: Snapshot; upToId: string }[] = [];
  for (let index = 0; index < rest.length; index += 2) {
    const part = readSnapshot(rest[index] ?? '');
    const upToId = rest[index + 1] ?? '';
    if (!part || !MESSAGE_ID.test(upToId)) return null;
    parts.push({ seen: part, upToId });
  }
  return { seen, parts };
}

/** The position, as the id of an event. */
export function writePosition({ seen, parts }: TailPosition): string {
  return [seen.text, ...parts.flatMap((part) => [part.seen.text, part.upToId])].join('/');
}

/** The position after everything that a snapshot shows. @throws Error for what PostgreSQL does not write */
export function positionAt(snapshot: string): TailPosition {
  const seen = readSnapshot(snapshot);
  if (!seen) throw new Error(`Not a snapshot: ${snapshot}`);
  return { seen, parts: [] };
}

/** Whether a reader at this position has had a change. */
export function hasSeen({ seen, parts }: TailPosition, { id, transaction }: MessageChange): boolean {
  return shows(seen, transaction) || parts.some((part) => id <= part.upToId && shows(part.seen, transaction));
}

/**
 * The position of a reader who has had the changes up to snapshot `next` of messages with ids up to `upToId`. Null where it cannot be
 * said in short: the event then has no id, and who goes away there gets it again.
 */
export function midway({ seen, parts }: TailPosition, next: TailPosition, upToId: string): TailPosition | null {
  const kept = parts.filter((part) => part.upToId > upToId);
  return kept.length < PARTS_MAX ? { seen, parts: [...kept, { seen: next.seen, upToId }] } : null;
}

/** Whether a position can have come from this database as it is at `now`; a restored or another database is behind it. */
export function isPast({ seen, parts }: TailPosition, now: TailPosition): boolean {
  return [seen, ...parts.map((part) => part.seen)].every(({ xmax }) => xmax <= now.seen.xmax);
}

function shows({ xmin, xmax, running }: Snapshot, transaction: bigint): boolean {
  return transaction < xmin || (transaction < xmax && !running.has(transaction));
}

/** Strict, because the text goes back to PostgreSQL, which refuses what it would not have written. */
function readSnapshot(text: string): Snapshot | null {
  const [, low, high, list] = SNAPSHOT.exec(text) ?? [];
  if (low === undefined || high === undefined || list === undefined) return null;
  const [xmin, xmax] = [BigInt(low), BigInt(high)];
  const running = list === '' ? [] : list.split(',').map(BigInt);
  const isOrdered = running.every((each, index) => each >= xmin && each < xmax && each > (running[index - 1] ?? 0n));
  const isPossible = xmin > 0n && xmin <= xmax && xmax <= 0x7fffffffffffffffn && isOrdered;
  return isPossible ? { text, xmin, xmax, running: new Set(running) } : null;
}
