import path from 'node:path';
import { runMigrations } from 'graphile-worker';
import { Client } from 'pg';
import { createPool } from './pool';
import { applyMigrations } from './schema-engine';

/** Monthly partitions kept ready ahead of the current month. */
const PARTITION_MONTHS_AHEAD = 3;

const MIGRATIONS_DIRECTORY = path.resolve(__dirname, '../../../prisma/migrations');

/**
 * Brings a database to the shape this version needs: the job queue's own schema, our migrations, and the monthly partitions.
 * Safe to call from several processes at once; a second call does nothing.
 * @param url a PostgreSQL URL whose user owns the schema (or may create it) and may create a role
 * @returns the names of the migrations applied now
 */
export async function migrateDatabase(url: string): Promise<string[]> {
  // First the queue: our SQL functions and grants refer to its schema.
  await migrateQueue(url);
  const applied = await applyMigrations(url, MIGRATIONS_DIRECTORY);
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SELECT ensure_partitions($1)', [PARTITION_MONTHS_AHEAD]);
  } finally {
    await client.end();
  }
  return applied;
}

async function migrateQueue(url: string): Promise<void> {
  const pgPool = createPool({ connectionString: url });
  try {
    await runMigrations({ pgPool });
  } finally {
    await pgPool.end();
  }
}
