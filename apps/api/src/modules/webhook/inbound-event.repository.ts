import { Injectable } from '@nestjs/common';
import { Database } from '@switchboard/database';
import { uuidv7 } from '@switchboard/contracts';
import { GroupCommit } from '../../database/group-commit';

/** Something Meta posted, as it is kept. */
export interface InboundEvent {
  id: string;
  body: Buffer;
}

const LIMITS = { maxRows: 64, maxBytes: 8 << 20, maxQueuedRows: 2_000, maxQueuedBytes: 128 << 20, writers: 2 };

/** Keeps what Meta posts, before anything is done with it. */
@Injectable()
export class InboundEventRepository {
  private readonly commits: GroupCommit<Buffer, true>;

  constructor(private readonly database: Database) {
    this.commits = new GroupCommit({ ...LIMITS, sizeOf: (body) => body.length, write: (batch) => this.write(batch) });
  }

  /** Durable when it returns. */
  async keep(body: Buffer): Promise<void> {
    await this.commits.submit(body);
  }

  /** The oldest events that have not been read: at most `limit` of them, and no more than `maxBytes` but for the first. */
  async findPending(limit: number, maxBytes: number): Promise<InboundEvent[]> {
    const { rows } = await this.database.pool.query<InboundEvent>({
      text: `SELECT id, body
               FROM (SELECT id, body, sum(octet_length(body)) OVER (ORDER BY id) - octet_length(body) AS before
                       FROM (SELECT id, body FROM inbound_events WHERE state = 'pending' ORDER BY id LIMIT $1) oldest) counted
              WHERE before < $2 ORDER BY id`,
      values: [limit, maxBytes],
    });
    return rows;
  }

  /** Ends the reading of events: `error` is null for those that were understood. */
  async conclude(outcomes: readonly { id: string; error: string | null }[]): Promise<void> {
    await this.database.pool.query({
      text: `UPDATE inbound_events e
                SET state = CASE WHEN o.error IS NULL THEN 'processed' ELSE 'failed' END, error = o.error, attempts = e.attempts + 1, processed_at = now()
               FROM unnest($1::uuid[], $2::text[]) AS o(id, error) WHERE e.id = o.id`,
      values: [outcomes.map(({ id }) => id), outcomes.map(({ error }) => error)],
    });
  }

  private async write(batch: readonly Buffer[]): Promise<true[]> {
    const events = batch.map((body) => ({ id: uuidv7(), body: body.toString('base64') }));
    await this.database.pool.query({
      name: 'keep_inbound_events',
      text: 'SELECT keep_inbound_events($1::json)',
      values: [JSON.stringify(events)],
    });
    return batch.map(() => true);
  }
}
