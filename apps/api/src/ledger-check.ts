import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Database } from '@switchboard/database';
import { Client } from 'pg';
import { type AppConfig, loadConfig } from './config/env';
import { startDevelopmentDatabase } from './development-database';
import { type InvariantResult, LedgerCheck } from './modules/billing/ledger-check.service';

/** Written by a running Switchboard, which holds the embedded database. */
const URL_FILE = 'database.url';
const CONNECT_TIMEOUT_MS = 5_000;

interface Source {
  url: string;
  stop(): Promise<void>;
}

/** Proves the invariants of the ledger and tells what it found; true when all of them hold. */
export async function checkLedger(config: AppConfig, print: (line: string) => void): Promise<boolean> {
  const source = await openSource(config);
  try {
    const database = new Database({ url: source.url, maxConnections: 2 });
    try {
      const results = await new LedgerCheck().run(database.pool);
      for (const line of describeResults(results)) print(line);
      return results.every(({ ok }) => ok);
    } finally {
      await database.close();
    }
  } finally {
    await source.stop();
  }
}

/** The database of DATABASE_URL, of the Switchboard that runs on DATA_DIR, or of DATA_DIR itself, started for the check. */
async function openSource({ databaseUrl, dataDir }: AppConfig): Promise<Source> {
  const stay = () => Promise.resolve();
  if (databaseUrl) return { url: databaseUrl, stop: stay };
  const urlFile = path.join(dataDir, URL_FILE);
  const url = existsSync(urlFile) ? readFileSync(urlFile, 'utf8').trim() : null;
  if (url !== null && (await answers(url))) return { url, stop: stay };
  // A check must not create what it is to look at.
  const cluster = path.join(dataDir, 'postgres');
  if (![path.join(cluster, 'PG_VERSION'), `${cluster}.location`].some((file) => existsSync(file))) {
    throw new Error(`There is no database in ${dataDir}. Set DATABASE_URL or DATA_DIR.`);
  }
  return startDevelopmentDatabase(dataDir);
}

/**
 * Whether the database takes connections. Only a refused connection means that there is no server; with any other failure
 * there is one, which must not be taken away from whoever runs it.
 */
async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  try {
    await client.connect();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') return false;
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The results as a table for people, with what breaks each invariant below it. */
export function describeResults(results: readonly InvariantResult[]): string[] {
  const lines = results.flatMap(({ invariant, ok, violations, violationCount }) => [
    `${ok ? 'ok    ' : 'BROKEN'}  ${invariant}`,
    ...violations.map((violation) => `          ${violation}`),
    ...(violationCount > violations.length ? [`          and ${violationCount - violations.length} more`] : []),
  ]);
  const broken = results.filter(({ ok }) => !ok).length;
  return [
    ...lines,
    broken === 0
      ? 'The ledger is sound.'
      : `The ledger is not sound: ${broken} of ${results.length} invariants are broken.`,
  ];
}

async function main(): Promise<void> {
  const isSound = await checkLedger(loadConfig(), (line) => process.stdout.write(`${line}\n`));
  process.exitCode = isSound ? 0 : 1;
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(
      `The ledger could not be checked: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exitCode = 2;
  });
}
