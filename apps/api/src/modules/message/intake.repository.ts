import { Injectable } from '@nestjs/common';
import { uuidv7Time } from '@switchboard/contracts';
import { Database } from '@switchboard/database';
import { GroupCommit } from '../../database/group-commit';
import { throughput } from '../../throughput/throughput-tally';

/** A message that is ready to be written: every check but those that need the wallet has passed. */
export interface IntakeMessage {
  tenantId: string;
  messageId: string;
  currency: string;
  /** The key that pays against its monthly limit; null when a person sends from the console. */
  apiKey: { id: string; monthlySpendLimitMicros: bigint | null } | null;
  /** Set only where an opt-out refuses the message: marketing. */
  optOutRecipient: string | null;
  idempotency: { key: string; fingerprint: string } | null;
  type: string;
  to: string;
  from: string;
  /** Our id of the sender, and Meta's. */
  phoneNumberId: string;
  metaPhoneNumberId: string;
  sandbox: boolean;
  marketingLite: boolean;
  /** JSON text, as posted; base64 media left out. */
  payload: string;
  tenantCallbackData: string | null;
  requestId: string;
  category: string;
  market: string;
  country: string | null;
  rateCardId: string | null;
  platformFeeMicros: bigint;
  metaFeeMicros: bigint;
  markupMicros: bigint;
  markupBps: number;
}

/** The first use of an idempotency key; `responseStatus` is null while it is still running. */
export interface IdempotencyRecord {
  fingerprint: string;
  resourceId: string;
  responseStatus: number | null;
  responseBody: string | null;
}

export type IntakeVerdict =
  { verdict: 'accepted' | 'opted_out' | 'key_limit' | 'no_balance' } | { verdict: 'known'; record: IdempotencyRecord };

const LIMITS = { maxRows: 500, maxBytes: 4 << 20, maxQueuedRows: 10_000, maxQueuedBytes: 64 << 20, writers: 2 };
/** What a row takes besides its payload, roughly. */
const ROW_BYTES = 700;

/** Intake: reserves the money of messages and writes them, group-committed. */
@Injectable()
export class IntakeRepository {
  private readonly commits: GroupCommit<IntakeMessage, IntakeVerdict>;

  constructor(private readonly database: Database) {
    this.commits = new GroupCommit({
      ...LIMITS,
      sizeOf: ({ payload }) => ROW_BYTES + payload.length,
      write: (batch) => this.write(batch),
    });
  }

  /** Messages that wait to be written. */
  get pending(): number {
    return this.commits.pending;
  }

  /** Answers when the message and its reservation are durable, or when it was refused and nothing is. */
  accept(message: IntakeMessage): Promise<IntakeVerdict> {
    return this.commits.submit(message);
  }

  private async write(batch: readonly IntakeMessage[]): Promise<IntakeVerdict[]> {
    const { rows } = await this.database.pool.query<{
      ord: number;
      verdict: IntakeVerdict['verdict'];
      detail: IdempotencyRecord | null;
    }>({
      name: 'intake_messages',
      text: 'SELECT ord, verdict, detail FROM intake_messages($1::json, $2::json, $3::json, $4::json)',
      values: encodeIntake(batch),
    });
    const verdicts = new Map(
      rows.map(({ ord, verdict, detail }) => [
        ord,
        verdict === 'known' && detail ? { verdict, record: detail } : { verdict },
      ]),
    );
    throughput.count('accepted', rows.filter(({ verdict }) => verdict === 'accepted').length);
    return batch.map((_, index) => verdicts.get(index + 1) as IntakeVerdict);
  }
}

/** The four JSON arguments of `intake_messages`; see its comment in the migration. */
function encodeIntake(batch: readonly IntakeMessage[]): string[] {
  const tenants = [
    ...new Map(batch.map(({ tenantId, currency }) => [tenantId, { tenant_id: tenantId, currency }])).values(),
  ];
  tenants.sort((one, other) => (one.tenant_id < other.tenant_id ? -1 : 1));
  const tenantIndex = new Map(tenants.map(({ tenant_id }, index) => [tenant_id, index + 1]));
  const keys: { tenant_id: string; api_key_id: string; month: string; limit_micros: string | null }[] = [];
  const keyIndex = new Map<string, number>();
  const heads = batch.map((message, index) => {
    let key: number | null = null;
    if (message.apiKey) {
      key = keyIndex.get(message.apiKey.id) ?? null;
      if (key === null) {
        key = keys.push({
          tenant_id: message.tenantId,
          api_key_id: message.apiKey.id,
          month: spendMonth(message.messageId),
          limit_micros: message.apiKey.monthlySpendLimitMicros?.toString() ?? null,
        });
        keyIndex.set(message.apiKey.id, key);
      }
    }
    return {
      ord: index + 1,
      tenant: tenantIndex.get(message.tenantId),
      key,
      amount: (message.platformFeeMicros + message.metaFeeMicros + message.markupMicros).toString(),
      recipient: message.optOutRecipient,
      idempotency_key: message.idempotency?.key ?? null,
      fingerprint: message.idempotency?.fingerprint ?? null,
      message_id: message.messageId,
    };
  });
  return [tenants, keys, heads, batch.map(encodeBody)].map((argument) => JSON.stringify(argument));
}

function encodeBody(message: IntakeMessage, index: number): Record<string, unknown> {
  return {
    ord: index + 1,
    tenant_id: message.tenantId,
    id: message.messageId,
    type: message.type,
    to: message.to,
    from: message.from,
    phone_number_id: message.phoneNumberId,
    meta_phone_number_id: message.metaPhoneNumberId,
    api_key_id: message.apiKey?.id ?? null,
    sandbox: message.sandbox,
    marketing_lite: message.marketingLite,
    payload: message.payload,
    tenant_callback_data: message.tenantCallbackData,
    request_id: message.requestId,
    category: message.category,
    market: message.market,
    country: message.country,
    rate_card_id: message.rateCardId,
    currency: message.currency,
    quoted_platform_fee_micros: message.platformFeeMicros.toString(),
    quoted_meta_fee_micros: message.metaFeeMicros.toString(),
    quoted_markup_micros: message.markupMicros.toString(),
    markup_bps: message.markupBps,
  };
}

/** The calendar month (UTC) that a message counts against in its key's spend limit. */
export function spendMonth(messageId: string): string {
  return `${uuidv7Time(messageId).toISOString().slice(0, 7)}-01`;
}
