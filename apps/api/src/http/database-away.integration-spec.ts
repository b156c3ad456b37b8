import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database';
import { openTestTenant, type TestTenant } from '../../test/support/test-tenant';
import { isDatabaseAway } from './database-away';

let test: TestDatabase;
let administrator: Client;
let tenant: TestTenant;

beforeAll(async () => {
  test = await createTestDatabase();
  administrator = new Client({ connectionString: test.url });
  await administrator.connect();
  tenant = await openTestTenant(test, { availableMicros: 0n });
});
afterAll(async () => {
  await administrator.end();
  await test.drop();
});

const terminate = (pid: number): Promise<unknown> => administrator.query('SELECT pg_terminate_backend($1)', [pid]);

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => {
      throw new Error('It should have failed.');
    },
    (error: unknown) => error,
  );
}

/** Ends the session that runs a statement, while it runs. */
async function cutOff(marker: string): Promise<void> {
  for (;;) {
    const { rows } = await administrator.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%' || $1 || '%' AND pid <> pg_backend_pid()`,
      [marker],
    );
    if (rows[0]) return void (await terminate(rows[0].pid));
  }
}

describe('A database whose sessions are ended', () => {
  it('is away for the statement that was running', async () => {
    const running = failureOf(test.database.pool.query('SELECT pg_sleep(60) /* pool */'));
    await cutOff('/* pool */');
    expect(isDatabaseAway(await running)).toBe(true);
  });

  it('is away for a raw query of Prisma that was running', async () => {
    const running = failureOf(test.database.platform.$queryRaw`SELECT pg_sleep(60)::text /* prisma */`);
    await cutOff('/* prisma */');
    expect(isDatabaseAway(await running)).toBe(true);
  });

  it('is away for the next statement of a transaction that was open', async () => {
    const failure = await failureOf(
      test.database.tenant(tenant.id, async (transaction) => {
        const [session] = await transaction.$queryRaw<[{ pid: number }]>`SELECT pg_backend_pid() AS pid`;
        await terminate(session.pid);
        await transaction.apiKey.findMany();
      }),
    );
    expect(isDatabaseAway(failure)).toBe(true);
  });

  it('is back for the next statement', async () => {
    expect((await test.database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    expect(await test.database.platform.tenant.count()).toBeGreaterThan(0);
  });
});

describe('A database that refuses a statement', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['SQL that is wrong', () => test.database.pool.query('SELEC 1')],
    ['SQL that is wrong, through Prisma', () => test.database.platform.$queryRaw`SELEC 1`],
    [
      'a row that exists',
      () => test.database.pool.query(`INSERT INTO tenants (id, name, currency) VALUES ($1, 'x', 'USD')`, [tenant.id]),
    ],
    [
      'a row that exists, through Prisma',
      () => test.database.platform.tenant.create({ data: { id: tenant.id, name: 'x', currency: 'USD' } }),
    ],
    [
      'a row that breaks a policy',
      () =>
        test.database.tenant(
          tenant.id,
          (transaction) => transaction.$executeRaw`INSERT INTO opt_outs VALUES (platform_id(), 'x', 'x')`,
        ),
    ],
    [
      'a statement that took too long',
      () =>
        test.database.tenant(tenant.id, async (transaction) => {
          await transaction.$executeRaw`SET LOCAL statement_timeout = 1`;
          await transaction.$queryRaw`SELECT pg_sleep(1)::text`;
        }),
    ],
  ])('is not away: %s', async (_, work) => {
    expect(isDatabaseAway(await failureOf(work()))).toBe(false);
  });
});
