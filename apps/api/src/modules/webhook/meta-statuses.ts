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

/** The frame that every webhook of Meta has. */
const WEBHOOK = z.looseObject({
  object: z.string(),
  entry: z.array(
    z.looseObject({ id: z.string(), changes: z.array(z.looseObject({ field: z.string(), value: z.unknown() })) }),
  ),
});

const STATUS = z.looseObject({
  id: z.string().min(1),
  status: z.enum(['sent', 'delivered', 'read', 'played', 'failed']),
  timestamp: z.coerce.number().int().positive().max(8.64e12),
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
  for (const entry of webhook.data.entry) {
    for (const change of entry.changes) if (change.field === 'messages') readChange(change.value, read);
  }
  return read;
}

function readChange(value: unknown, read: ReadStatuses): void {
  const parsed = MESSAGES_VALUE.safeParse(value);
  if (!parsed.success) {
    read.problems.push(`messages: ${z.prettifyError(parsed.error)}`);
    return;
  }
  for (const raw of parsed.data.statuses ?? []) {
    const status = STATUS.safeParse(raw);
    if (!status.success) {
      read.problems.push(`status: ${z.prettifyError(status.error)}`);
      continue;
    }
    const { data } = status;
    read.statuses.push({
      metaPhoneNumberId: parsed.data.metadata.phone_number_id,
      wamid: data.id,
      status: data.status,
      at: new Date(data.timestamp * 1_000),
      reference: decodeCallbackData(data.biz_opaque_callback_data ?? ''),
      pricing: data.pricing as MetaPricing | undefined,
      errors: data.errors,
    });
  }
}
