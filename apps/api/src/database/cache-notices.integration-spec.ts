import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { uuidv7 } from '@switchboard/contracts';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { openTestTenant, type TestTenant } from '../../test/support/test-tenant';
import { AppConfig } from '../config/env';
import { type CacheNotice, CacheNotices } from './cache-notices';

/** The contract: a revocation takes effect everywhere within this time. */
const BOUND_MS = 1_000;
const POLL_MS = 5;

let test: TestDatabase;
let tenant: TestTenant;
let started: Listener[] = [];

/** A way to the database that a test can close, or let swallow what is sent through the connections that are open. */
interface Network {
  readonly url: string;
  open(): Promise<void>;
  silence(): void;
  close(): Promise<void>;
}

/** A process that listens, with what it heard. */
interface Listener {
  notices: CacheNotices;
  heard: (CacheNotice | 'reset')[];
}

beforeAll(async () => {
  Logger.overrideLogger(false);
  test = await createTestDatabase();
  tenant = await openTestTenant(test, { availableMicros: 0n });
});
afterAll(() => test.drop());
afterEach(async () => {
  await Promise.all(started.map(({ notices }) => notices.onModuleDestroy()));
  started = [];
});

async function listen(url: string = test.url): Promise<Listener> {
  const heard: Listener['heard'] = [];
  const notices = new CacheNotices(Object.assign(new AppConfig(), { databaseUrl: url }));
  notices.onChange((notice) => heard.push(notice));
  notices.onReset(() => heard.push('reset'));
  const listener = { notices, heard };
  started.push(listener);
  await notices.onModuleInit();
  return listener;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(POLL_MS);
}

const run = (statement: string, values: unknown[] = []): Promise<unknown> =>
  test.database.pool.query(statement, values);

/** The server's processes that serve listeners of this database. */
async function backends(): Promise<number[]> {
  const { rows } = await test.database.pool.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'switchboard-notices'`,
  );
  return rows.map(({ pid }) => pid);
}

/** Ends listeners' sessions as an administrator would. */
async function terminate(pids: readonly number[]): Promise<void> {
  const administrator = new Client({ connectionString: test.url });
  await administrator.connect();
  await administrator.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [pids]);
  await administrator.end();
}

describe('A change in the database', () => {
  const own = (): string => tenant.id;
  const everyone = (): null => null;

  it.each<[string, string, () => string[], () => string | null]>([
    ['tenants', `UPDATE tenants SET status = 'suspended' WHERE id = $1`, () => [tenant.id], own],
    ['api_keys', `UPDATE api_keys SET revoked_at = now() WHERE tenant_id = $1`, () => [tenant.id], own],
    ['phone_numbers', `UPDATE phone_numbers SET throughput = 20 WHERE tenant_id = $1`, () => [tenant.id], own],
    [
      'plans',
      `INSERT INTO plans (code, name, monthly_fee_micros, platform_fee_micros, markup_bps, messages_per_second, messages_per_minute,
         media_per_minute, stored_bytes, media_retention_days) VALUES ('NOTICED', 'Noticed', 0, 0, 0, 1, 1, 1, 1, 1)`,
      () => [],
      everyone,
    ],
    [
      'subscriptions',
      `INSERT INTO subscriptions (tenant_id, plan_code) VALUES ($1, 'NOTICED')`,
      () => [tenant.id],
      own,
    ],
    [
      'templates',
      `INSERT INTO templates (tenant_id, id, waba_id, meta_id, name, language, status, category, components)
         VALUES ($1, $2, 'waba', '1', 'hello', 'en', 'APPROVED', 'UTILITY', '[]')`,
      () => [tenant.id, uuidv7()],
      own,
    ],
    [
      'rate_cards',
      `INSERT INTO rate_cards (id, currency, effective_from, source) VALUES ($1, 'USD', '2031-01-01', 'test')`,
      () => [uuidv7()],
      everyone,
    ],
    [
      'market_prefixes',
      `INSERT INTO market_prefixes (effective_from, prefix, market, iso) VALUES ('2031-01-01', '90', 'TR', 'TR')`,
      () => [],
      everyone,
    ],
  ])('of %s is heard within a second, with whose it is', async (table, statement, values, tenantId) => {
    const { heard } = await listen();
    heard.splice(0);
    const changedAt = performance.now();
    await run(statement, values());
    await until(() => heard.length > 0);
    expect(performance.now() - changedAt).toBeLessThan(BOUND_MS);
    expect(heard).toEqual([{ table, tenantId: tenantId() }]);
  });

  it.each([
    ['tenants', 'DELETE FROM tenants WHERE id = $1'],
    ['phone_numbers', 'DELETE FROM phone_numbers WHERE tenant_id = $1'],
    ['api_keys', 'DELETE FROM api_keys WHERE tenant_id = $1'],
  ])('that removes rows of %s is heard with whose they were', async (table, statement) => {
    const { id } = await openTestTenant(test, { availableMicros: 0n });
    if (table === 'tenants')
      for (const owned of ['api_keys', 'phone_numbers']) await run(`DELETE FROM ${owned} WHERE tenant_id = $1`, [id]);
    const { heard } = await listen();
    heard.splice(0);
    await run(statement, [id]);
    await until(() => heard.length > 0);
    expect(heard).toEqual([{ table, tenantId: id }]);
  });

  it('is heard by every process', async () => {
    const listeners = [await listen(), await listen(), await listen()];
    await run(`UPDATE tenants SET name = 'Renamed' WHERE id = $1`, [tenant.id]);
    for (const { heard } of listeners) await until(() => heard.some((each) => each !== 'reset'));
  });

  it('is not heard of while its transaction is open, nor when it is undone', async () => {
    const { heard } = await listen();
    heard.splice(0);
    const open = new Client({ connectionString: test.url });
    await open.connect();
    await open.query('BEGIN');
    await open.query(`UPDATE tenants SET name = 'Undone' WHERE id = $1`, [tenant.id]);
    const other = await openTestTenant(test, { availableMicros: 0n });
    await until(() => heard.length === 3);
    await open.query('ROLLBACK');
    await open.query(`UPDATE tenants SET name = 'Done' WHERE id = $1`, [other.id]);
    await until(() => heard.length > 3);
    await open.end();
    expect(heard.filter((each) => each === 'reset' || each.tenantId !== other.id)).toEqual([]);
  });

  it('that comes with every message does not disturb the caches', async () => {
    const { heard } = await listen();
    heard.splice(0);
    await run('UPDATE api_keys SET last_used_at = now() WHERE tenant_id = $1', [tenant.id]);
    await run('UPDATE tenants SET low_balance_threshold_micros = 5 WHERE id = $1', [tenant.id]);
    await run(`UPDATE tenants SET name = 'Heard' WHERE id = $1`, [tenant.id]);
    await until(() => heard.length > 0);
    expect(heard).toEqual([{ table: 'tenants', tenantId: tenant.id }]);
  });
});

describe('A listener', () => {
  it('listens from the start, and begins with empty caches', async () => {
    const { notices, heard } = await listen();
    expect(notices.isListening).toBe(true);
    expect(heard).toEqual(['reset']);
  });

  it('whose session is ended drops everything, listens again and hears what changes', async () => {
    const { notices, heard } = await listen();
    const [before] = await backends();
    heard.splice(0);
    await terminate([before!]);
    await until(() => heard.includes('reset'));
    expect(notices.isListening).toBe(true);
    const [after] = await backends();
    expect(after).not.toBe(before);
    await run(`UPDATE tenants SET name = 'After' WHERE id = $1`, [tenant.id]);
    await until(() => heard.length > 1);
    expect(heard).toEqual(['reset', { table: 'tenants', tenantId: tenant.id }]);
  });

  it('says that it does not listen from the moment its session ends until it listens again', async () => {
    const { notices, heard } = await listen();
    heard.splice(0);
    const wasListening = new Promise<boolean>((resolve) => notices.onReset(() => resolve(notices.isListening)));
    await terminate(await backends());
    await until(() => !notices.isListening || heard.length > 0);
    // By the time that everything is dropped nothing may be kept for longer again.
    expect(await wasListening).toBe(false);
    await until(() => notices.isListening);
  });

  it('drops everything when it hears what it does not understand', async () => {
    const { notices, heard } = await listen();
    heard.splice(0);
    for (const payload of ['', 'flush', '{"table":', 'null'])
      await run('SELECT pg_notify($1, $2)', ['switchboard_cache', payload]);
    await until(() => heard.length === 4);
    expect(heard).toEqual(['reset', 'reset', 'reset', 'reset']);
    expect(notices.isListening).toBe(true);
  });

  it('that is stopped leaves no session behind and never comes back', async () => {
    const { notices, heard } = await listen();
    expect(await backends()).toHaveLength(1);
    await notices.onModuleDestroy();
    await until(async () => (await backends()).length === 0);
    heard.splice(0);
    await run(`UPDATE tenants SET name = 'Unheard' WHERE id = $1`, [tenant.id]);
    const other = await listen();
    await run(`UPDATE tenants SET name = 'Heard by another' WHERE id = $1`, [tenant.id]);
    await until(() => other.heard.length > 1);
    expect(heard).toEqual([]);
    expect(await backends()).toHaveLength(1);
  });
});

describe('A network between a listener and its database', () => {
  let proxy: Network;

  beforeEach(() => {
    proxy = networkTo(test.url);
  });
  afterEach(() => proxy.close());

  it('that is down at the start keeps nothing from starting; the listener comes when the network does', async () => {
    await proxy.open();
    await proxy.close();
    const { notices, heard } = await listen(proxy.url);
    expect(notices.isListening).toBe(false);
    expect(heard).toEqual([]);
    await proxy.open();
    await until(() => notices.isListening);
    expect(heard).toEqual(['reset']);
  });

  it('that swallows everything is noticed soon, although nothing was closed', async () => {
    await proxy.open();
    const { notices, heard } = await listen(proxy.url);
    heard.splice(0);
    proxy.silence();
    const silentAt = performance.now();
    await until(() => !notices.isListening);
    expect(performance.now() - silentAt).toBeLessThan(2 * BOUND_MS);
    await until(() => notices.isListening);
    expect(heard).toEqual(['reset']);
    await run(`UPDATE tenants SET name = 'Through again' WHERE id = $1`, [tenant.id]);
    await until(() => heard.length > 1);
  });
});

function networkTo(url: string): Network {
  const target = new URL(url);
  const through = new URL(url);
  let sockets: Socket[] = [];
  let server: Server | undefined;
  return {
    get url() {
      return through.href;
    },
    open: async () => {
      server = createServer((client) => {
        const database = connect(Number(target.port), target.hostname);
        sockets.push(client, database);
        for (const [from, to] of [
          [client, database],
          [database, client],
        ] as const) {
          from.on('error', () => to.destroy()).on('close', () => to.destroy());
          from.pipe(to);
        }
      });
      await new Promise<void>((resolve) =>
        server!.listen(Number(through.port === target.port ? 0 : through.port), '127.0.0.1', resolve),
      );
      through.port = String((server.address() as { port: number }).port);
    },
    silence: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      sockets = [];
      if (!server?.listening) return;
      await new Promise((resolve) => server!.close(resolve));
    },
  };
}
