import fc from 'fast-check';
import { uuidv7 } from '@switchboard/contracts';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database';
import { openTestTenant, type TestTenant } from '../../../../test/support/test-tenant';
import { type ChangedMessage, LiveTailRepository, WATCHED_MESSAGES } from './live-tail.repository';
import { type TailEvent, TailFeed, type TailReader } from './tail-feed';

let test: TestDatabase;
let tenant: TestTenant;
let neighbour: TestTenant;
let repository: LiveTailRepository;

beforeAll(async () => {
  test = await createTestDatabase();
  repository = new LiveTailRepository(test.database);
});
beforeEach(async () => {
  tenant = await openTestTenant(test, { availableMicros: 0n });
  neighbour = await openTestTenant(test, { availableMicros: 0n });
});
afterAll(() => test.drop());

type Runner = Pick<typeof test.database.pool, 'query'>;

async function put(of: TestTenant, runner: Runner = test.database.pool): Promise<string> {
  const id = uuidv7();
  await runner.query(
    `INSERT INTO messages (tenant_id, id, direction, status, type, "to", phone_number_id, meta_phone_number_id, payload, currency)
     VALUES ($1, $2, 'outbound', 'accepted', 'text', '905321234567', $3, $4, '{}', 'USD')`,
    [of.id, id, of.phoneNumberId, of.metaPhoneNumberId],
  );
  return id;
}

async function advance(of: TestTenant, id: string, status: string, runner: Runner = test.database.pool): Promise<void> {
  await runner.query('UPDATE messages SET status = $3, version = version + 1 WHERE tenant_id = $1 AND id = $2', [
    of.id,
    id,
    status,
  ]);
}

class Reader implements TailReader<ChangedMessage> {
  readonly got: [id: string, status: string][] = [];
  gaps = 0;
  last: string | null = null;
  wants = () => true;
  take = (events: readonly TailEvent<ChangedMessage>[]): void => {
    for (const event of events) {
      this.last = event.position ?? this.last;
      if (event.kind === 'message') this.got.push([event.change.id, event.change.status]);
      else if (event.kind === 'gap' || event.isGap) this.gaps += 1;
    }
  };
}

const feedOf = (of: TestTenant): TailFeed<ChangedMessage> =>
  new TailFeed((seen) => repository.changesSince(of.id, seen));

describe('The live tail, read from the database', () => {
  it('tells of new messages and of changes, each once, and never of another tenant’s', async () => {
    const feed = feedOf(tenant);
    const reader = new Reader();
    const before = await put(tenant);
    feed.join(reader, null);
    await feed.poll();
    const id = await put(tenant);
    await put(neighbour);
    await feed.poll();
    await advance(tenant, id, 'sent');
    await feed.poll();
    await feed.poll();
    await advance(tenant, before, 'read');
    await feed.poll();
    expect(reader.got).toEqual([
      [id, 'accepted'],
      [id, 'sent'],
      [before, 'read'],
    ]);
    expect(reader.gaps).toBe(0);
  });

  it('tells of a message that was written before others and committed after them', async () => {
    const feed = feedOf(tenant);
    const reader = new Reader();
    feed.join(reader, null);
    await feed.poll();
    const slow = await test.database.pool.connect();
    await slow.query('BEGIN');
    const early = await put(tenant, slow);
    const late = await put(tenant);
    await feed.poll();
    await slow.query('COMMIT');
    slow.release();
    await feed.poll();
    await feed.poll();
    expect(reader.got.map(([id]) => id)).toEqual([late, early]);
  });

  it('goes on in another process where it ended, whatever was committed in between', async () => {
    const message = fc.nat(5);
    const step = fc.oneof(
      fc.record({ kind: fc.constant('put' as const) }),
      fc.record({ kind: fc.constant('change' as const), message }),
      fc.record({ kind: fc.constant('slow' as const), message }),
      fc.record({ kind: fc.constant('commit' as const) }),
      fc.record({ kind: fc.constant('poll' as const) }),
      fc.record({ kind: fc.constant('resume' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), async (steps) => {
        const ours = await openTestTenant(test, { availableMicros: 0n });
        const reader = new Reader();
        let feed = feedOf(ours);
        feed.join(reader, null);
        await feed.poll();
        const ids: string[] = [];
        const final = new Map<string, string>();
        let serial = 0;
        const slow = await test.database.pool.connect();
        let held: string | null = null;
        const commit = async (): Promise<void> => {
          if (held !== null) await slow.query('COMMIT');
          held = null;
        };
        try {
          for (const each of steps) {
            const id = 'message' in each ? ids[each.message] : undefined;
            const status = `s${(serial += 1)}`;
            if (each.kind === 'put') {
              ids.push(await put(ours));
              final.set(ids.at(-1)!, 'accepted');
            } else if (each.kind === 'change' && id !== undefined && id !== held) {
              await advance(ours, id, status);
              final.set(id, status);
            } else if (each.kind === 'slow' && id !== undefined && held === null) {
              await slow.query('BEGIN');
              await advance(ours, id, status, slow);
              final.set(id, status);
              held = id;
            } else if (each.kind === 'commit') await commit();
            else if (each.kind === 'poll') await feed.poll();
            else if (each.kind === 'resume') {
              feed = feedOf(ours);
              feed.join(reader, reader.last);
              await feed.poll();
            }
          }
          await commit();
          await feed.poll();
        } finally {
          slow.release();
        }
        expect(new Map(reader.got)).toEqual(final);
        expect(new Set(reader.got.map(String)).size).toBe(reader.got.length);
        expect(reader.gaps).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('says that there is a gap when more changed than it reads', async () => {
    const feed = feedOf(tenant);
    const reader = new Reader();
    feed.join(reader, null);
    await feed.poll();
    await test.database.pool.query(
      `INSERT INTO messages (tenant_id, id, direction, status, type, phone_number_id, meta_phone_number_id, payload, currency)
       SELECT $1, uuidv7(), 'outbound', 'accepted', 'text', $2, 'number', '{}', 'USD' FROM generate_series(1, $3)`,
      [tenant.id, tenant.phoneNumberId, WATCHED_MESSAGES + 5],
    );
    await feed.poll();
    expect([reader.got.length, reader.gaps]).toEqual([WATCHED_MESSAGES, 1]);
    await feed.poll();
    expect([reader.got.length, reader.gaps]).toEqual([WATCHED_MESSAGES, 1]);
  });
});
