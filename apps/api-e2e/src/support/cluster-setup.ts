import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrateDatabase, startEmbeddedPostgres } from '@switchboard/database';
import { Client } from 'pg';

/** The migrated database that test databases are copies of. */
const TEMPLATE_DATABASE = 'switchboard_template';

/**
 * Starts one PostgreSQL for the whole run. It does without fsync: the tests kill Switchboard, never PostgreSQL, and what a
 * killed client has committed is safe in the server's memory.
 */
export default async function startCluster(): Promise<void> {
  const folder = mkdtempSync(path.join(process.env['TEST_CLUSTERS_FOLDER'] ?? tmpdir(), 'switchboard-e2e-'));
  // PostgreSQL does not run as root: its own user must be able to pass through.
  chmodSync(folder, 0o755);
  const cluster = await startEmbeddedPostgres({
    dataDirectory: path.join(folder, 'postgres'),
    password: 'test',
    durable: false,
    settings: ['max_connections=300'],
  });
  const client = new Client({ connectionString: cluster.url('postgres') });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE_DATABASE}`);
  await client.end();
  await migrateDatabase(cluster.url(TEMPLATE_DATABASE));
  process.env['E2E_POSTGRES_URL'] = cluster.url('postgres');
  // Dozens of Switchboards are started: what V8 has compiled once, they need not compile again.
  process.env['E2E_COMPILE_CACHE'] = path.join(folder, 'compile-cache');
  Object.assign(globalThis, { e2eCluster: { stop: () => cluster.stop(), folder } });
}
