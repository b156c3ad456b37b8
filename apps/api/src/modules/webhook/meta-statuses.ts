import {
  decodeCallbackData,
  type MetaPricing,
  type MetaStatusName,
  type MetaWebhookError,
} from '@switchboard/contracts';
import { z } from 'zod';

/** A status as Meta reported it, with the number that it is about. */
export interface ReportedMetaStatus {
  metaPhoneNumberId: string;
  wamid: string;
  status: MetaStatusName;
  at: Date;
  /** From our callback data; null when the message was sent past the gateway. */
  reference: { tenantId: string; messageId: string } | null;
  pricing?: MetaPricing;
  errors?: MetaWebhookError[];
}

/** The frame that every webhook of Meta has, layer by layer: one odd layer must not hide what lies beside it. */
const WEBHOOK = z.looseObject({ object: z.string(), entry: z.array(z.unknown()) });
const ENTRY = z.looseObject({ id: z.string(), changes: z.array(z.unknown()) });
const CHANGE = z.looseObject({ field: z.string(), value: z.unknown() });

/** The last second that RFC 3339 can write. */
const LATEST_SECONDS = 253_402_300_799;

const STATUS = z.looseObject({
  // PostgreSQL stores no NUL: a single such id would keep all reports of a batch from being looked up.
  id: z.string().regex(/^[^\0]+$/),
  status: z.enum(['sent', 'delivered', 'read', 'played', 'failed']),
  timestamp: z.coerce.number().int().positive().max(LATEST_SECONDS),
  biz_opaque_callback_data: z.string().optional(),
  pricing: z.looseObject({ billable: z.boolean(), pricing_model: z.string(), category: z.string() }).optional(),
  errors: z.array(z.looseObject({ code: z.number() })).optional(),
});

const MESSAGES_VALUE = z.looseObject({
  metadata: z.looseObject({ phone_number_id: z.string() }),
  statuses: z.array(z.unknown()).optional(),
});

/** What a webhook says about messages that we sent; `problems` names what could not be understood. */
export interface ReadStatuses {
  statuses: ReportedMetaStatus[];
  problems: string[];
}

/**
 * Reads the statuses out of a webhook's raw body. What cannot be understood is named, never dropped silently; the rest counts.
 */
export function readStatuses(body: Buffer): ReadStatuses {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch (error) {
    return { statuses: [], problems: [`not JSON: ${(error as Error).message}`] };
  }
  const webhook = WEBHOOK.safeParse(json);
  if (!webhook.success) return { statuses: [], problems: [`not a webhook: ${z.prettifyError(webhook.error)}`] };
  const read: ReadStatuses = { statuses: [], problems: [] };
  for (const each of webhook.data.entry) {
    const entry = understood('entry', ENTRY.safeParse(each), read);
    for (const change of entry?.changes ?? []) readChange(change, read);
  }
  return read;
}

function readChange(raw: unknown, read: ReadStatuses): void {
  const change = understood('change', CHANGE.safeParse(raw), read);
  if (change?.field !== 'messages') return;
  const value = understood('messages', MESSAGES_VALUE.safeParse(change.value), read);
  for (const each of value?.statuses ?? []) {
    const data = understood('status', STATUS.safeParse(each), read);
    if (!value || !data) continue;
    read.statuses.push({
      metaPhoneNumberId: value.metadata.phone_number_id,
      wamid: data.id,
      status: data.status,
      at: new Date(data.timestamp * 1_000),
      reference: decodeCallbackData(data.biz_opaque_callback_data ?? ''),
      pricing: data.pricing as MetaPricing | undefined,
      errors: data.errors,
    });
  }
}

/** What was parsed; where it could not be, the problem is named and there is nothing. */
function understood<T>(what: string, parsed: z.ZodSafeParseResult<T>, read: ReadStatuses): T | undefined {
  if (parsed.success) return parsed.data;
  read.problems.push(`${what}: ${z.prettifyError(parsed.error)}`);
  return undefined;
}
