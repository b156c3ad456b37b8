import fc from 'fast-check';
import { type Changes, TailFeed, type TailEvent, type TailReader } from './tail-feed';
import type { MessageChange } from './tail-position';

interface Write {
  id: string;
  transaction: bigint;
}

const idOf = (message: number): string => `00000000-0000-7000-8000-${String(message).padStart(12, '0')}`;

/** A log as PostgreSQL keeps it: rows carry the transaction that wrote them, and are seen once that is committed. */
class ModelDatabase {
  private next = 100n;
  private readonly open = new Map<bigint, string[]>();
  /** By message: the transaction of its present, committed state. */
  readonly rows = new Map<string, bigint>();

  /** Starts a transaction that writes messages which no other open one holds: rows are locked. */
  begin(messages: readonly number[]): void {
    const locked = new Set([...this.open.values()].flat());
    const free = [...new Set(messages.map(idOf))].filter((id) => !locked.has(id));
    if (free.length > 0) this.open.set(this.next++, free);
  }

  /** Commits one of the open transactions. */
  commit(choice: number): void {
    const transaction = [...this.open.keys()][choice % Math.max(1, this.open.size)];
    if (transaction === undefined) return;
    for (const id of this.open.get(transaction)!) this.rows.set(id, transaction);
    this.open.delete(transaction);
  }

  commitAll(): void {
    while (this.open.size > 0) this.commit(0);
  }

  read = (seen: string | null): Promise<Changes<Write>> => {
    const running = [...this.open.keys()].sort((one, other) => (one < other ? -1 : 1));
    const snapshot = `${running[0] ?? this.next}:${this.next}:${running.join(',')}`;
    const shown = [...this.rows].map(([id, transaction]): Write => ({ id, transaction }));
    const changed = seen === null ? [] : shown.filter(({ transaction }) => !isShown(seen, transaction));
    changed.sort((one, other) => (one.id < other.id ? -1 : 1));
    return Promise.resolve({ snapshot, changed, isGap: false });
  };
}

/** As PostgreSQL's pg_visible_in_snapshot. */
function isShown(snapshot: string, transaction: bigint): boolean {
  const [xmin, xmax, list] = snapshot.split(':');
  if (transaction < BigInt(xmin!)) return true;
  return transaction < BigInt(xmax!) && !(list === '' ? [] : list!.split(',').map(BigInt)).includes(transaction);
}

/** A browser: it keeps what it got and the last id, and loses its connection after so many events of a batch. */
class Client implements TailReader<Write> {
  readonly got: Write[] = [];
  lastEventId: string | null = null;
  gaps = 0;
  feed: TailFeed<Write> | null = null;
  /** How many more events reach it; what comes after that is lost with the connection. */
  remaining = Infinity;

  constructor(readonly wants: (change: MessageChange) => boolean = () => true) {}

  take = (events: readonly TailEvent<Write>[]): void => {
    for (const event of events) {
      if (this.remaining === 0) return;
      this.remaining -= 1;
      this.lastEventId = event.position ?? this.lastEventId;
      if (event.kind === 'message') this.got.push(event.change);
      else if (event.kind === 'gap' || event.isGap) this.gaps += 1;
    }
  };

  connect(feed: TailFeed<Write>): void {
    this.feed?.leave(this);
    this.feed = feed;
    this.remaining = Infinity;
    feed.join(this, this.lastEventId);
  }

  /** The latest state that it knows of each message. */
  known(): Map<string, bigint> {
    return new Map(this.got.map(({ id, transaction }) => [id, transaction]));
  }
}

const STEPS = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('begin' as const),
        messages: fc.array(fc.nat(11), { minLength: 1, maxLength: 4 }),
      }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('commit' as const), choice: fc.nat(9) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('poll' as const), feed: fc.nat(1) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), after: fc.nat(3) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('connect' as const), feed: fc.nat(1) }) },
  ),
  { maxLength: 60 },
);

describe('The live tail', () => {
  it('loses nothing and repeats nothing, however polls, commits, lost connections and changes of process fall together', async () => {
    await fc.assert(
      fc.asyncProperty(STEPS, async (steps) => {
        const database = new ModelDatabase();
        const feeds = [new TailFeed<Write>(database.read), new TailFeed<Write>(database.read)];
        const client = new Client();
        client.connect(feeds[0]!);
        await feeds[0]!.poll();
        for (const step of steps) {
          if (step.kind === 'begin') database.begin(step.messages);
          else if (step.kind === 'commit') database.commit(step.choice);
          else if (step.kind === 'poll') await feeds[step.feed]!.poll();
          else if (step.kind === 'cut') client.remaining = Math.min(client.remaining, step.after);
          else client.connect(feeds[step.feed]!);
        }
        database.commitAll();
        client.connect(feeds[1]!);
        await feeds[1]!.poll();

        const seen = client.got.map(({ id, transaction }) => `${id} ${transaction}`);
        expect(new Set(seen).size).toBe(seen.length);
        expect(client.known()).toEqual(database.rows);
        expect(client.gaps).toBe(0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives every reader the same, whenever it joined', async () => {
    await fc.assert(
      fc.asyncProperty(STEPS, async (steps) => {
        const database = new ModelDatabase();
        const feed = new TailFeed<Write>(database.read);
        const [early, late] = [new Client(), new Client()];
        early.connect(feed);
        await feed.poll();
        late.lastEventId = early.lastEventId;
        for (const step of steps) {
          if (step.kind === 'begin') database.begin(step.messages);
          else if (step.kind === 'commit') database.commit(step.choice);
          else if (step.kind === 'poll') await feed.poll();
          else if (step.kind === 'connect') late.connect(feed);
        }
        database.commitAll();
        late.connect(feed);
        await feed.poll();
        expect(late.known()).toEqual(early.known());
      }),
    );
  });

  it('begins with what comes, not with what was', async () => {
    const database = new ModelDatabase();
    database.begin([1, 2]);
    database.commitAll();
    const feed = new TailFeed<Write>(database.read);
    const client = new Client();
    client.connect(feed);
    await feed.poll();
    expect(client.got).toEqual([]);
    database.begin([2]);
    database.commitAll();
    await feed.poll();
    expect(client.got.map(({ id }) => id)).toEqual([idOf(2)]);
  });

  it('shows a reader what it wishes only, and does not bring back on its return what it had passed over', async () => {
    const database = new ModelDatabase();
    const feed = new TailFeed<Write>(database.read);
    const client = new Client(({ id }) => id === idOf(1));
    client.connect(feed);
    await feed.poll();
    database.begin([1, 2]);
    database.commitAll();
    await feed.poll();
    client.connect(feed);
    await feed.poll();
    expect(client.got.map(({ id }) => id)).toEqual([idOf(1)]);
  });

  it('reads again what it could not read', async () => {
    const database = new ModelDatabase();
    let isAway = false;
    const feed = new TailFeed<Write>((seen) => (isAway ? Promise.reject(new Error('away')) : database.read(seen)));
    const client = new Client();
    client.connect(feed);
    await feed.poll();
    database.begin([3]);
    database.commitAll();
    isAway = true;
    await expect(feed.poll()).rejects.toThrow('away');
    isAway = false;
    await feed.poll();
    expect(client.got.map(({ id }) => id)).toEqual([idOf(3)]);
  });

  it('says when it cannot tell what was missed: too much, an id that is none, or one of another database', async () => {
    const database = new ModelDatabase();
    const crowded = new TailFeed<Write>(async (seen) => ({ ...(await database.read(seen)), isGap: seen !== null }));
    const client = new Client();
    client.connect(crowded);
    await crowded.poll();
    expect(client.gaps).toBe(1);
    const feed = new TailFeed<Write>(database.read);
    for (const lastEventId of ['42', '900:900:', '5:4:', "1:2:'", '100:100:/100:100:/x']) {
      const stranger = new Client();
      stranger.lastEventId = lastEventId;
      stranger.connect(feed);
      await feed.poll();
      expect([lastEventId, stranger.gaps]).toEqual([lastEventId, 1]);
    }
  });
});
