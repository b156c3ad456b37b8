import { SAMPLE_FILES, uuidv7 } from '@switchboard/contracts';
import { image, marketing, text } from '../../support/bodies';
import { EventServer } from '../../support/event-server';
import { expectStatus, HttpClient } from '../../support/http-client';
import type { TenantClient } from '../../support/tenant';
import { waitFor } from '../../support/wait-for';
import type { ConsoleBed } from './console-bed';

const PHONE_NUMBER_ID = '106540352242922';
const WABA_ID = '102290129340398';
const USERS = ['905321234567', '4915112345678', '447400123456', '15551234567'] as const;
/** Nobody at WhatsApp: what is sent there fails. */
const UNREACHABLE = '4915100000000';
const HISTORY_MESSAGES = 1_200;
const HISTORY_DAYS = 40;

/** A tenant with something on each of its pages, and the ids that their addresses need. */
export interface LivelyTenant {
  id: string;
  /** Examples for the parameters of pages, by their names. */
  examples: Readonly<Record<string, string>>;
  key: string;
  client: TenantClient;
}

/** Lets a tenant live: numbers, keys, messages of many kinds both ways, files, endpoints, people, last month's invoice. */
export async function openLivelyTenant(bed: ConsoleBed, events: EventServer, name: string): Promise<LivelyTenant> {
  const { operator } = bed;
  const { id } = await operator.createTenant({ name, planCode: 'PREMIUM' });
  await addNumbers(bed, id);
  const invoiceId = await liveThroughLastMonth(bed, id);
  await sendForWeeks(bed, id);
  const created = await operator.createKey(id, { name: 'Web shop', phoneNumberId: PHONE_NUMBER_ID });
  await operator.createKey(id, {
    name: 'Warehouse, sandbox only',
    scopes: ['messages:read'],
    monthlySpendLimit: '25.00',
  });
  await operator.topUp(id, '250.00');
  await events.subscribe(operator, id, 'orders', { events: ['messages', 'message_status', 'read'] });
  await events.subscribe(operator, id, 'broken', { events: ['messages'], format: 'envelope' });
  events.refuse('broken');
  const client = operator.client(created.key);
  await waitFor('the key to be known', async () => (await client.http.get('/v1/wa/balance')).status === 200);
  await operator.request(200, 'POST', `/tenants/${id}/templates/sync`);
  const messageId = await converse(bed, client);
  await sendFiles(bed, client);
  await operator.request(201, 'POST', `/tenants/${id}/opt-outs`, { recipient: '+49 176 12345678' });
  await bed.invite(id, 'developer', `developer@${id}.example`);
  await operator.request(201, 'POST', `/tenants/${id}/members`, { email: 'invited@example.com', role: 'billing' });
  await failInboundEvent(bed);
  return { id, key: created.key, client, examples: { ...(await examplesOf(bed, id)), invoiceId, messageId } };
}

async function addNumbers({ operator }: ConsoleBed, id: string): Promise<void> {
  const shop = { phoneNumberId: PHONE_NUMBER_ID, wabaId: WABA_ID, displayPhoneNumber: '+1 555-078-3881' };
  await operator.addNumber(id, shop);
  await operator.addNumber(id, { displayPhoneNumber: '+44 7400 987654' });
}

/** Messages both ways; answers with the id of one that went all the way. */
async function converse(bed: ConsoleBed, client: TenantClient): Promise<string> {
  const simulator = new HttpClient(bed.simulatorUrl);
  const control = async (path: string, body: unknown) =>
    expectStatus(await simulator.post(`/_sim/${path}`, body), 200) as { wamid: string };
  await control('faults', { kind: 'fail-later', match: { to: UNREACHABLE }, code: 131026 });
  const { id: messageId } = await client.sendAccepted(order('905321234567'));
  for (const to of USERS) {
    await client.sendAccepted(text('Your table for two is booked for Friday at 19:30.', { to }));
    await control('phone/messages', {
      from: to,
      phoneNumberId: PHONE_NUMBER_ID,
      type: 'text',
      text: { body: 'Thank you! Can we come at 20:00 instead?' },
      profileName: 'Ayşe Yılmaz',
    });
  }
  await client.sendAccepted(question());
  await client.sendAccepted(image());
  await client.sendAccepted(marketing({ to: UNREACHABLE }));
  await client.sendAccepted(text('Only a try.', { to: USERS[3] }), { query: '?sandbox=true' });
  await client.messageWith('read', messageId);
  await simulator.close();
  return messageId;
}

const order = (to: string): object => ({
  messaging_product: 'whatsapp',
  to,
  type: 'template',
  template: {
    name: 'order_update',
    language: { code: 'en' },
    components: [
      {
        type: 'body',
        parameters: [
          { type: 'text', text: 'Ayşe' },
          { type: 'text', text: 'A-1042' },
        ],
      },
    ],
  },
});

const question = (): object => ({
  messaging_product: 'whatsapp',
  to: USERS[0],
  type: 'interactive',
  interactive: {
    type: 'button',
    body: { text: 'Shall we keep your table?' },
    action: {
      buttons: [
        { type: 'reply', reply: { id: 'keep', title: 'Yes, keep it' } },
        { type: 'reply', reply: { id: 'cancel', title: 'No, thank you' } },
      ],
    },
  },
});

async function sendFiles(bed: ConsoleBed, client: TenantClient): Promise<void> {
  for (const { bytes, mimeType, filename } of [SAMPLE_FILES.jpeg, SAMPLE_FILES.pdf]) {
    const headers = { 'content-type': mimeType, 'x-filename': filename, 'x-phone-number-id': PHONE_NUMBER_ID };
    const answer = await client.http.call('/v2/media/upload', { method: 'POST', body: bytes, headers });
    if (answer.status >= 300) throw new Error(`The upload failed: ${answer.text}`);
  }
  const simulator = new HttpClient(bed.simulatorUrl);
  const photo = { dataBase64: Buffer.from(SAMPLE_FILES.png.bytes).toString('base64'), mimeType: 'image/png' };
  const message = { from: USERS[1], phoneNumberId: PHONE_NUMBER_ID, type: 'image', image: photo };
  expectStatus(await simulator.post('/_sim/phone/messages', message), 200);
  await simulator.close();
}

/** Messages of the last weeks with what they cost, written as intake and ledger would have: nobody waits that long. */
async function sendForWeeks({ database }: ConsoleBed, tenantId: string): Promise<void> {
  await database.query(
    `WITH history AS (
       SELECT uuidv7(at - clock_timestamp()) AS id, at, category, status, CASE status WHEN 'failed' THEN 0 ELSE fee END AS fee
         FROM (SELECT clock_timestamp() - i * interval '1 day' * $3 / $4 AS at,
                      (ARRAY['read', 'read', 'read', 'delivered', 'delivered', 'read', 'failed'])[1 + (i * i / 7) % 7] AS status,
                      (ARRAY['service', 'utility', 'marketing'])[1 + (i / 5) % 3] AS category, 9000 * (1 + i % 5) AS fee
                 FROM generate_series(1, $4::int) AS i WHERE (i / 7) % 5 <> 3) AS h
     ), sent AS (
       INSERT INTO messages (tenant_id, id, direction, status, type, "to", phone_number_id, meta_phone_number_id, payload, error, currency,
                             category, market, country, created_at, meta_fee_micros)
       SELECT $1, h.id, 'outbound', status, 'text', '905321234567', n.id, n.phone_number_id, '{"type":"text","text":{"body":"Hello"}}',
              CASE status WHEN 'failed' THEN '{"code":"131026","title":"Message undeliverable"}'::json END, 'USD', category, 'TR', 'TR', at, fee
         FROM history h, (SELECT id, phone_number_id FROM phone_numbers WHERE tenant_id = $1 AND phone_number_id = $2) AS n
     ), charged AS (
       INSERT INTO transfers (tenant_id, operation_id, step, id, from_kind, to_kind, currency, amount_micros, total_after_micros, for_message)
       SELECT $1, id, 'meta_fee', uuidv7(at - clock_timestamp()), 'available', 'meta_fees', 'USD', fee,
              51000000 - sum(fee) OVER (ORDER BY at), true
         FROM history WHERE fee > 0
       RETURNING amount_micros
     ), marked AS (
       INSERT INTO usage_marks (tenant_id, hour) SELECT DISTINCT $1::uuid, date_trunc('hour', at, 'UTC') FROM history ON CONFLICT DO NOTHING
     )
     UPDATE accounts SET balance_micros = balance_micros + CASE kind WHEN 'available' THEN -spent ELSE spent END
       FROM (SELECT sum(amount_micros)::bigint AS spent FROM charged) AS c
      WHERE currency = 'USD' AND (tenant_id = $1 AND kind = 'available' OR tenant_id = platform_id() AND kind = 'meta_fees')`,
    [tenantId, PHONE_NUMBER_ID, HISTORY_DAYS, HISTORY_MESSAGES],
  );
}

/** Money that moved last month, written as the ledger would have; answers with the month's invoice. */
async function liveThroughLastMonth(
  { database, switchboard, operator }: ConsoleBed,
  tenantId: string,
): Promise<string> {
  const now = new Date();
  const middle = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 15));
  const [paid, owed] = [uuidv7(), uuidv7()];
  await database.query(
    `INSERT INTO transfers (tenant_id, operation_id, step, id, from_kind, to_kind, currency, amount_micros, total_after_micros)
     VALUES ($1, $2, 'top_up', uuidv7($4::timestamptz - clock_timestamp()), 'cash', 'available', 'USD', 100000000, 100000000),
            ($1, $3, 'subscription', uuidv7($4::timestamptz + interval '1 day' - clock_timestamp()), 'available', 'platform_fees', 'USD', 49000000, 51000000)`,
    [tenantId, paid, owed, middle],
  );
  await database.query(
    `INSERT INTO subscription_periods (tenant_id, operation_id, period_start, period_end, plan_code, segments, fee_micros, paid_at)
     VALUES ($1, $2, $3::timestamptz - interval '1 month', $3, 'PREMIUM', '[]', 49000000, $3)`,
    [tenantId, owed, middle],
  );
  await database.query(
    `UPDATE accounts SET balance_micros = balance_micros + CASE kind WHEN 'available' THEN 51000000 WHEN 'cash' THEN -100000000 ELSE 49000000 END
      WHERE currency = 'USD' AND (tenant_id = $1 AND kind = 'available' OR tenant_id = platform_id() AND kind IN ('cash', 'platform_fees'))`,
    [tenantId],
  );
  // Months are closed at every start.
  await switchboard.kill('SIGTERM');
  await switchboard.restart();
  const invoices = async () => (await operator.request(200, 'GET', `/tenants/${tenantId}/invoices`)).items;
  return (await waitFor('the invoice', async () => (await invoices())[0], 30_000)).id as string;
}

/** One that could not be read, for the operators' page. */
async function failInboundEvent({ database }: ConsoleBed): Promise<void> {
  await database.query(
    `INSERT INTO inbound_events (id, body, state, error, attempts, processed_at) VALUES ($1, $2, 'failed', 'It is no JSON.', 5, now())`,
    [uuidv7(), Buffer.from('{"object":"whatsapp_business_account"')],
  );
}

async function examplesOf({ operator }: ConsoleBed, id: string): Promise<LivelyTenant['examples']> {
  const list = async (what: string) => (await operator.request(200, 'GET', `/tenants/${id}/${what}`)).items;
  const endpoints = (await list('webhook-endpoints')) as { id: string; url: string }[];
  const endpointId = endpoints.find(({ url }) => url.endsWith('orders'))!.id;
  const delivery = await waitFor(
    'a delivery',
    async () => (await list(`webhook-endpoints/${endpointId}/deliveries`))[0],
  );
  const [rateCard] = (await operator.request(200, 'GET', '/rate-cards')).items as { id: string }[];
  return {
    tenantId: id,
    'tenants/id': id,
    'rate-cards/id': rateCard!.id,
    phoneNumberId: PHONE_NUMBER_ID,
    endpointId,
    deliveryId: delivery.id as string,
  };
}
