import { Injectable } from '@nestjs/common';
import { Database } from '@switchboard/database';
import { GroupCommit } from '../../database/group-commit';
import { encodeTenantEvents } from '../../events/tenant-event';
import type { InboundRecord } from './inbound-record';
import { countOutcomes, encodeSettlements, settlementBytes, type Settlement } from './settlement.repository';

/** One write that follows from reports of Meta; `positions` order what is told: one for each event of it, by arrival. */
export type ReportWrite =
  | { kind: 'settlement'; settlement: Settlement; positions: readonly number[] }
  | { kind: 'record'; record: InboundRecord; positions: readonly number[] };

/** As many as `ReportService` applies together, so that a batch is one statement. */
export const REPORT_BATCH_ROWS = 500;
/** One writer: what is told of one conversation is written in the order in which it came. */
const LIMITS = {
  maxRows: REPORT_BATCH_ROWS,
  maxBytes: 16 << 20,
  maxQueuedRows: 100_000,
  maxQueuedBytes: 256 << 20,
  writers: 1,
};
const RECORD_BYTES = 1_000;

/** Writes what follows from reports of Meta, group-committed. Serves all tenants. */
@Injectable()
export class ReportRepository {
  private readonly commits: GroupCommit<ReportWrite, boolean>;

  constructor(private readonly database: Database) {
    this.commits = new GroupCommit({ ...LIMITS, sizeOf, write: (batch) => this.write(batch) });
  }

  get pending(): number {
    return this.commits.pending;
  }

  /** True when written and durable, with what the tenant is told; false when a message has changed since it was read. */
  apply(write: ReportWrite): Promise<boolean> {
    return this.commits.submit(write);
  }

  private async write(batch: readonly ReportWrite[]): Promise<boolean[]> {
    const { rows } = await this.database.pool.query<{ written: number[] }>({
      name: 'apply_reports',
      text: `SELECT apply_reports($1::json, $2::json, $3::json, $4::json, $5::json, $6::json, $7::json, $8::json, $9::json, $10::json, $11::json) AS written`,
      values: encodeReports(batch),
    });
    const written = new Set(rows[0]?.written);
    let ord = 0;
    const verdicts = batch.map(({ kind }) => kind === 'record' || written.has((ord += 1)));
    countOutcomes(
      batch.flatMap((write, index) => (write.kind === 'settlement' && verdicts[index] ? [write.settlement] : [])),
    );
    return verdicts;
  }
}

function sizeOf(write: ReportWrite): number {
  if (write.kind === 'settlement') return settlementBytes(write.settlement);
  const { event, message } = write.record;
  return RECORD_BYTES + event.body.length + (message?.payload.length ?? 0);
}

/** The eleven JSON arguments of `apply_reports`; see its comment in the migration. */
function encodeReports(batch: readonly ReportWrite[]): string[] {
  const settlements = batch.flatMap((write) => (write.kind === 'settlement' ? [write.settlement] : []));
  const records = batch.flatMap((write) => (write.kind === 'record' ? [write.record] : []));
  const [rows = '[]', transfers = '[]', events = '[]', jobs = '[]'] = encodeSettlements(settlements);
  return [
    rows,
    transfers,
    events,
    jobs,
    `[${records.flatMap(encodeMessage).join(',')}]`,
    JSON.stringify(records.flatMap(encodeContact)),
    JSON.stringify(records.flatMap(encodePreferences)),
    JSON.stringify(records.flatMap(encodeTemplate)),
    JSON.stringify(records.flatMap(encodeNumbers)),
    JSON.stringify(records.flatMap(encodeMedia)),
    encodeTenantEvents(newsOf(batch)),
  ];
}

/** What is told, in the order of arrival, whatever it was folded into. */
function newsOf(batch: readonly ReportWrite[]): { event: InboundRecord['event']; ord?: number }[] {
  let settlements = 0;
  const news = batch.flatMap((write) => {
    const ord = write.kind === 'settlement' ? (settlements += 1) : undefined;
    const events = write.kind === 'settlement' ? (write.settlement.news ?? []) : [write.record.event];
    return events.map((event, index) => ({ event, ord, position: write.positions[index] ?? 0 }));
  });
  return news.sort((one, other) => one.position - other.position);
}

/** The payload is spliced in as it is: a JSON text that nobody has to parse again. */
function encodeMessage({ message }: InboundRecord): string[] {
  if (!message) return [];
  const head = JSON.stringify({
    tenant_id: message.tenantId,
    id: message.id,
    wamid: message.wamid,
    type: message.type,
    to: message.to,
    from: message.from,
    phone_number_id: message.phoneNumberId,
    meta_phone_number_id: message.metaPhoneNumberId,
    currency: message.currency,
  });
  return [`${head.slice(0, -1)},"payload":${message.payload}}`];
}

function encodeContact({ contact }: InboundRecord): object[] {
  if (!contact) return [];
  const { tenantId, phoneNumberId, waId, userId, profileName, at } = contact;
  return [
    {
      tenant_id: tenantId,
      phone_number_id: phoneNumberId,
      wa_id: waId,
      user_id: userId,
      profile_name: profileName,
      at: at.toISOString(),
    },
  ];
}

function encodePreferences({ preferences }: InboundRecord): object[] {
  return (preferences ?? []).map(({ tenantId, recipient, value, source, changedAt, answers }) => ({
    tenant_id: tenantId,
    recipient,
    value,
    source,
    changed_at: changedAt.toISOString(),
    answers,
  }));
}

function encodeTemplate({ template, event }: InboundRecord): object[] {
  if (!template) return [];
  const { wabaId, name, language, status, category, qualityScore } = template;
  return [
    {
      tenant_id: event.tenantId,
      event_id: event.id,
      waba_id: wabaId,
      name,
      language,
      status,
      category,
      quality_score: qualityScore,
    },
  ];
}

function encodeNumbers({ numbers, event }: InboundRecord): object[] {
  return (numbers ?? []).map(({ id, verifiedName, qualityRating, throughput, health, messagingLimitTier }) => ({
    tenant_id: event.tenantId,
    event_id: event.id,
    id,
    verified_name: verifiedName,
    quality_rating: qualityRating,
    throughput,
    health,
    messaging_limit_tier: messagingLimitTier,
  }));
}

function encodeMedia({ media }: InboundRecord): object[] {
  if (!media) return [];
  return [
    {
      tenant_id: media.tenantId,
      id: media.id,
      phone_number_id: media.phoneNumberId,
      meta_media_id: media.metaMediaId,
      path: media.path,
      filename: media.filename,
      kind: media.kind,
      mime_type: media.mimeType,
      sha256: media.sha256,
      wamid: media.wamid,
      event_id: media.eventId,
    },
  ];
}
