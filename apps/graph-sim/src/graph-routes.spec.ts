import { NUMBER, TEXT, startSession } from '../test/simulator-session';
import type { SimulatorSession } from '../test/simulator-session';
import { startWebhookReceiver } from '../test/webhook-receiver';

const WABA = '102290129340398';

let session: SimulatorSession;

beforeEach(async () => {
  session = await startSession();
});
afterEach(() => session.close());

describe('templates', () => {
  const PROMISE = {
    name: 'welcome',
    language: 'tr',
    category: 'MARKETING',
    components: [{ type: 'BODY', text: 'Merhaba {{1}}', example: { body_text: [['Ada']] } }],
  };

  it('are listed in pages', async () => {
    const first = await session.graph('GET', `${WABA}/message_templates?limit=3&fields=name,status`);
    expect(first.json.data).toHaveLength(3);
    expect(Object.keys((first.json.data as object[])[0] ?? {}).sort()).toEqual(['id', 'name', 'status']);
    const { cursors, next } = first.json.paging as { cursors: { after: string }; next: string };
    expect(next).toContain(`after=${cursors.after}`);
    const second = await session.graph('GET', `${WABA}/message_templates?limit=3&after=${cursors.after}`);
    expect(second.json.data).toHaveLength(1);
    expect(second.json.paging).not.toHaveProperty('next');
  });

  it('are reviewed after their creation, and a webhook says so', async () => {
    const receiver = await startWebhookReceiver();
    await session.control('PATCH', 'config', { webhookUrl: receiver.url });
    const created = await session.graph('POST', `${WABA}/message_templates`, PROMISE);
    expect(created.json).toEqual({ id: expect.any(String), status: 'PENDING', category: 'MARKETING' });
    await receiver.until(() => receiver.changes().length === 1);
    expect(receiver.changes()).toMatchObject([
      { field: 'message_template_status_update', value: { event: 'APPROVED', message_template_name: 'welcome' } },
    ]);
    const listed = await session.graph('GET', `${WABA}/message_templates?name=welcome`);
    expect(listed.json.data).toMatchObject([{ status: 'APPROVED', language: 'tr' }]);
    await receiver.close();
  });

  it('are deleted by name', async () => {
    expect((await session.graph('DELETE', `${WABA}/message_templates?name=promo`)).json).toEqual({ success: true });
    expect((await session.graph('DELETE', `${WABA}/message_templates?name=promo`)).json.error).toMatchObject({
      code: 100,
      error_subcode: 2593002,
    });
  });

  it.each<[string, object]>([
    ['a name with capitals', { name: 'Welcome' }],
    ['an unknown category', { category: 'SPAM' }],
    ['a malformed language', { language: 'turkish' }],
    ['no body', { components: [] }],
    ['a body that is too long', { components: [{ type: 'BODY', text: 'x'.repeat(1025) }] }],
    ['variables that are not numbered in order', { components: [{ type: 'BODY', text: '{{2}}' }] }],
    [
      'a header that is too long',
      { components: [...PROMISE.components, { type: 'HEADER', format: 'TEXT', text: 'x'.repeat(61) }] },
    ],
    [
      'a header with two variables',
      { components: [...PROMISE.components, { type: 'HEADER', format: 'TEXT', text: '{{1}}{{2}}' }] },
    ],
    ['a footer that is too long', { components: [...PROMISE.components, { type: 'FOOTER', text: 'x'.repeat(61) }] }],
    [
      'eleven buttons',
      {
        components: [
          ...PROMISE.components,
          { type: 'BUTTONS', buttons: Array(11).fill({ type: 'QUICK_REPLY', text: 'x' }) },
        ],
      },
    ],
  ])('are refused with %s', async (_title, change) => {
    const { status, json } = await session.graph('POST', `${WABA}/message_templates`, { ...PROMISE, ...change });
    expect(status).toBe(400);
    expect(json.error).toMatchObject({ code: 100 });
  });

  it('are refused a second time in the same language', async () => {
    await session.graph('POST', `${WABA}/message_templates`, PROMISE);
    const again = await session.graph('POST', `${WABA}/message_templates`, PROMISE);
    expect(again.json.error).toMatchObject({ code: 100, error_subcode: 2388024 });
  });
});

describe('phone numbers', () => {
  it('belong to the account that their token names', async () => {
    await session.send(TEXT);
    const { json } = await session.graph('GET', `${WABA}/phone_numbers`);
    expect(json.data).toEqual([
      expect.objectContaining({
        id: NUMBER,
        quality_rating: 'GREEN',
        throughput: { level: 'STANDARD' },
        platform_type: 'CLOUD_API',
      }),
    ]);
  });

  it('can be verified before their first message', async () => {
    const { json } = await session.graph('GET', `${NUMBER}?fields=display_phone_number,verified_name,health_status`);
    expect(json).toMatchObject({
      id: NUMBER,
      display_phone_number: expect.stringMatching(/^\+1 555-\d{3}-\d{4}$/),
      health_status: { can_send_message: 'AVAILABLE' },
    });
  });

  it('send nothing while they are not registered, and keep their PIN', async () => {
    const register = (pin: string): ReturnType<typeof session.graph> =>
      session.graph('POST', `${NUMBER}/register`, { messaging_product: 'whatsapp', pin });
    expect((await register('12')).json.error).toMatchObject({ code: 100 });
    expect((await register('111111')).json).toEqual({ success: true });
    await session.graph('POST', `${NUMBER}/deregister`);
    expect((await session.send(TEXT)).json.error).toMatchObject({ code: 133010 });
    expect((await register('222222')).json.error).toMatchObject({ code: 133005 });
    expect((await register('111111')).json).toEqual({ success: true });
    expect((await session.send(TEXT)).status).toBe(200);
  });

  it('are registered at most ten times in three days', async () => {
    const body = { messaging_product: 'whatsapp', pin: '111111' };
    for (let count = 0; count < 10; count += 1) await session.graph('POST', `${NUMBER}/register`, body);
    expect((await session.graph('POST', `${NUMBER}/register`, body)).json.error).toMatchObject({ code: 133016 });
  });

  it('are verified by code', async () => {
    await session.graph('POST', `${NUMBER}/request_code`, { code_method: 'SMS', language: 'en' });
    expect((await session.graph('POST', `${NUMBER}/verify_code`, { code: '000000' })).status).toBe(400);
    expect((await session.graph('POST', `${NUMBER}/verify_code`, { code: '123456' })).json).toEqual({ success: true });
  });

  it('have a profile', async () => {
    await session.graph('POST', `${NUMBER}/whatsapp_business_profile`, {
      messaging_product: 'whatsapp',
      about: 'Open',
      x: 1,
    });
    const { json } = await session.graph('GET', `${NUMBER}/whatsapp_business_profile?fields=about`);
    expect(json.data).toEqual([{ messaging_product: 'whatsapp', about: 'Open' }]);
  });

  it('may send faster when declared so', async () => {
    await session.control('POST', 'phone-numbers', { phoneNumberId: NUMBER, throughputLevel: 'HIGH' });
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_item, index) => session.send({ ...TEXT, to: `1650555${1000 + index}` })),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });
});

it('lets an app subscribe to an account and unsubscribe from it', async () => {
  const subscriptions = async (): Promise<unknown> => (await session.graph('GET', `${WABA}/subscribed_apps`)).json.data;
  expect(await subscriptions()).toHaveLength(1);
  await session.graph('DELETE', `${WABA}/subscribed_apps`);
  expect(await subscriptions()).toHaveLength(0);
  await session.graph('POST', `${WABA}/subscribed_apps`);
  expect(await subscriptions()).toHaveLength(1);
});

describe('paths', () => {
  it.each([
    ['GET', `${NUMBER}/messages`],
    ['PUT', `${NUMBER}/register`],
    ['DELETE', `${NUMBER}/media`],
    ['POST', `${WABA}/phone_numbers`],
    ['PATCH', NUMBER],
  ])('that have no such method are objects that do not support it: %s %s', async (method, path) => {
    const { status, json } = await session.graph(method, path);
    expect([status, json.error]).toEqual([
      400,
      expect.objectContaining({ code: 100, error_subcode: 33, type: 'GraphMethodException' }),
    ]);
  });

  it.each([
    ['/v25.0/1/nothing', '/nothing'],
    ['/v25/1/messages', '/1/messages'],
    ['/v25', '/v25'],
    ['/v2x.0/1', '/1'],
  ])('that are none are told what is not known of them: %s', async (path, components) => {
    const answer = await fetch(`${session.simulator.baseUrl}${path}`, {
      headers: { authorization: 'Bearer EAAtoken' },
    });
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: expect.objectContaining({ code: 2500, message: `Unknown path components: ${components}` }) },
    ]);
  });
});
