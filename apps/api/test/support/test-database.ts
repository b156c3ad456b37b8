import { randomBytes } from 'node:crypto';
import { Database } from '@switchboard/database';
import { Client } from 'pg';

export interface TestDatabase {
  /** As the owner of the schema: for setting things up and for looking past row-level security. */
  url: string;
  database: Database;
  /**
   * Gives the database up and ends every connection to it; its files go with the cluster. Dropping it at once would slow the
   * rest of the run down: ext4 passes over the inodes of files that were removed within the last minutes, and each new database
   * has some 700 files to find inodes for.
   */
  drop(): Promise<void>;
}

/** A fresh, migrated database of its own for a test file. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env['TEST_POSTGRES_URL'];
  if (!server) throw new Error('No test cluster: run this through jest.integration.config.js.');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${name} TEMPLATE switchboard_template`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const database = new Database({ url: url.href, maxConnections: 10 });
  return {
    url: url.href,
    database,
    drop: async () => {
      await database.close();
      await onServer(server, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
    },
  };
}

async function onServer(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
