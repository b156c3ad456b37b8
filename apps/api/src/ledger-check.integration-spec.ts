import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrateDatabase } from '@switchboard/database';
import { Client } from 'pg';
import { createTestDatabase } from '../test/support/test-database';
import type { AppConfig } from './config/env';
import { startDevelopmentDatabase } from './development-database';
import { checkLedger, describeResults } from './ledger-check';

const SOUND = 'The ledger is sound.';

describe('npm run ledger:check', () => {
  let dataDir: string;
  let lines: string[];

  beforeEach(() => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'switchboard-ledger-'));
    // PostgreSQL does not run as root: its own user must be able to pass through.
    chmodSync(dataDir, 0o755);
    lines = [];
  });

  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const check = (config: Partial<AppConfig>) =>
    checkLedger({ dataDir, ...config } as AppConfig, (line) => lines.push(line));

  it('tells that the database of DATABASE_URL is sound', async () => {
    const test = await createTestDatabase();
    expect(await check({ databaseUrl: test.url })).toBe(true);
    expect(lines.at(-1)).toBe(SOUND);
    expect(lines).toContain('ok      No operation key is used twice');
    await test.drop();
  });

  it('fails when money has been made, and says where', async () => {
    const test = await createTestDatabase();
    const owner = new Client({ connectionString: test.url });
    await owner.connect();
    await owner.query(`INSERT INTO accounts VALUES ('01890000-0000-7000-8000-000000000000', 'available', 'USD', 5)`);
    await owner.end();
    expect(await check({ databaseUrl: test.url })).toBe(false);
    expect(lines).toContain('BROKEN  The balances of all accounts of a currency sum to zero');
    expect(lines).toContain('          USD: the balances sum to 5');
    expect(lines.at(-1)).toBe('The ledger is not sound: 2 of 11 invariants are broken.');
    await test.drop();
  });

  it('looks at the database of a Switchboard that runs on DATA_DIR, and starts it for itself when none does', async () => {
    const running = await startDevelopmentDatabase(dataDir);
    await migrateDatabase(running.url);
    expect(await check({})).toBe(true);
    await running.stop();
    expect(await check({})).toBe(true);
    // It has left nothing running.
    expect(existsSync(path.join(dataDir, 'postgres', 'PG_VERSION'))).toBe(true);
    expect(existsSync(path.join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  it('creates no database where there is none', async () => {
    await expect(check({})).rejects.toThrow(`There is no database in ${dataDir}.`);
    expect(existsSync(path.join(dataDir, 'postgres'))).toBe(false);
  });

  it('counts what it does not list', () => {
    expect(describeResults([{ invariant: 'I', ok: false, violations: ['a', 'b'], violationCount: 7 }])).toEqual([
      'BROKEN  I',
      '          a',
      '          b',
      '          and 5 more',
      'The ledger is not sound: 1 of 1 invariants are broken.',
    ]);
  });
});
