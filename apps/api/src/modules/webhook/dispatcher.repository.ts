import { Injectable } from '@nestjs/common';
import { Database } from '@switchboard/database';
import { GroupCommit } from '../../database/group-commit';
import { throughput } from '../../throughput/throughput-tally';
import type { AttemptOutcome } from './attempt-outcome';
import type { ClaimPlan, EndpointClass, EndpointKey } from './dispatcher-slots';
import type { ToldEvent } from './webhook-event-body';

/** One event on its way to one endpoint. */
export interface DueDelivery {
  id: string;
  /** Attempts so far, since it was put on its way or last replayed. */
  attempts: number;
  /** The `webhook-id`. */
  eventId: string;
  /** Null when the event is no longer kept. */
  event: ToldEvent | null;
}

/** A conversation of one endpoint, leased by this worker, with its next deliveries in order. */
export interface ClaimedLane extends EndpointKey {
  orderingKey: string;
  /** The lease, as the database wrote it: it names the lease when results are recorded. */
  heldUntil: string;
  /** Only failures have come from the endpoint lately. */
  isFailing: boolean;
  deliveries: DueDelivery[];
}

/** What came of one delivery's attempt, and whether the worker gives the lane back. */
export interface LaneResult {
  lane: Pick<ClaimedLane, 'tenantId' | 'endpointId' | 'orderingKey' | 'heldUntil'>;
  isLast: boolean;
  /** Null: nothing was attempted. */
  attempt: {
    deliveryId: string;
    at: Date;
    outcome: Pick<AttemptOutcome, 'status' | 'durationMs' | 'error' | 'response'>;
    state: 'delivered' | 'dead' | { retryMs: number };
  } | null;
}

export interface RecordedResult {
  /** The lease's new end; null when the worker has the lane no longer. */
  heldUntil: string | null;
  /** More of the lane is due at once. */
  isDue: boolean;
  /** Since when nothing but failures came from the endpoint. */
  failingSince: Date | null;
}

/** As `claim_deliveries` knows them. */
const CLASSES: readonly EndpointClass[] = ['proven', 'new', 'struggling'];
/** Deliveries of a lane that one lease brings, and the bytes after which there are no more of them. */
const LANE_DELIVERIES = 8;
const LANE_BYTES = 256 * 1024;
const LIMITS = { maxRows: 250, maxBytes: 4 << 20, maxQueuedRows: 10_000, maxQueuedBytes: 64 << 20, writers: 2 };
const RESULT_BYTES = 500;

interface ClaimRow {
  lane_tenant: string;
  lane_endpoint: string;
  lane_key: string;
  held_until: string;
  is_failing: boolean;
  delivery_id: string | null;
  event_id: string;
  tries: number;
  event_type: string;
  event_number: string | null;
  event_request: string | null;
  event_body: string | null;
}

/** What dispatchers ask of the database: lanes to work on, and to write down what came of it. Serves all tenants. */
@Injectable()
export class DispatcherRepository {
  private readonly commits: GroupCommit<LaneResult & { leaseMs: number }, RecordedResult>;

  constructor(private readonly database: Database) {
    this.commits = new GroupCommit({
      ...LIMITS,
      sizeOf: ({ attempt }) => RESULT_BYTES + (attempt?.outcome.response?.length ?? 0),
      write: (batch) => this.write(batch),
    });
  }

  /** Leases due lanes, as many as the plan allows. */
  async claim({ known, freshEach, totals }: ClaimPlan, leaseMs: number): Promise<ClaimedLane[]> {
    const { rows } = await this.database.pool.query<ClaimRow>({
      name: 'claim_deliveries',
      text: 'SELECT * FROM claim_deliveries($1, $2, $3, $4, $5, $6, $7, $8, $9)',
      values: [
        known.map(({ tenantId }) => tenantId),
        known.map(({ endpointId }) => endpointId),
        known.map(({ free }) => free),
        known.map((endpoint) => CLASSES.indexOf(endpoint.class) + 1),
        freshEach,
        CLASSES.map((kind) => totals[kind]),
        `${leaseMs} ms`,
        LANE_DELIVERIES,
        LANE_BYTES,
      ],
    });
    return lanesOf(rows);
  }

  /** Durable when it returns; many results are one statement. */
  record(result: LaneResult, leaseMs: number): Promise<RecordedResult> {
    return this.commits.submit({ ...result, leaseMs });
  }

  private async write(batch: readonly (LaneResult & { leaseMs: number })[]): Promise<RecordedResult[]> {
    const { rows } = await this.database.pool.query<{
      ord: number;
      held_until: string | null;
      is_due: boolean;
      failing_since: Date | null;
    }>({
      name: 'record_attempts',
      text: 'SELECT * FROM record_attempts($1::json, $2)',
      values: [JSON.stringify(batch.map(encodeResult)), `${batch[0]?.leaseMs ?? 0} ms`],
    });
    throughput.count('deliveries', batch.filter(({ attempt }) => attempt?.state === 'delivered').length);
    const byOrd = new Map(rows.map((row) => [row.ord, row]));
    return batch.map((_, index) => {
      const row = byOrd.get(index);
      return {
        heldUntil: row?.held_until ?? null,
        isDue: row?.is_due ?? false,
        failingSince: row?.failing_since ?? null,
      };
    });
  }
}

/** Rows of one lane stand together. */
function lanesOf(rows: readonly ClaimRow[]): ClaimedLane[] {
  const lanes: ClaimedLane[] = [];
  for (const row of rows) {
    const { lane_tenant: tenantId, lane_endpoint: endpointId, lane_key: orderingKey } = row;
    let lane = lanes.at(-1);
    if (lane?.tenantId !== tenantId || lane.endpointId !== endpointId || lane.orderingKey !== orderingKey) {
      const { held_until: heldUntil, is_failing: isFailing } = row;
      lane = { tenantId, endpointId, orderingKey, heldUntil, isFailing, deliveries: [] };
      lanes.push(lane);
    }
    if (row.delivery_id !== null) lane.deliveries.push(deliveryOf(row, row.delivery_id));
  }
  return lanes;
}

function deliveryOf(row: ClaimRow, id: string): DueDelivery {
  const event = row.event_body === null ? null : toldEventOf(row, row.event_body);
  return { id, attempts: row.tries, eventId: row.event_id, event };
}

function toldEventOf(row: ClaimRow, body: string): ToldEvent {
  return {
    tenantId: row.lane_tenant,
    id: row.event_id,
    type: row.event_type,
    metaPhoneNumberId: row.event_number,
    requestId: row.event_request,
    body,
  };
}

/** See the comment of `record_attempts` in the migration. */
function encodeResult({ lane, isLast, attempt }: LaneResult, index: number): Record<string, unknown> {
  const state = attempt?.state;
  return {
    ord: index,
    tenant_id: lane.tenantId,
    endpoint_id: lane.endpointId,
    ordering_key: lane.orderingKey,
    held_until: lane.heldUntil,
    is_last: isLast,
    delivery_id: attempt?.deliveryId,
    outcome: typeof state === 'object' ? 'retrying' : state,
    retry_ms: typeof state === 'object' ? state.retryMs : undefined,
    at: attempt?.at.toISOString(),
    status: attempt?.outcome.status,
    duration_ms: attempt?.outcome.durationMs,
    error: attempt?.outcome.error,
    response: attempt?.outcome.response,
  };
}
