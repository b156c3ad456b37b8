import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '@switchboard/database';
import { JobRunner } from './job-runner.service';

const EVERY_MS = 60 * 60 * 1_000;
const RELEASE_EVERY_MS = 30_000;
/** No job of ours takes nearly as long. */
const ABANDONED_AFTER = '60 s';
/** Monthly partitions kept ready ahead of the current month. */
const PARTITION_MONTHS_AHEAD = 3;
/** Rows that one statement removes, so that none of them holds locks for long. */
const BATCH_ROWS = 5_000;

/** What has had its time. What Meta posted is kept 30 days when it was understood; what was not stays. */
const EXPIRED: readonly string[] = [
  `DELETE FROM idempotency_records WHERE ctid IN (SELECT ctid FROM idempotency_records WHERE expires_at < now() LIMIT ${BATCH_ROWS})`,
  `DELETE FROM sessions WHERE ctid IN (SELECT ctid FROM sessions WHERE expires_at < now() LIMIT ${BATCH_ROWS})`,
  `DELETE FROM password_resets WHERE ctid IN (SELECT ctid FROM password_resets WHERE expires_at < now() LIMIT ${BATCH_ROWS})`,
  `DELETE FROM throughput_minutes WHERE ctid IN (SELECT ctid FROM throughput_minutes WHERE minute < now() - interval '3 days' LIMIT ${BATCH_ROWS})`,
  `DELETE FROM inbound_events WHERE id IN (SELECT id FROM inbound_events WHERE state IN ('processed', 'unowned') AND id < uuidv7_floor(now() - interval '30 days') LIMIT ${BATCH_ROWS})`,
  // Deliveries are kept 30 days from their last attempt, with all of them; events as long as a delivery of them. By tenant, because keys begin with it.
  `DELETE FROM webhook_deliveries WHERE (tenant_id, id) IN (
     SELECT old.tenant_id, old.id
       FROM tenants t,
            LATERAL (SELECT d.tenant_id, d.id FROM webhook_deliveries d
                      WHERE d.tenant_id = t.id AND d.id < uuidv7_floor(now() - interval '30 days')
                        AND NOT EXISTS (SELECT FROM webhook_attempts a WHERE a.tenant_id = d.tenant_id AND a.delivery_id = d.id AND a.at > now() - interval '30 days')
                      LIMIT ${BATCH_ROWS}) old
      LIMIT ${BATCH_ROWS})`,
  `DELETE FROM webhook_deliveries WHERE (tenant_id, id) IN (
     SELECT gone.tenant_id, gone.id
       FROM webhook_endpoints e,
            LATERAL (SELECT d.tenant_id, d.id FROM webhook_deliveries d WHERE d.tenant_id = e.tenant_id AND d.endpoint_id = e.id LIMIT ${BATCH_ROWS}) gone
      WHERE e.status = 'deleted' AND e.updated_at < now() - interval '1 hour'
      LIMIT ${BATCH_ROWS})`,
  `DELETE FROM webhook_endpoints e
    WHERE e.status = 'deleted' AND e.updated_at < now() - interval '1 hour'
      AND NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.tenant_id = e.tenant_id AND d.endpoint_id = e.id)`,
  `DELETE FROM webhook_events WHERE (tenant_id, id) IN (
     SELECT old.tenant_id, old.id
       FROM tenants t,
            LATERAL (SELECT v.tenant_id, v.id FROM webhook_events v
                      WHERE v.tenant_id = t.id AND v.id < uuidv7_floor(now() - interval '30 days') AND v.created_at < now() - interval '30 days'
                        AND NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.tenant_id = v.tenant_id AND d.event_id = v.id)
                      LIMIT ${BATCH_ROWS}) old
      LIMIT ${BATCH_ROWS})`,
  // Long after Meta's last word on a message, and after any question about its invoice; the month's count itself stays.
  `DELETE FROM volume_places WHERE (tenant_id, message_id, scope) IN (
     SELECT old.tenant_id, old.message_id, old.scope
       FROM tenants t,
            LATERAL (SELECT p.tenant_id, p.message_id, p.scope FROM volume_places p
                      WHERE p.tenant_id = t.id AND p.message_id < uuidv7_floor(now() - interval '400 days')
                      LIMIT ${BATCH_ROWS}) old
      LIMIT ${BATCH_ROWS})`,
];

/** Makes room ahead and removes what has expired, every hour. Several processes may do it at once. */
@Injectable()
export class HousekeepingService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly runner: JobRunner,
  ) {}

  onModuleInit(): void {
    this.runner.register(
      [],
      [
        { name: 'Housekeeping', everyMs: EVERY_MS, run: () => this.run() },
        { name: 'Release of abandoned jobs', everyMs: RELEASE_EVERY_MS, run: () => this.releaseAbandonedJobs() },
      ],
    );
  }

  /** What a killed worker had taken is free again within a minute and a half. */
  async releaseAbandonedJobs(): Promise<void> {
    await this.database.pool.query('SELECT release_abandoned_jobs($1)', [ABANDONED_AFTER]);
  }

  async run(): Promise<void> {
    await this.database.pool.query('SELECT ensure_partitions($1)', [PARTITION_MONTHS_AHEAD]);
    for (const statement of EXPIRED) {
      for (let removed = BATCH_ROWS; removed === BATCH_ROWS;)
        removed = (await this.database.pool.query(statement)).rowCount ?? 0;
    }
  }
}
