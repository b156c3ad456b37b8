import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database';
import { messageLogOn } from '../../../../test/support/test-message-log';
import { openTestTenant, type TestTenant } from '../../../../test/support/test-tenant';
import type { TenantDirectory } from '../../tenant/tenant-directory';
import { MessageFilter, MessageQuery } from '../message-query.dto';
import { MessageSearchRepository } from './message-search.repository';
import { MessageSearch } from './message-search.service';

/** Messages of the crowded tenant: a second apart, the newest now. Beyond what one page looks at, and over two months' partitions. */
const CROWD = 120_000;
const SECONDS_APART = 30;

let test: TestDatabase;
let crowded: TestTenant;
let search: MessageSearch;

const query = (given: Partial<MessageQuery>): MessageQuery => Object.assign(new MessageQuery(), given);

beforeAll(async () => {
  test = await createTestDatabase();
  crowded = await openTestTenant(test, { availableMicros: 0n });
  const neighbour = await openTestTenant(test, { availableMicros: 0n });
  // The last message is the needle: to another user, failed, and with words that a spreadsheet would run.
  await test.database.pool.query(
    `INSERT INTO messages (tenant_id, id, direction, status, type, "to", phone_number_id, meta_phone_number_id, sandbox, payload,
                           error, currency, category, platform_fee_micros)
     SELECT t.tenant, (lpad(to_hex((extract(epoch FROM now() - make_interval(secs => $5 * place)) * 1000)::bigint), 12, '0')
              || '70008000' || lpad(to_hex(place), 12, '0'))::uuid,
            'outbound', CASE place WHEN $6 THEN 'failed' ELSE 'read' END, 'text', CASE place WHEN $6 THEN '4915112345678' ELSE '905321234567' END,
            t.number, 'number', place % 2 = 0, '{}', CASE place WHEN $6 THEN '{"code":"131026","title":"=HYPERLINK(\\"x\\")"}'::json END,
            'USD', CASE WHEN place % 3 = 0 THEN 'marketing' ELSE 'service' END, 1000
       FROM generate_series(1, $6) AS place, (VALUES ($1::uuid, $2::uuid), ($3::uuid, $4::uuid)) AS t(tenant, number)`,
    [crowded.id, crowded.phoneNumberId, neighbour.id, neighbour.phoneNumberId, SECONDS_APART, CROWD],
  );
  const tenants = { require: (id: string) => Promise.resolve({ id }) } as unknown as TenantDirectory;
  search = new MessageSearch(new MessageSearchRepository(test.database), messageLogOn(test.database), tenants);
});
afterAll(() => test.drop());

describe('A search of the log at the console', () => {
  it('finds the one message among very many, page by page, and looks at a bounded number for each', async () => {
    const sizes: number[] = [];
    const found: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await search.page(crowded.id, query({ to: '+49 151 12345678', status: 'failed', cursor }));
      sizes.push(page.items.length);
      found.push(...page.items.map(({ to }) => to!));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(sizes).toEqual([0, 0, 1]);
    expect(found).toEqual(['4915112345678']);
  });

  it('shows every message once over full pages, by category and sandbox too', async () => {
    const seen = new Set<string>();
    let cursor: string | undefined;
    for (let count = 0; count < 20; count += 1) {
      const page = await search.page(crowded.id, query({ category: 'marketing', sandbox: true, limit: 200, cursor }));
      expect(page.items).toHaveLength(200);
      for (const { id, category, sandbox } of page.items) {
        expect([category, sandbox, seen.has(id)]).toEqual(['marketing', true, false]);
        seen.add(id);
      }
      cursor = page.nextCursor!;
    }
    expect(seen.size).toBe(4_000);
  });

  it('keeps to the times that are given', async () => {
    const at = (place: number): string => new Date(Date.now() - place * SECONDS_APART * 1_000).toISOString();
    const page = await search.page(crowded.id, query({ fromTime: at(1_100), toTime: at(1_000), limit: 200 }));
    expect(page.items.length).toBeGreaterThanOrEqual(99);
    expect(page.items.length).toBeLessThanOrEqual(101);
    expect(page.nextCursor).toBeNull();
  });

  it('walks the index and reads no more than it may, also while statistics say that the month is empty', async () => {
    const client = await test.database.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(`SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true),
        set_config('enable_seqscan', 'off', true)`);
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN (ANALYZE) SELECT id FROM (SELECT id, "to" FROM messages WHERE tenant_id = $1 ORDER BY id DESC LIMIT 50000) AS examined
          WHERE "to" = 'nobody' ORDER BY id DESC LIMIT 51`,
        [crowded.id],
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toContain('Index Scan Backward');
      expect(plan).not.toMatch(/Sort Method|Seq Scan|Bitmap/);
      expect(plan).toContain('Rows Removed by Filter: 50000');
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
});

describe('The log as CSV', () => {
  const lines = async (filter: Partial<MessageFilter>): Promise<string[]> => {
    let all = '';
    for await (const part of await search.csv(crowded.id, Object.assign(new MessageFilter(), filter))) all += part;
    return all.split('\r\n').filter((line) => line !== '');
  };

  it('ends at 100,000 rows, and says that there are more', async () => {
    const all = await lines({});
    expect(all).toHaveLength(1 + 100_000 + 1);
    expect(all.at(-1)).toContain('newest 100000');
    expect(new Set(all.slice(1, -1).map((line) => line.slice(0, 36))).size).toBe(100_000);
  });

  it('holds what is searched for, amounts as decimals, and nothing that a spreadsheet would run', async () => {
    const [head, ...rows] = await lines({ errorCode: '131026' });
    expect(head).toContain('id,wamid,direction,status');
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain(`131026,"'=HYPERLINK(""x"")",USD,0.000000,0.001000,0.000000,0.000000,0.001000`);
  });

  it('is no longer than its header where nothing is found', async () => {
    expect(await lines({ to: 'nobody' })).toHaveLength(1);
  });
});
