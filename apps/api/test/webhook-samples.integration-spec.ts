import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WEBHOOK_EVENTS } from '@switchboard/contracts';
import { Webhook } from 'standardwebhooks';
import { SeedOperator } from '../src/modules/identity/seed-operator.service';
import { PhoneNumberService } from '../src/modules/tenant/phone-number.service';
import { TenantService } from '../src/modules/tenant/tenant.service';
import { EndpointService } from '../src/modules/webhook/endpoint.service';
import {
  INBOUND_MESSAGES,
  META_EXAMPLES,
  messagesValue,
  metaSignature,
  OTHER_CHANGES,
  type Sample,
  USER,
  webhookOf,
} from './support/meta-samples';
import { startTestPlatform, type TestPlatform } from './support/test-platform';
import { until } from './support/until';

const APP_SECRET = 'test-app-secret';
const WABA = '102290129340398';
const NUMBER = '106540352242922';
const SYSTEM = { user: 'system', origin: null } as const;

interface Change {
  field: string;
  value: unknown;
}

let server: Server;
let platform: TestPlatform;
let verifier: Webhook;
/** What the tenant's server got and believed: the change, under its webhook-id. */
const delivered: { id: string; change: Change }[] = [];
/** The same of what does not come from Meta. */
const ownEvents: typeof delivered = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      verifier.verify(body, request.headers as Record<string, string>);
      const { object, entry } = JSON.parse(body) as { object: string; entry: { changes: Change[] }[] };
      // The files of the samples are nowhere, which the tenant is told beside what Meta says.
      const list = object === 'switchboard' ? ownEvents : delivered;
      list.push({ id: String(request.headers['webhook-id']), change: entry[0]!.changes[0]! });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  platform = await startTestPlatform({ SSRF_ALLOW_HOSTS: host, ALLOW_HTTP_WEBHOOKS: 'true' });
  const { app } = platform;
  await app.get(SeedOperator).ensure('operator@example.test', 'correct horse battery');
  const { id } = await app.get(TenantService).create({ name: 'Samples', planCode: 'PREMIUM' }, 'system', null);
  for (const [phoneNumberId, wabaId] of numbersOfSamples()) {
    const number = {
      phoneNumberId,
      wabaId,
      displayPhoneNumber: phoneNumberId === NUMBER ? '+1 555 078 3881' : `+${phoneNumberId}`,
      accessToken: 'token',
    };
    await app.get(PhoneNumberService).add(id, number, SYSTEM);
  }
  const events = [...WEBHOOK_EVENTS];
  const { secret } = await app.get(EndpointService).create(id, { url: `http://${host}/`, events }, SYSTEM);
  verifier = new Webhook(secret);
});
afterAll(async () => {
  await platform.stop();
  server.closeAllConnections();
  server.close();
});

/** Every number that a sample is about, with an account that one names. */
function numbersOfSamples(): Map<string, string> {
  const numbers = new Map([[NUMBER, WABA]]);
  for (const { body } of META_EXAMPLES) {
    for (const entry of body['entry'] as {
      id: string;
      changes: { value: { metadata?: { phone_number_id: string } } }[];
    }[]) {
      for (const { value } of entry.changes) if (value.metadata) numbers.set(value.metadata.phone_number_id, entry.id);
    }
  }
  return numbers;
}

async function post(webhook: Sample): Promise<void> {
  const body = JSON.stringify(webhook);
  const headers = { 'x-hub-signature-256': metaSignature(body, APP_SECRET) };
  expect((await fetch(`${platform.url}/webhooks/meta`, { method: 'POST', headers, body })).status).toBe(200);
}

/** Posts a webhook and waits for its change at the tenant's server: once, with the value that Meta gave. */
async function expectDelivered(webhook: Sample, change: Change): Promise<void> {
  const before = delivered.length;
  await post(webhook);
  await until(async () => delivered.length > before);
  // The same again changes nothing: what is delivered next is something else.
  await post(webhook);
  expect(delivered.slice(before).map((each) => each.change)).toEqual([{ field: change.field, value: change.value }]);
}

describe('What Meta says', () => {
  it.each(META_EXAMPLES.map(({ name, body }): [string, Sample] => [name, body]))(
    'reaches the tenant once, unchanged: %s',
    async (_, body) => {
      const [{ changes }] = body['entry'] as [{ changes: [Change] }];
      await expectDelivered(body, changes[0]);
    },
  );

  it.each(
    INBOUND_MESSAGES.map((message, index): [string, number, Sample] => [
      `${String(message['type'])} ${index}`,
      index,
      message,
    ]),
  )('reaches the tenant once, unchanged: an inbound %s', async (_, index, message) => {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const whole = { from: USER.waId, from_user_id: USER.userId, id: `wamid.sample.${index}`, timestamp, ...message };
    const contacts = [{ profile: { name: 'User' }, wa_id: USER.waId, user_id: USER.userId }];
    const value = messagesValue(NUMBER, { contacts, messages: [whole] });
    await expectDelivered(webhookOf(WABA, [{ field: 'messages', value }]), { field: 'messages', value });
  });

  it.each(OTHER_CHANGES.map(({ field, value }): [string, Sample] => [field, value]))(
    'reaches the tenant once, unchanged: %s',
    async (field, value) => {
      await expectDelivered(webhookOf(WABA, [{ field, value }], Math.floor(Date.now() / 1_000)), { field, value });
    },
  );

  it('is followed by what became of the files in it, once each', async () => {
    const sentFiles = INBOUND_MESSAGES.map((message, index) => ({ type: String(message['type']), index }))
      .filter(({ type }) => ['image', 'video', 'audio', 'document', 'sticker'].includes(type))
      .map(({ index }) => `wamid.sample.${index}`);
    const isSample = ({ message_id: id }: { message_id?: string }): boolean => sentFiles.includes(id ?? '');
    const told = (): { message_id?: string; reason?: string }[] =>
      ownEvents.map(({ change }) => change.value as { message_id?: string; reason?: string }).filter(isSample);
    await until(async () => told().length >= sentFiles.length);
    expect(
      told()
        .map(({ message_id: id }) => id)
        .sort(),
    ).toEqual(sentFiles.sort());
    expect(new Set(told().map(({ reason }) => reason))).toEqual(new Set(['expired']));
  });
});
