import { createHmac } from 'node:crypto';

import type { MetaMessagesValue } from '@switchboard/contracts';

import { APP_SECRET, NUMBER, TEXT, startSession, templateMessage } from '../test/simulator-session';
import type { SimulatorSession } from '../test/simulator-session';
import { startWebhookReceiver } from '../test/webhook-receiver';
import type { WebhookReceiver } from '../test/webhook-receiver';

let session: SimulatorSession;
let receiver: WebhookReceiver;

beforeEach(async () => {
  [session, receiver] = await Promise.all([startSession(), startWebhookReceiver()]);
  await session.control('PATCH', 'config', { webhookUrl: receiver.url });
});
afterEach(() => Promise.all([session.close(), receiver.close()]));

const allStatuses = (count: number) => () => receiver.statuses().length >= count;
const names = (): string[] => receiver.statuses().map(({ status }) => status);

it('reports sent, delivered and read, signed, with the sender’s own callback data', async () => {
  const { json } = await session.send({ ...TEXT, biz_opaque_callback_data: 'sb1.tenant.message' });
  await receiver.until(allStatuses(3));
  expect(names()).toEqual(['sent', 'delivered', 'read']);
  const [{ id }] = json.messages as [{ id: string }];
  for (const status of receiver.statuses()) {
    expect(status).toMatchObject({
      id,
      recipient_id: '16505551234',
      recipient_user_id: expect.stringMatching(/^US\./),
      biz_opaque_callback_data: 'sb1.tenant.message',
      timestamp: expect.stringMatching(/^\d{10}$/),
    });
  }
  for (const { rawBody, signature } of receiver.received) {
    expect(signature).toBe(`sha256=${createHmac('sha256', APP_SECRET).update(rawBody).digest('hex')}`);
  }
  const value = receiver.changes()[0]?.value as MetaMessagesValue;
  expect(value.metadata).toEqual({
    display_phone_number: expect.stringMatching(/^1555\d{7}$/),
    phone_number_id: NUMBER,
  });
});

it('prices sent and the first of delivered and read, and only these', async () => {
  await session.send(templateMessage('order_update'));
  await receiver.until(allStatuses(3));
  const [sent, delivered, read] = receiver.statuses();
  expect(sent?.pricing).toEqual({ billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' });
  expect(delivered?.pricing).toEqual(sent?.pricing);
  expect(sent?.conversation).toMatchObject({ origin: { type: 'utility' } });
  expect(read?.pricing).toBeUndefined();
});

it('prices read when delivered never comes', async () => {
  await session.control('POST', 'faults', { kind: 'status-missing', match: { status: 'delivered' } });
  await session.send(TEXT);
  await receiver.until(allStatuses(2));
  expect(receiver.statuses().map(({ status, pricing }) => [status, pricing?.category])).toEqual([
    ['sent', 'service'],
    ['read', 'service'],
  ]);
});

it.each<[string, object, string, string]>([
  ['a marketing template', templateMessage('promo'), 'messages', 'marketing'],
  ['a marketing template on the lite endpoint', templateMessage('promo'), 'marketing_messages', 'marketing_lite'],
  ['a one-time code', templateMessage('otp'), 'messages', 'authentication'],
  [
    'an unknown template',
    { type: 'template', template: { name: 'mine', language: { code: 'tr' } } },
    'messages',
    'marketing',
  ],
])('counts %s in its category', async (_title, message, edge, category) => {
  await session.send(message, edge);
  await receiver.until(allStatuses(1));
  expect(receiver.statuses()[0]?.pricing).toMatchObject({ category, billable: true });
});

it('lets the first service messages of a number be free and charges the rest', async () => {
  await session.control('PATCH', 'config', { freeServiceMessages: 2, statuses: ['sent', 'delivered'] });
  for (let count = 0; count < 3; count += 1) await session.send(TEXT);
  await receiver.until(allStatuses(6));
  const delivered = receiver.statuses().filter(({ status }) => status === 'delivered');
  expect(delivered.map(({ pricing }) => [pricing?.billable, pricing?.type])).toEqual([
    [false, 'free_customer_service'],
    [false, 'free_customer_service'],
    [true, 'regular'],
  ]);
});

it('fails a message later when told to', async () => {
  await session.control('POST', 'faults', { kind: 'fail-later', code: 131026, match: { to: '16505551234' }, times: 1 });
  await session.send(TEXT);
  await receiver.until(allStatuses(1));
  expect(receiver.statuses()).toMatchObject([
    { status: 'failed', errors: [{ code: 131026, title: 'Message undeliverable' }] },
  ]);
  expect(receiver.changes()[0]?.value).not.toHaveProperty('contacts');
});

it('duplicates, reorders and delays statuses when told to', async () => {
  await session.control('POST', 'faults', { kind: 'status-reorder' });
  await session.control('POST', 'faults', { kind: 'status-duplicate', match: { status: 'delivered' } });
  await session.control('POST', 'faults', { kind: 'status-late', match: { status: 'sent' }, delayMs: 60 });
  await session.send(TEXT);
  await receiver.until(allStatuses(4));
  expect(names()).toEqual(['read', 'delivered', 'delivered', 'sent']);
});

it('drops messages outside the customer service window when that rule is on', async () => {
  await session.control('PATCH', 'config', { customerServiceWindow: true, statuses: ['sent'] });
  await session.send(TEXT);
  await receiver.until(allStatuses(1));
  expect(receiver.statuses()[0]).toMatchObject({ status: 'failed', errors: [{ code: 131047 }] });
  await session.control('POST', 'phone/messages', { from: '16505551234', phoneNumberId: NUMBER, text: 'hi' });
  await session.send(TEXT);
  await receiver.until(allStatuses(2));
  expect(receiver.statuses()[1]).toMatchObject({ status: 'sent' });
});

it('names a user without a phone number by the business-scoped id only', async () => {
  await session.control('POST', 'users', { waId: '16505551234', bsuidOnly: true });
  await session.send(TEXT);
  await receiver.until(allStatuses(1));
  expect(receiver.statuses()[0]).not.toHaveProperty('recipient_id');
  expect(receiver.statuses()[0]?.recipient_user_id).toMatch(/^US\./);
});

it('reports a chosen status by hand', async () => {
  await session.control('PATCH', 'config', { statuses: [] });
  const { json } = await session.send({ ...TEXT, biz_opaque_callback_data: 'mine' });
  const [{ id: wamid }] = json.messages as [{ id: string }];
  const pricing = { billable: true, pricing_model: 'PMP', type: 'regular', category: 'referral_conversion' };
  await session.control('POST', 'statuses', { wamid, status: 'delivered', pricing });
  await session.control('POST', 'statuses', { callbackData: 'mine', status: 'failed', errors: [{ code: 131049 }] });
  await receiver.until(allStatuses(2));
  expect(receiver.statuses()).toMatchObject([
    { id: wamid, status: 'delivered', pricing, biz_opaque_callback_data: 'mine' },
    { id: wamid, status: 'failed', errors: [{ code: 131049 }] },
  ]);
  const log = await session.control('GET', `messages?wamid=${wamid}`);
  expect(log.json.items).toMatchObject([{ statuses: [{ status: 'delivered' }, { status: 'failed' }] }]);
});

describe('a receiver that does not take a webhook', () => {
  it('gets it again until it answers 200', async () => {
    await session.control('PATCH', 'config', { statuses: ['sent'] });
    receiver.answerWith = 503;
    await session.send(TEXT);
    await receiver.until(() => receiver.received.length >= 3);
    receiver.answerWith = 200;
    const before = receiver.received.length;
    await receiver.until(() => receiver.received.length > before);
    expect(new Set(receiver.received.map(({ rawBody }) => rawBody.toString())).size).toBe(1);
  });

  it('gets everything once it is back', async () => {
    await session.control('PATCH', 'config', { statuses: ['sent'], webhookUrl: 'http://127.0.0.1:9/' });
    for (let index = 0; index < 20; index += 1) await session.send({ ...TEXT, biz_opaque_callback_data: `m${index}` });
    await session.control('PATCH', 'config', { webhookUrl: receiver.url });
    await receiver.until(
      () => new Set(receiver.statuses().map((status) => status.biz_opaque_callback_data)).size === 20,
    );
  });

  it('is left alone after as many attempts as allowed', async () => {
    await session.control('PATCH', 'config', { statuses: ['sent'], webhookMaxAttempts: 2 });
    receiver.answerWith = 500;
    await session.send(TEXT);
    await receiver.until(() => receiver.received.length === 2);
    receiver.answerWith = 200;
    await session.send({ ...TEXT, biz_opaque_callback_data: 'next' });
    await receiver.until(() => receiver.statuses().some((status) => status.biz_opaque_callback_data === 'next'));
    expect(receiver.received).toHaveLength(3);
    expect((await session.control('GET', 'state')).json.webhooks).toMatchObject({ abandoned: 1, retrying: 0 });
  });
});

it('sends no more updates in one webhook than configured', async () => {
  await session.control('PATCH', 'config', {
    statuses: ['sent'],
    webhookBatchSize: 3,
    webhookWindowMs: 20,
    pairLimit: false,
  });
  await Promise.all(Array.from({ length: 10 }, () => session.send(TEXT)));
  await receiver.until(allStatuses(10));
  for (const { webhook } of receiver.received) {
    expect(webhook.entry.flatMap(({ changes }) => changes).length).toBeLessThanOrEqual(3);
  }
});

it('goes on reporting after a reset in the middle of things', async () => {
  await session.send(TEXT);
  await receiver.until(allStatuses(1));
  await session.control('POST', 'reset');
  const before = receiver.statuses().length;
  await session.send({ ...TEXT, biz_opaque_callback_data: 'after' });
  await receiver.until(() =>
    receiver
      .statuses()
      .slice(before)
      .some((s) => s.biz_opaque_callback_data === 'after'),
  );
});
