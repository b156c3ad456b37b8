import { Client } from 'pg';
import type { TestDatabase } from './test-database';
import { until } from './until';

/** Waits until a statement that contains a text waits for a lock. */
export async function untilBlocked({ url }: Pick<TestDatabase, 'url'>, text: string): Promise<void> {
  const observer = new Client({ connectionString: url });
  await observer.connect();
  try {
    await until(async () => {
      const { rowCount } = await observer.query(
        `SELECT 1 FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid() AND wait_event_type = 'Lock' AND position($1 IN query) > 0`,
        [text],
      );
      return rowCount !== null && rowCount > 0;
    });
  } finally {
    await observer.end();
  }
}
