import { Injectable } from '@nestjs/common';
import { MEDIA_KINDS, type MessageStatus } from '@switchboard/contracts';
import { Database } from '@switchboard/database';
import { GroupCommit } from '../../database/group-commit';
import { encodeTenantEvents, type TenantEvent } from '../../events/tenant-event';
import { throughput } from '../../throughput/throughput-tally';
import type { PlatformShare } from '../billing/platform-share';
import { spendMonth } from './intake.repository';
import type { Told } from './delivery-facts';
import { isSettled, type MessageState, type MessageTransfer } from './message-state';

/** A message as settlement reads it. */
export interface StoredMessage extends MessageState {
  tenantId: string;
  id: string;
  version: number;
  currency: string;
  apiKeyId: string | null;
  phoneNumberId: string;
  metaPhoneNumberId: string;
  to: string | null;
  category: string | null;
  pricing: unknown;
  rateCardId: string | null;
  markupBps: number;
  quotedMetaFeeMicros: bigint;
  quotedMarkupMicros: bigint;
  /** The tenant's own biz_opaque_callback_data. */
  tenantCallbackData: string | null;
  requestId: string | null;
  /** The events that its timeline holds already, at this version. */
  timeline: readonly string[];
  /** The same, with when they happened and what they said of the price; absent: nothing has been told. */
  told?: readonly Told[];
  /** IANA zone in whose calendar it is priced; UTC when absent. */
  timeZone?: string;
}

/** An entry of a message's timeline. */
export interface TimelineEvent {
  event: string;
  at: Date;
  detail?: unknown;
}

/** Work that follows from a settlement, enqueued in its transaction. */
export interface FollowUp {
  identifier: string;
  payload: unknown;
  runAt?: Date;
}

/** One decision about one message: written whole, or not at all when the message has moved on from `before.version`. */
export interface Settlement {
  before: StoredMessage;
  after: MessageState;
  transfers: readonly MessageTransfer[];
  events: readonly TimelineEvent[];
  jobs?: readonly FollowUp[];
  /** What the tenant is told. */
  news?: readonly TenantEvent[];
  error?: unknown;
  category?: string;
  market?: string;
  country?: string | null;
  pricing?: unknown;
  rateCardId?: string | null;
  /** The answer to keep for the message's Idempotency-Key; `forget` lets the key be used anew. */
  response?: { status: number; body: string } | 'forget';
}

const LIMITS = { maxRows: 500, maxBytes: 4 << 20, maxQueuedRows: 50_000, maxQueuedBytes: 64 << 20, writers: 2 };
const ROW_BYTES = 500;

const COLUMNS = `m.tenant_id AS "tenantId", m.id, m.version, m.status, m.sandbox, m.wamid, m.currency, m.api_key_id AS "apiKeyId",
  m.phone_number_id AS "phoneNumberId", m.meta_phone_number_id AS "metaPhoneNumberId", m."to", m.category, m.pricing,
  m.rate_card_id AS "rateCardId", m.markup_bps AS "markupBps", m.held_micros AS "heldMicros",
  m.quoted_platform_fee_micros AS "quotedPlatformFeeMicros", m.quoted_meta_fee_micros AS "quotedMetaFeeMicros",
  m.quoted_markup_micros AS "quotedMarkupMicros", m.platform_fee_micros AS "platformFeeMicros", m.meta_fee_micros AS "metaFeeMicros",
  m.markup_micros AS "markupMicros", m.tenant_callback_data AS "tenantCallbackData", m.request_id AS "requestId",
  (SELECT p.time_zone FROM phone_numbers p WHERE p.tenant_id = m.tenant_id AND p.id = m.phone_number_id) AS "timeZone",
  (SELECT json_agg(json_build_object('event', e.event, 'at', e.at, 'pricing', e.detail -> 'pricing'))
     FROM message_events e WHERE e.tenant_id = m.tenant_id AND e.message_id = m.id) AS events`;

type Column = Exclude<keyof StoredMessage, 'timeline' | 'told'>;
type Row = { [K in Column]: StoredMessage[K] extends bigint ? string : StoredMessage[K] } & {
  events: { event: string; at: string; pricing: Told['pricing'] }[] | null;
};

/**
 * Settlement: reads messages and writes what was decided about them, group-committed. Serves all tenants. The reading queries have
 * no names: a named one keeps the plan it was given when the month's partition was empty.
 */
@Injectable()
export class SettlementRepository {
  private readonly commits: GroupCommit<Settlement, boolean>;

  constructor(private readonly database: Database) {
    this.commits = new GroupCommit({ ...LIMITS, sizeOf: settlementBytes, write: (batch) => this.write(batch) });
  }

  get pending(): number {
    return this.commits.pending;
  }

  /** True when written and durable; false when the message has changed since it was read: read it again and decide anew. */
  settle(settlement: Settlement): Promise<boolean> {
    return this.commits.submit(settlement);
  }

  /** Messages by tenant and id; those that do not exist are left out. */
  async findByIds(keys: readonly { tenantId: string; id: string }[]): Promise<StoredMessage[]> {
    const { rows } = await this.database.pool.query<Row>({
      text: `SELECT ${COLUMNS} FROM unnest($1::uuid[], $2::uuid[]) AS k(tenant_id, id)
             JOIN messages m ON m.tenant_id = k.tenant_id AND m.id = k.id`,
      values: [keys.map(({ tenantId }) => tenantId), keys.map(({ id }) => id)],
    });
    return rows.map(toStored);
  }

  /** Outbound messages by tenant and wamid, for statuses that do not carry our callback data. */
  async findByWamids(keys: readonly { tenantId: string; wamid: string }[]): Promise<StoredMessage[]> {
    const { rows } = await this.database.pool.query<Row>({
      text: `SELECT ${COLUMNS} FROM unnest($1::uuid[], $2::text[]) AS k(tenant_id, wamid)
             JOIN messages m ON m.tenant_id = k.tenant_id AND m.wamid = k.wamid WHERE m.direction = 'outbound'`,
      values: [keys.map(({ tenantId }) => tenantId), keys.map(({ wamid }) => wamid)],
    });
    return rows.map(toStored);
  }

  /**
   * Messages of a status, with an id below `beforeId` (their age), that still wait for something; oldest first.
   * @param mediaBeforeId the same for messages that carry a file, which takes time of its own
   */
  async findOpen(
    status: MessageStatus,
    { beforeId, mediaBeforeId, limit }: { beforeId: string; mediaBeforeId: string; limit: number },
  ): Promise<StoredMessage[]> {
    const { rows } = await this.database.pool.query<Row>({
      text: `SELECT ${COLUMNS} FROM messages m
             WHERE m.status = $1 AND m.id < $2 AND (m.type <> ALL ($4) OR m.id < $5)
               AND (m.held_micros > 0 OR m.status IN ('accepted', 'uncertain')) ORDER BY m.id LIMIT $3`,
      values: [status, beforeId, limit, Object.keys(MEDIA_KINDS), mediaBeforeId],
    });
    return rows.map(toStored);
  }

  /**
   * What the platform has paid of a message. Asked after the message was read: a refund made meanwhile moves the message to another
   * version, so that no decision is written that does not know of it.
   */
  async platformShareOf({ tenantId, id }: { tenantId: string; id: string }): Promise<PlatformShare> {
    const { rows } = await this.database.pool.query<Record<keyof PlatformShare, string>>({
      text: `SELECT shortfall_micros AS "shortfallMicros", refunded_micros AS "refundedMicros" FROM platform_share($1, $2)`,
      values: [tenantId, id],
    });
    const [share] = rows;
    return {
      shortfallMicros: BigInt(share?.shortfallMicros ?? 0),
      refundedMicros: BigInt(share?.refundedMicros ?? 0),
    };
  }

  private async write(batch: readonly Settlement[]): Promise<boolean[]> {
    const { rows } = await this.database.pool.query<{ written: number[] }>({
      name: 'settle_messages',
      text: 'SELECT settle_messages($1::json, $2::json, $3::json, $4::json, $5::json) AS written',
      values: [...encodeSettlements(batch), encodeNews(batch)],
    });
    const written = new Set(rows[0]?.written);
    countOutcomes(batch.filter((_, index) => written.has(index + 1)));
    return batch.map((_, index) => written.has(index + 1));
  }
}

/** Counts the messages that have reached a phone, or have failed, with these decisions. */
export function countOutcomes(settlements: readonly Settlement[]): void {
  const reached = ({ before, after }: Settlement): boolean => !isSettled(before.status) && isSettled(after.status);
  const failed = ({ before, after }: Settlement): boolean => before.status !== 'failed' && after.status === 'failed';
  throughput.count('delivered', settlements.filter(reached).length);
  throughput.count('failed', settlements.filter(failed).length);
}

function toStored({ events, ...row }: Row): StoredMessage {
  const told = (events ?? []).map(({ event, at, pricing }) => ({ status: event, at: new Date(at), pricing }));
  return {
    ...row,
    timeline: told.map(({ status }) => status),
    told,
    heldMicros: BigInt(row.heldMicros),
    quotedPlatformFeeMicros: BigInt(row.quotedPlatformFeeMicros),
    quotedMetaFeeMicros: BigInt(row.quotedMetaFeeMicros),
    quotedMarkupMicros: BigInt(row.quotedMarkupMicros),
    platformFeeMicros: BigInt(row.platformFeeMicros),
    metaFeeMicros: BigInt(row.metaFeeMicros),
    markupMicros: BigInt(row.markupMicros),
  };
}

/** What a settlement takes in a batch, roughly. */
export function settlementBytes({ response, error, news }: Settlement): number {
  const told = news?.reduce((bytes, { body }) => bytes + body.length, 0) ?? 0;
  return ROW_BYTES + told + (response && response !== 'forget' ? response.body.length : 0) + (error ? 1_000 : 0);
}

/** The first four JSON arguments of `settle_messages`; see its comment in the migration. */
export function encodeSettlements(batch: readonly Settlement[]): string[] {
  const rows = batch.map(encodeRow);
  const transfers = batch.flatMap(({ before, transfers: moves }, index) =>
    moves.map((move) => ({
      ord: index + 1,
      tenant_id: before.tenantId,
      operation_id: before.id,
      step: move.step,
      from_kind: move.from,
      to_kind: move.to,
      currency: before.currency,
      amount: move.amountMicros.toString(),
      for_message: true,
    })),
  );
  const events = batch.flatMap(({ before, events: entries }, index) =>
    entries.map(({ event, at, detail }) => ({
      ord: index + 1,
      tenant_id: before.tenantId,
      message_id: before.id,
      event,
      at: at.toISOString(),
      detail,
    })),
  );
  const jobs = batch.flatMap(({ jobs: followUps }, index) =>
    (followUps ?? []).map(({ identifier, payload, runAt }) => ({
      ord: index + 1,
      identifier,
      payload,
      run_at: runAt?.toISOString(),
    })),
  );
  return [rows, transfers, events, jobs].map((argument) => JSON.stringify(argument));
}

function encodeNews(batch: readonly Settlement[]): string {
  return encodeTenantEvents(
    batch.flatMap(({ news }, index) => (news ?? []).map((event) => ({ event, ord: index + 1 }))),
  );
}

function encodeRow(settlement: Settlement, index: number): Record<string, unknown> {
  const { before, after, response } = settlement;
  return {
    ord: index + 1,
    tenant_id: before.tenantId,
    id: before.id,
    version: before.version,
    status: after.status,
    wamid: after.wamid,
    error: settlement.error,
    category: settlement.category,
    market: settlement.market,
    country: settlement.country,
    pricing: settlement.pricing,
    rate_card_id: settlement.rateCardId,
    held_micros: after.heldMicros.toString(),
    platform_fee_micros: after.platformFeeMicros.toString(),
    meta_fee_micros: after.metaFeeMicros.toString(),
    markup_micros: after.markupMicros.toString(),
    api_key_id: before.apiKeyId,
    month: spendMonth(before.id),
    spend_delta: spendDelta(settlement.transfers).toString(),
    response_status: response && response !== 'forget' ? response.status : undefined,
    response_body: response && response !== 'forget' ? response.body : undefined,
    forget_key: response === 'forget',
  };
}

/** What a settlement gives back to the key's monthly limit (negative), or takes beyond the reservation. */
function spendDelta(transfers: readonly MessageTransfer[]): bigint {
  return transfers.reduce((sum, { from, to, amountMicros }) => {
    if (to === 'available') return sum - amountMicros;
    return from === 'available' ? sum + amountMicros : sum;
  }, 0n);
}
