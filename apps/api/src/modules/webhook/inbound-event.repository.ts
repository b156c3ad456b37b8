import { Injectable } from '@nestjs/common';
import { Database, type TenantTransaction } from '@switchboard/database';
import { uuidv7 } from '@switchboard/contracts';
import { GroupCommit } from '../../database/group-commit';
import type { WebhookHealth } from './inbound-health';

/** Something Meta posted, as it is kept. */
export interface InboundEvent {
  id: string;
  body: Buffer;
}

/** An event as an operator sees it. */
export interface StoredInboundEvent {
  id: string;
  state: string;
  error: string | null;
  attempts: number;
  bytes: number;
  receivedAt: Date;
  processedAt: Date | null;
}

/** How the reading of an event ended; the note says why, for people. */
export interface InboundConclusion {
  id: string;
  state: 'processed' | 'unowned' | 'failed';
  note: string | null;
}

const COLUMNS = `id, state, error, attempts, octet_length(body) AS bytes, received_at AS "receivedAt", processed_at AS "processedAt"`;

const LIMITS = { maxRows: 256, maxBytes: 8 << 20, maxQueuedRows: 2_000, maxQueuedBytes: 128 << 20, writers: 2 };

/** Keeps what Meta posts, before anything is done with it. */
@Injectable()
export class InboundEventRepository {
  private readonly commits: GroupCommit<Buffer, true>;
  private isAnnouncing = false;
  private hasMore = false;

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

  /** Ends the reading of events. */
  async conclude(outcomes: readonly InboundConclusion[]): Promise<void> {
    await this.database.pool.query({
      text: `UPDATE inbound_events e
                SET state = o.state, error = o.note, attempts = e.attempts + 1, processed_at = now()
               FROM unnest($1::uuid[], $2::text[], $3::text[]) AS o(id, state, note) WHERE e.id = o.id`,
      values: [
        outcomes.map(({ id }) => id),
        outcomes.map(({ state }) => state),
        outcomes.map(({ note }) => note?.replaceAll('\0', '') ?? null),
      ],
    });
  }

  /** Newest first, up to `take`. */
  async list(filter: { state?: string; beforeId?: string; take: number }): Promise<StoredInboundEvent[]> {
    const { state = null, beforeId = null, take } = filter;
    const { rows } = await this.database.pool.query<StoredInboundEvent>(
      `SELECT ${COLUMNS} FROM inbound_events
        WHERE ($1::text IS NULL OR state = $1) AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [state, beforeId, take],
    );
    return rows;
  }

  async find(id: string): Promise<(StoredInboundEvent & { body: Buffer }) | null> {
    const { rows } = await this.database.pool.query<StoredInboundEvent & { body: Buffer }>(
      `SELECT ${COLUMNS}, body FROM inbound_events WHERE id = $1`,
      [id],
    );
    return rows[0] ?? null;
  }

  /** Lets an event be read again, together with `act` or not at all; null when it waits already or is not kept. */
  reopen(id: string, act: (transaction: TenantTransaction) => Promise<void>): Promise<StoredInboundEvent | null> {
    return this.database.platform.$transaction(async (transaction) => {
      const [event] = await transaction.$queryRaw<StoredInboundEvent[]>`
        UPDATE inbound_events SET state = 'pending', error = NULL, processed_at = NULL WHERE id = ${id}::uuid AND state <> 'pending'
        RETURNING id, state, error, attempts, octet_length(body) AS bytes, received_at AS "receivedAt", processed_at AS "processedAt"`;
      if (!event) return null;
      await act(transaction);
      await transaction.$executeRaw`NOTIFY switchboard_inbound`;
      return event;
    });
  }

  async health(): Promise<WebhookHealth> {
    const { rows } = await this.database.pool.query<
      Record<'pending' | 'failed' | 'unowned' | 'age' | 'undelivered', number>
    >(
      `SELECT count(*) FILTER (WHERE state = 'pending')::int AS pending, count(*) FILTER (WHERE state = 'failed')::int AS failed,
              count(*) FILTER (WHERE state = 'unowned')::int AS unowned,
              extract(epoch FROM clock_timestamp() - min(received_at) FILTER (WHERE state = 'pending'))::float8 AS age,
              (SELECT count(*) FROM webhook_deliveries WHERE status IN ('pending', 'retrying'))::int AS undelivered
         FROM inbound_events WHERE state <> 'processed'`,
    );
    const { pending = 0, failed = 0, unowned = 0, age = null, undelivered = 0 } = rows[0] ?? {};
    return { inboundEvents: { pending, failed, unowned, oldestPendingAgeSeconds: age }, deliveries: { undelivered } };
  }

  private async write(batch: readonly Buffer[]): Promise<true[]> {
    await this.database.pool.query({
      name: 'inbound_keep',
      text: 'INSERT INTO inbound_events (id, body) SELECT id, body FROM unnest($1::uuid[], $2::bytea[]) AS e(id, body)',
      values: [batch.map(() => uuidv7()), batch],
    });
    this.announce();
    return batch.map(() => true);
  }

  /**
   * Wakes whoever reads. Not in the transaction that keeps the events: PostgreSQL commits transactions that notify one after the
   * other, flush and all, and Meta waits for these. A reader that is not woken looks by itself within a second.
   */
  private announce(): void {
    this.hasMore = true;
    if (this.isAnnouncing) return;
    this.isAnnouncing = true;
    this.hasMore = false;
    this.database.pool
      .query('NOTIFY switchboard_inbound')
      .catch(() => undefined)
      .finally(() => {
        this.isAnnouncing = false;
        if (this.hasMore) this.announce();
      });
  }
}
