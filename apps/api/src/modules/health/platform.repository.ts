import { Injectable } from '@nestjs/common';
import { Database } from '@switchboard/database';
import type { ThroughputMinute } from '../../throughput/throughput-tally';
import type { DeliveryQueueView, JobQueueView } from './platform.dto';

/** Counting goes no further: whoever looks wants to know whether it is many. */
const COUNTED_MAX = 100_000;

/** What an operator watches, over all tenants. */
@Injectable()
export class PlatformRepository {
  constructor(private readonly database: Database) {}

  async jobs(): Promise<JobQueueView[]> {
    const { rows } = await this.database.pool.query<JobQueueView>(
      `SELECT identifier, waiting, running, failed, oldest_due_seconds AS "oldestDueSeconds" FROM queue_statistics()`,
    );
    return rows;
  }

  async deliveries(): Promise<DeliveryQueueView> {
    const { rows } = await this.database.pool.query<DeliveryQueueView>(
      `SELECT (SELECT count(*) FROM (SELECT FROM webhook_deliveries WHERE status = 'pending' LIMIT $1) d)::int AS pending,
              (SELECT count(*) FROM (SELECT FROM webhook_deliveries WHERE status = 'retrying' LIMIT $1) d)::int AS retrying,
              (SELECT count(*) FROM (SELECT FROM webhook_deliveries WHERE status = 'dead' LIMIT $1) d)::int AS dead,
              (SELECT extract(epoch FROM now() - min(l.next_attempt_at))
                 FROM webhook_lanes l JOIN webhook_endpoints e ON e.tenant_id = l.tenant_id AND e.id = l.endpoint_id
                WHERE e.status = 'enabled' AND l.next_attempt_at <= now())::float8 AS "oldestDueSeconds"`,
      [COUNTED_MAX],
    );
    return rows[0] as DeliveryQueueView;
  }

  /** Adds what a process has counted to what others have. */
  async addThroughput(minutes: readonly ThroughputMinute[]): Promise<void> {
    const column = (of: (minute: ThroughputMinute) => number): number[] => minutes.map(of);
    await this.database.pool.query(
      `INSERT INTO throughput_minutes AS t (minute, accepted, delivered, failed, deliveries)
       SELECT to_timestamp(x.minute_ms / 1000.0), x.accepted, x.delivered, x.failed, x.deliveries
         FROM unnest($1::bigint[], $2::int[], $3::int[], $4::int[], $5::int[]) AS x(minute_ms, accepted, delivered, failed, deliveries)
        ORDER BY 1
       ON CONFLICT (minute) DO UPDATE
          SET accepted = t.accepted + excluded.accepted, delivered = t.delivered + excluded.delivered,
              failed = t.failed + excluded.failed, deliveries = t.deliveries + excluded.deliveries`,
      [
        column(({ minuteMs }) => minuteMs),
        column(({ counts }) => counts.accepted),
        column(({ counts }) => counts.delivered),
        column(({ counts }) => counts.failed),
        column(({ counts }) => counts.deliveries),
      ],
    );
  }

  async listThroughput(from: Date): Promise<ThroughputMinute[]> {
    const rows = await this.database.platform.throughputMinute.findMany({
      where: { minute: { gte: from } },
      orderBy: { minute: 'asc' },
    });
    return rows.map(({ minute, ...counts }) => ({ minuteMs: minute.getTime(), counts }));
  }
}
