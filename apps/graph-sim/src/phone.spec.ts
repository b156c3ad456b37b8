import type { MetaMessagesValue } from '@switchboard/contracts';

import { NUMBER, TEXT, startSession, templateMessage } from '../test/simulator-session';
import type { SimulatorSession } from '../test/simulator-session';
import { startWebhookReceiver } from '../test/webhook-receiver';
import type { WebhookReceiver } from '../test/webhook-receiver';

let session: SimulatorSession;
let receiver: WebhookReceiver;

beforeEach(async () => {
  [session, receiver] = await Promise.all([startSession({ statuses: ['sent'] }), startWebhookReceiver()]);
  await session.control('PATCH', 'config', { webhookUrl: receiver.url });
});
afterEach(() => Promise.all([session.close(), receiver.close()]));

async function phone(message: object): Promise<{
  value: MetaMessagesValue;
  answer: { wamid: string; mediaId?: string; sha256?: string; sizeBytes?: number };
}> {
  const before = receiver.changes().length;
  const { status, json } = await session.control('POST', 'phone/messages', {
    from: '+1 650 555 1234',
    phoneNumberId: NUMBER,
    profileName: 'Sheena Nelson',
    ...message,
  });
  expect(status).toBe(200);
  await receiver.until(() => receiver.changes().length > before);
  return { value: receiver.changes()[before]?.value as MetaMessagesValue, answer: json as never };
}

it('writes a text to the business', async () => {
  const { value, answer } = await phone({ type: 'text', text: { body: 'Is it in stock?' } });
  expect(value).toEqual({
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: expect.any(String), phone_number_id: NUMBER },
    contacts: [{ profile: { name: 'Sheena Nelson' }, wa_id: '16505551234', user_id: expect.stringMatching(/^US\./) }],
    messages: [
      {
        from: '16505551234',
        from_user_id: expect.stringMatching(/^US\./),
        id: answer.wamid,
        timestamp: expect.stringMatching(/^\d{10}$/),
        type: 'text',
        text: { body: 'Is it in stock?' },
      },
    ],
  });
  const user = Buffer.from('16505551234').toString('hex');
  const hex = Buffer.from(answer.wamid.slice('wamid.'.length), 'base64').toString('hex');
  expect(hex).toMatch(new RegExp(`^1c180b${user}150200121814(3[0-9]|4[1-6]){20}00$`));
});

it('sends a file that the business can download', async () => {
  const data = Buffer.from('%PDF-1.4 test');
  const document = {
    dataBase64: data.toString('base64'),
    mimeType: 'application/pdf',
    filename: 'invoice.pdf',
    caption: 'Here',
  };
  const { value, answer } = await phone({ type: 'document', document });
  expect(value.messages?.[0]?.document).toMatchObject({ id: answer.mediaId, filename: 'invoice.pdf', caption: 'Here' });
  const { json } = await session.graph('GET', `${answer.mediaId}?phone_number_id=${NUMBER}`);
  const download = await fetch(String(json.url), { headers: { authorization: 'Bearer EAA' } });
  expect(Buffer.from(await download.arrayBuffer()).equals(data)).toBe(true);
});

it('tells the digest of what it sent, in the webhook in base64', async () => {
  const { value, answer } = await phone({ type: 'image', image: { caption: 'Look', mimeType: 'image/jpeg' } });
  const image = value.messages?.[0]?.image as Record<string, string>;
  expect(answer).toMatchObject({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/), sizeBytes: expect.any(Number) });
  expect(Buffer.from(String(image.sha256), 'base64').toString('hex')).toBe(answer.sha256);
  expect(image).toMatchObject({ mime_type: 'image/jpeg', caption: 'Look' });
  expect((await session.graph('GET', String(answer.mediaId))).json).toMatchObject({
    sha256: answer.sha256,
    file_size: answer.sizeBytes,
  });
  expect((await session.control('GET', `media?id=${answer.mediaId}`)).json.items).toMatchObject([
    { origin: 'inbound', phoneNumberId: NUMBER, mimeType: 'image/jpeg' },
  ]);
});

it('fills a file up to a size with bytes that its seed decides', async () => {
  const send = async (sizeBytes: number, seed: string): Promise<Buffer> => {
    const video = { dataBase64: Buffer.from('head').toString('base64'), sizeBytes, seed };
    const { answer } = await phone({ type: 'video', video });
    const { json } = await session.graph('GET', String(answer.mediaId));
    const download = await fetch(String(json.url), { headers: { authorization: 'Bearer EAA' } });
    return Buffer.from(await download.arrayBuffer());
  };
  const first = await send(200_000, 'a');
  expect(first.length).toBe(200_000);
  expect(first.subarray(0, 4).toString()).toBe('head');
  expect((await send(200_000, 'a')).equals(first)).toBe(true);
  expect((await send(200_000, 'b')).equals(first)).toBe(false);
  expect((await send(3, 'a')).toString()).toBe('hea');
  expect(await send(0, 'a')).toHaveLength(0);
});

it('can lie about the digest and leave the URL out', async () => {
  const { value } = await phone({ type: 'image', image: { sha256: 'AAAA', url: null } });
  expect(value.messages?.[0]?.image).toMatchObject({ sha256: 'AAAA', url: null });
});

it('cannot send more than WhatsApp takes', async () => {
  const body = { from: '16505551234', phoneNumberId: NUMBER, type: 'video', video: { sizeBytes: 100 * 1024 ** 2 + 1 } };
  expect(await session.control('POST', 'phone/messages', body)).toMatchObject({ status: 400 });
});

it.each(['image', 'audio', 'video', 'sticker', 'document'])(
  'sends a sample %s when no bytes are given',
  async (type) => {
    const { value } = await phone({ type });
    expect(value.messages?.[0]?.[type]).toMatchObject({ id: expect.any(String), sha256: expect.any(String) });
  },
);

it.each<[string, object]>([
  ['location', { latitude: 37.4, longitude: -122.1, name: 'Philz Coffee' }],
  ['button', { payload: 'Unsubscribe', text: 'Unsubscribe' }],
  ['interactive', { type: 'button_reply', button_reply: { id: 'cancel', title: 'Cancel' } }],
  ['interactive', { type: 'list_reply', list_reply: { id: 'express', title: 'Express', description: 'Next day' } }],
  ['reaction', { message_id: 'wamid.X', emoji: '👍' }],
  ['order', { catalog_id: '1', text: '', product_items: [] }],
])('taps, reacts and orders: %s', async (type, content) => {
  const { value } = await phone({ type, [type]: content, context: { id: 'wamid.X', from: '15550783881' } });
  expect(value.messages?.[0]).toMatchObject({ type, [type]: content, context: { id: 'wamid.X' } });
});

it('sends contacts', async () => {
  const contacts = [{ name: { formatted_name: 'Lucía Gómez' } }];
  expect((await phone({ type: 'contacts', contacts })).value.messages?.[0]?.contacts).toEqual(contacts);
});

it('hides the number of a user who has a username', async () => {
  await session.control('POST', 'users', { waId: '16505551234', bsuidOnly: true });
  const { value } = await phone(TEXT);
  expect(value.messages?.[0]).not.toHaveProperty('from');
  expect(value.messages?.[0]?.from_user_id).toMatch(/^US\./);
  expect(value.contacts?.[0]).not.toHaveProperty('wa_id');
});

it('stops marketing messages, which then fail, and resumes them', async () => {
  const preference = (value: string): Promise<unknown> =>
    session.control('POST', 'phone/preferences', { from: '16505551234', phoneNumberId: NUMBER, value });
  await preference('stop');
  await receiver.until(() => receiver.changes().length === 1);
  expect(receiver.changes()[0]).toMatchObject({
    field: 'user_preferences',
    value: { user_preferences: [{ wa_id: '16505551234', category: 'marketing_messages', value: 'stop' }] },
  });
  await session.send(templateMessage('promo'));
  await receiver.until(() => receiver.statuses().length === 1);
  expect(receiver.statuses()[0]).toMatchObject({ status: 'failed', errors: [{ code: 131050 }] });
  await preference('resume');
  await session.send(templateMessage('promo'));
  await receiver.until(() => receiver.statuses().length === 2);
  expect(receiver.statuses()[1]).toMatchObject({ status: 'sent' });
});

it('sends any other webhook of Meta', async () => {
  const value = { event: 'DISABLED_UPDATE' };
  await session.control('POST', 'changes', { wabaId: '1', field: 'account_update', value });
  await receiver.until(() => receiver.changes().length === 1);
  expect(receiver.changes()).toEqual([{ field: 'account_update', value }]);
});

it('is told when it names no sender, number or content', async () => {
  for (const body of [{}, { from: '16505551234' }, { from: '16505551234', phoneNumberId: NUMBER, type: 'location' }]) {
    expect((await session.control('POST', 'phone/messages', body)).status).toBe(
      400 + (body.from && !('phoneNumberId' in body) ? 4 : 0),
    );
  }
});
