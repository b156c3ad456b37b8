import type { Balance, Quote, Usage, UsageQuery } from './log-types';
import type { OutgoingMessage } from './message-types';
import type { CallOptions, SenderOptions } from './options';
import { timeText } from './time-text';
import type { Transport } from './transport';
import { callV1 } from './v1';

/** `GET /v1/wa/balance` */
export async function readBalance(transport: Transport, options?: CallOptions): Promise<Balance> {
  const url = transport.url('/v1/wa/balance');
  return (await callV1<Balance>(transport, { method: 'GET', url, repeatable: 'always' }, options)).data;
}

/** `GET /v1/wa/usage` */
export async function readUsage(transport: Transport, query: UsageQuery, options?: CallOptions): Promise<Usage> {
  const url = transport.url('/v1/wa/usage', {
    from: timeText(query.from),
    to: timeText(query.to),
    granularity: query.granularity,
    group_by: query.groupBy,
  });
  return (await callV1<Usage>(transport, { method: 'GET', url, repeatable: 'always' }, options)).data;
}

/** `POST /v1/wa/quote` */
export async function readQuote(
  transport: Transport,
  message: OutgoingMessage,
  options: SenderOptions & { marketingLite?: boolean } = {},
): Promise<Quote> {
  const url = transport.url('/v1/wa/quote', {
    phone_number_id: options.phoneNumberId ?? transport.options.phoneNumberId,
    mmlite: options.marketingLite || undefined,
  });
  const body = JSON.stringify({ messaging_product: 'whatsapp', ...message });
  return (await callV1<Quote>(transport, { method: 'POST', url, body, repeatable: 'always' }, options)).data;
}
