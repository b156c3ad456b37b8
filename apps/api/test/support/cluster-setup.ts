import { mkdtempSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrateDatabase, startEmbeddedPostgres } from '@switchboard/database';
import { Client } from 'pg';

/** The migrated database that every test database is a copy of. */
const TEMPLATE = 'switchboard_template';

/** Starts one PostgreSQL for the whole run and migrates a template; each test file copies it (some 50 ms). */
export default async function startCluster(): Promise<void> {
  const folder = mkdtempSync(path.join(process.env['TEST_CLUSTERS_FOLDER'] ?? tmpdir(), 'switchboard-test-'));
  // PostgreSQL does not run as root: its own user must be able to pass through.
  chmodSync(folder, 0o755);
  const cluster = await startEmbeddedPostgres({
    dataDirectory: path.join(folder, 'postgres'),
    password: 'test',
    durable: false,
    settings: ['max_connections=200'],
  });
  const client = new Client({ connectionString: cluster.url('postgres') });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await client.end();
  await migrateDatabase(cluster.url(TEMPLATE));
  process.env['TEST_POSTGRES_URL'] = cluster.url('postgres');
  Object.assign(globalThis, { testCluster: { stop: () => cluster.stop(), folder } });
}
