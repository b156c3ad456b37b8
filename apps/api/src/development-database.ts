import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startEmbeddedPostgres } from '@switchboard/database';
import { Client } from 'pg';
import { readOrGenerateSecrets } from './config/generated-secrets';

const DATABASE = 'switchboard';
/** Where other programs of this machine (the ledger check) find the running database. */
const URL_FILE = 'database.url';
const LOCK_FILE = 'switchboard.pid';

/** The embedded PostgreSQL of a data folder, running. */
export interface DevelopmentDatabase {
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts the embedded PostgreSQL of a data folder. One process at a time may have it.
 * @throws Error naming the process that has the folder already
 */
export async function startDevelopmentDatabase(dataDir: string): Promise<DevelopmentDatabase> {
  mkdirSync(dataDir, { recursive: true });
  lock(path.join(dataDir, LOCK_FILE));
  const { databasePassword } = readOrGenerateSecrets(dataDir);
  const server = await startEmbeddedPostgres({
    dataDirectory: path.join(dataDir, 'postgres'),
    password: databasePassword,
    durable: true,
  });
  await createDatabase(server.url('postgres'));
  const url = server.url(DATABASE);
  const urlFile = path.join(dataDir, URL_FILE);
  writeFileSync(urlFile, `${url}\n`, { mode: 0o600 });
  return {
    url,
    stop: async () => {
      await server.stop();
      rmSync(urlFile, { force: true });
      rmSync(path.join(dataDir, LOCK_FILE), { force: true });
    },
  };
}

/** Two processes on one cluster would stop each other's server. A lock of a process that is gone does not count. */
function lock(file: string): void {
  if (existsSync(file)) {
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid !== process.pid && isRunning(pid)) {
      throw new Error(
        `${path.dirname(file)} is in use by another Switchboard (process ${pid}). Stop it, or set DATA_DIR or DATABASE_URL.`,
      );
    }
  }
  writeFileSync(file, String(process.pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function createDatabase(serverUrl: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}
