import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createUuidv7Source } from '@switchboard/contracts';
import { migrateDatabase } from '@switchboard/database';
import { Client } from 'pg';

const MIGRATIONS = path.join(__dirname, '../../../prisma/migrations');
const NAMES = readdirSync(MIGRATIONS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();
const PARTITIONED = ['inbound_events', 'webhook_events', 'message_events', 'messages', 'transfers'];

const created: string[] = [];

/** An empty database on the test cluster. */
async function emptyDatabase(): Promise<string> {
  const name = `migrated_${randomBytes(6).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name}`);
  created.push(name);
  const url = new URL(process.env['TEST_POSTGRES_URL']!);
  url.pathname = `/${name}`;
  return url.href;
}

async function onServer(statement: string): Promise<void> {
  await on(process.env['TEST_POSTGRES_URL']!, (client) => client.query(statement));
}

async function on<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const rows = (url: string, sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
  on(url, async (client) => (await client.query<Record<string, unknown>>(sql, values)).rows);

/** What the database is made of, in a form that can be compared. */
const shapeOf = (url: string): Promise<Record<string, unknown>[]> =>
  rows(
    url,
    `SELECT 'column' AS kind, table_name || '.' || column_name || ' ' || data_type AS what FROM information_schema.columns WHERE table_schema = 'public'
      UNION ALL SELECT 'index', indexdef FROM pg_indexes WHERE schemaname = 'public'
      UNION ALL SELECT 'function', pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
      UNION ALL SELECT 'trigger', pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
      UNION ALL SELECT 'policy', tablename || ' ' || policyname FROM pg_policies
      UNION ALL SELECT 'migration', migration_name || ' ' || finished_at FROM _prisma_migrations ORDER BY 1, 2`,
  );

afterAll(async () => {
  for (const name of created) await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
});

describe('Migrating an empty database', () => {
  it('applies every migration in the order of their names, as `prisma migrate deploy` records them', async () => {
    const url = await emptyDatabase();
    expect(await migrateDatabase(url)).toEqual(NAMES);
    const recorded = await rows(
      url,
      `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished, rolled_back_at, applied_steps_count AS steps
         FROM _prisma_migrations ORDER BY started_at`,
    );
    expect(recorded).toEqual(
      NAMES.map((name) => ({
        name,
        checksum: createHash('sha256')
          .update(readFileSync(path.join(MIGRATIONS, name, 'migration.sql')))
          .digest('hex'),
        finished: true,
        rolled_back_at: null,
        steps: 1,
      })),
    );
  });

  it('by several processes at once applies each migration once, and all of them go on', async () => {
    const url = await emptyDatabase();
    const applied = await Promise.all([migrateDatabase(url), migrateDatabase(url), migrateDatabase(url)]);
    expect(applied.flat()).toEqual(NAMES);
    expect(await rows(url, 'SELECT count(*)::int AS n FROM _prisma_migrations')).toEqual([{ n: NAMES.length }]);
  });

  it('beside another one of the same cluster works, although the role belongs to both', async () => {
    const urls = [await emptyDatabase(), await emptyDatabase()];
    const applied = await Promise.all(urls.map((url) => migrateDatabase(url)));
    expect(applied).toEqual([NAMES, NAMES]);
  });
});

describe('Migrating a database that is up to date', () => {
  it('applies nothing and changes nothing', async () => {
    const url = await emptyDatabase();
    await migrateDatabase(url);
    const before = await shapeOf(url);
    expect(await migrateDatabase(url)).toEqual([]);
    expect(await shapeOf(url)).toEqual(before);
  });

  it('keeps what is in it', async () => {
    const url = await emptyDatabase();
    await migrateDatabase(url);
    const id = createUuidv7Source()();
    await rows(url, `INSERT INTO tenants (id, name, currency) VALUES ($1, 'Kept', 'USD')`, [id]);
    await migrateDatabase(url);
    expect(await rows(url, 'SELECT id, name FROM tenants')).toEqual([{ id, name: 'Kept' }]);
  });
});

describe('A migration that fails', () => {
  const FAILING = '20261120000300_money';
  const BEFORE = NAMES.filter((name) => name < FAILING);
  const FROM_THERE = NAMES.filter((name) => name >= FAILING);
  /** The last thing that the migration makes: everything before it is done when it fails. */
  const obstruct = (url: string): Promise<unknown> =>
    rows(url, `CREATE FUNCTION keep_inbound_events(events json) RETURNS void LANGUAGE sql AS 'SELECT'`);

  it('says in PostgreSQL’s words why, leaves nothing behind, and is tried again at the next start', async () => {
    const url = await emptyDatabase();
    await obstruct(url);
    const complaint = 'A migration failed: function "keep_inbound_events" already exists with same argument types';
    await expect(migrateDatabase(url)).rejects.toThrow(complaint);
    const done = `SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY 1`;
    expect(await rows(url, done)).toEqual(BEFORE.map((name) => ({ name })));
    expect(await rows(url, `SELECT 1 FROM pg_proc WHERE proname IN ('intake_messages', 'settle_messages')`)).toEqual(
      [],
    );
    await expect(migrateDatabase(url)).rejects.toThrow(complaint);
    await rows(url, 'DROP FUNCTION keep_inbound_events');
    expect(await migrateDatabase(url)).toEqual(FROM_THERE);
    expect(await migrateDatabase(url)).toEqual([]);
  });

  it('does not keep other processes waiting', async () => {
    const url = await emptyDatabase();
    await obstruct(url);
    const outcomes = await Promise.allSettled([migrateDatabase(url), migrateDatabase(url)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await rows(url, 'DROP FUNCTION keep_inbound_events');
    expect(await migrateDatabase(url)).toEqual(FROM_THERE);
  });
});

describe('A database that holds something else', () => {
  it('is refused before anything is put into its schema', async () => {
    const url = await emptyDatabase();
    await rows(url, 'CREATE TABLE customers (id int)');
    await expect(migrateDatabase(url)).rejects.toThrow('The database schema is not empty');
    expect(
      await rows(
        url,
        `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')`,
      ),
    ).toEqual([{ relname: 'customers' }]);
  });
});

describe('A migrated database', () => {
  /** The month that is `months` after this one, as partitions are named. */
  const monthOf = (months: number): string => {
    const now = new Date();
    return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months))
      .toISOString()
      .slice(0, 7)
      .replace('-', '_');
  };

  let url: string;
  beforeAll(async () => {
    url = await emptyDatabase();
    await migrateDatabase(url);
  });

  it.each(PARTITIONED)('has a partition of %s for last month, for this one and for three to come', async (table) => {
    const partitions = await rows(
      url,
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::regclass ORDER BY 1`,
      [table],
    );
    const expected = [-1, 0, 1, 2, 3].map((months) => `${table}_${monthOf(months)}`);
    expect(partitions.map(({ name }) => name)).toEqual([...expected, `${table}_default`]);
  });

  it('puts what is written into the month of its id, to the millisecond, and what no month covers into the default', async () => {
    const now = new Date();
    const begin = Date.UTC(now.getUTCFullYear(), now.getUTCMonth());
    const end = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1);
    for (const [ms, partition] of [
      [begin, monthOf(0)],
      [begin - 1, monthOf(-1)],
      [end - 1, monthOf(0)],
      [end, monthOf(1)],
      [Date.UTC(1990, 0), 'default'],
    ] as const) {
      const id = createUuidv7Source(() => ms)();
      const found = await rows(
        url,
        `INSERT INTO inbound_events (id, body) VALUES ($1, '') RETURNING tableoid::regclass::text AS partition`,
        [id],
      );
      expect(found).toEqual([{ partition: `inbound_events_${partition}` }]);
    }
  });

  it('gets the partitions that are missing, once, whoever asks', async () => {
    const created = (): Promise<Record<string, unknown>[]> => rows(url, 'SELECT ensure_partitions(4) AS n');
    const counts = await Promise.all([created(), created(), created()]);
    expect(
      counts
        .flat()
        .map(({ n }) => n)
        .sort(),
    ).toEqual([0, 0, PARTITIONED.length]);
  });
});
