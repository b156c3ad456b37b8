import { Injectable } from '@nestjs/common';
import { Database, Prisma, type TenantTransaction } from '@switchboard/database';
import type { ReplayStatus } from './delivery.dto';

/** What of an endpoint is told again. */
export interface ReplayRange {
  tenantId: string;
  endpointId: string;
  /** Times in RFC 3339; of deliveries their creation counts, of events that were missed their own time. */
  from: string;
  to: string;
  events: readonly string[];
  statuses: readonly ReplayStatus[];
  /** When the replay was asked for: what has been attempted since is left alone. */
  askedAt: string;
}

type Queries = Pick<TenantTransaction, '$queryRaw' | '$executeRaw'>;

/** Below every id. */
const NONE_BEFORE = '00000000-0000-0000-0000-000000000000';

/** Puts deliveries on their way again. The writes are SQL functions; see the migration. */
@Injectable()
export class ReplayRepository {
  constructor(private readonly database: Database) {}

  transaction<T>(tenantId: string, work: (transaction: TenantTransaction) => Promise<T>): Promise<T> {
    return this.database.tenant(tenantId, work);
  }

  /** True when the delivery's event is still kept. */
  async isEventKept(tenantId: string, transaction: TenantTransaction, eventId: string): Promise<boolean> {
    const where = { tenantId_id: { tenantId, id: eventId } };
    return (await transaction.webhookEvent.findUnique({ where, select: { id: true } })) !== null;
  }

  /** Replays deliveries; those that wait for their first attempt stay as they are. Returns how many were. */
  async replay(
    { tenantId, endpointId }: Pick<ReplayRange, 'tenantId' | 'endpointId'>,
    transaction: Queries,
    deliveryIds: readonly string[],
  ): Promise<number> {
    const rows = await transaction.$queryRaw<{ count: number }[]>`
      SELECT replay_deliveries(${tenantId}::uuid, ${endpointId}::uuid, ${deliveryIds}::uuid[]) AS count`;
    return rows[0]?.count ?? 0;
  }

  /** How many deliveries and missed events a range holds, counted no further than `max` of each. */
  async count(range: ReplayRange, transaction: Queries, max: number): Promise<number> {
    const [deliveries, events] = selections(range, NONE_BEFORE, max);
    const rows = await transaction.$queryRaw<{ count: number }[]>`
      SELECT ((SELECT count(*) FROM ${deliveries}) + (SELECT count(*) FROM ${events}))::int AS count`;
    return rows[0]?.count ?? 0;
  }

  /** Enqueues the work of a replay, in the transaction that asks for it. */
  async enqueue(transaction: Queries, identifier: string, range: ReplayRange): Promise<void> {
    const jobs = JSON.stringify([{ identifier, payload: range }]);
    await transaction.$executeRaw`SELECT enqueue_jobs(${jobs}::json)`;
  }

  /** Replays the next deliveries of a range behind one of them, at most `limit`; null when there are none. */
  replayNext(range: ReplayRange, afterId: string | null, limit: number): Promise<string | null> {
    return this.next(range, selections(range, afterId ?? NONE_BEFORE, limit)[0], 'replay_deliveries');
  }

  /** The same for the events that the endpoint was never told. */
  deliverNextMissed(range: ReplayRange, afterId: string | null, limit: number): Promise<string | null> {
    return this.next(range, selections(range, afterId ?? NONE_BEFORE, limit)[1], 'deliver_missed');
  }

  private next(
    { tenantId, endpointId }: ReplayRange,
    selection: Prisma.Sql,
    writer: 'replay_deliveries' | 'deliver_missed',
  ): Promise<string | null> {
    return this.database.tenant(tenantId, async (transaction) => {
      const found = await transaction.$queryRaw<{ id: string }[]>`SELECT id FROM ${selection} ORDER BY id`;
      const last = found.at(-1);
      if (!last) return null;
      const ids = found.map(({ id }) => id);
      await transaction.$executeRaw`
        SELECT ${Prisma.raw(writer)}(${tenantId}::uuid, ${endpointId}::uuid, ${ids}::uuid[])`;
      return last.id;
    });
  }
}

/** The deliveries and the missed events of a range, as tables of ids in order. */
function selections(range: ReplayRange, afterId: string, limit: number): [Prisma.Sql, Prisma.Sql] {
  const { tenantId, endpointId, from, to, events, statuses, askedAt } = range;
  const states = statuses.filter((status) => status !== 'missed');
  const missedTypes = statuses.includes('missed') ? events : [];
  const ids = Prisma.sql`${tenantId}::uuid, ${endpointId}::uuid`;
  const bounds = Prisma.sql`greatest(${afterId}::uuid, uuidv7_floor(${from}::timestamptz)), uuidv7_floor(${to}::timestamptz)`;
  const rest = Prisma.sql`${askedAt}::timestamptz, ${limit}::int`;
  return [
    Prisma.sql`replayable_deliveries(${ids}, ${bounds}, ${events}::text[], ${states}::text[], ${rest}) AS d(id)`,
    Prisma.sql`missed_events(${ids}, ${bounds}, ${missedTypes}::text[], ${rest}) AS e(id)`,
  ];
}
