import { randomBytes } from 'node:crypto';
import { Client, Pool } from 'pg';

const TEMPLATE_DATABASE = 'switchboard_template';

/** A database of a spec file's own. */
export interface SpecDatabase {
  /** What Switchboard gets as DATABASE_URL. */
  url: string;
  /** Looks at what no surface shows, as the owner of the schema. */
  query<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /**
   * Gives the database up and ends every connection to it; its files go with the cluster. Dropping it at once would slow the
   * rest of the run down: ext4 passes over the inodes of files that were removed within the last minutes, and each new database
   * has some 700 files to find inodes for.
   */
  drop(): Promise<void>;
}

/** Creates a database: a copy of the migrated one, or an empty one that Switchboard has to migrate itself. */
export async function createDatabase({ isEmpty = false } = {}): Promise<SpecDatabase> {
  const server = process.env['E2E_POSTGRES_URL'];
  if (!server) throw new Error('There is no test cluster: run this through apps/api-e2e/jest.config.js.');
  const name = `e2e_${randomBytes(8).toString('hex')}`;
  await onServer(server, isEmpty ? `CREATE DATABASE ${name}` : `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const pool = new Pool({ connectionString: url.href, max: 2 });
  // Giving the database up also ends what is just closing; nobody waits for that any more.
  pool.on('error', () => undefined);
  return {
    url: url.href,
    query: async <Row extends object>(sql: string, values: readonly unknown[] = []) =>
      (await pool.query<Row>(sql, [...values])).rows,
    drop: async () => {
      await pool.end();
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
