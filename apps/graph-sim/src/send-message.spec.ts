import { NUMBER, TEXT, startSession, templateMessage } from '../test/simulator-session';
import type { SimulatorSession } from '../test/simulator-session';

let session: SimulatorSession;

beforeEach(async () => {
  session = await startSession();
});
afterEach(() => session.close());

describe('an accepted message', () => {
  it('is answered as Meta answers, with the recipient resolved', async () => {
    const { status, json, headers } = await session.send(TEXT);
    expect(status).toBe(200);
    expect(json).toEqual({
      messaging_product: 'whatsapp',
      contacts: [{ input: '+1 (650) 555-1234', wa_id: '16505551234', user_id: expect.stringMatching(/^US\.\d+$/) }],
      messages: [{ id: expect.stringMatching(/^wamid\./) }],
    });
    expect(headers.get('x-fb-request-id')).toBeTruthy();
    expect(headers.get('x-business-use-case-usage')).toContain('estimated_time_to_regain_access');
    expect(headers.get('facebook-api-version')).toBe('v25.0');
  });

  it('has a wamid that holds the user’s digits and the outbound mark', async () => {
    const { json } = await session.send(TEXT);
    const [{ id }] = json.messages as [{ id: string }];
    const bytes = Buffer.from(id.slice('wamid.'.length), 'base64');
    const user = Buffer.from('16505551234').toString('hex');
    expect(bytes.toString('hex')).toMatch(new RegExp(`^1c180b${user}150200111812(3[0-9]|4[1-6]){18}00$`));
  });

  it('carries a message_status only when it is a template', async () => {
    const { json } = await session.send(templateMessage('hello_world'));
    expect(json.messages).toEqual([{ id: expect.any(String), message_status: 'accepted' }]);
  });

  it('to a business-scoped user id is answered without a phone number', async () => {
    const { json } = await session.send({ ...TEXT, to: undefined, recipient: 'US.1349876' });
    expect(json.contacts).toEqual([{ input: 'US.1349876', user_id: 'US.1349876' }]);
  });

  it('can be looked up with the exact text that arrived, its token and its path', async () => {
    const raw = `{ "messaging_product":"whatsapp","to":"+90 532 123 4567", "text":{"body":"çay ☕"},"x_new":1.50,"biz_opaque_callback_data":"sb1.a.b" }`;
    await session.graph('POST', `${NUMBER}/messages`, raw, 'EAAmine');
    const { json } = await session.control('GET', 'messages?callbackData=sb1.a.b');
    expect(json.items).toEqual([
      expect.objectContaining({
        rawBody: raw,
        token: 'EAAmine',
        path: `/v25.0/${NUMBER}/messages`,
        to: '905321234567',
        accepted: true,
        body: expect.objectContaining({ x_new: 1.5 }),
      }),
    ]);
  });

  it('may be any template that the account does not have, unless the simulator is strict', async () => {
    const message = { type: 'template', template: { name: 'mine', language: { code: 'tr' }, components: [] } };
    expect((await session.send(message)).status).toBe(200);
    await session.control('POST', 'phone-numbers', { phoneNumberId: NUMBER, token: 'EAAtoken' });
    await session.control('PATCH', 'config', { strict: true });
    expect((await session.send(message)).json.error).toMatchObject({ code: 132001 });
  });

  it.each(['hello_world', 'order_update', 'promo', 'otp'])('may be the seeded template %s', async (name) => {
    expect((await session.send(templateMessage(name))).status).toBe(200);
  });

  it('may be any of the other types', async () => {
    const interactive = { body: { text: 'Choose' } };
    const messages = [
      { type: 'image', image: { link: 'https://example.com/a.png', caption: 'A' } },
      { type: 'audio', audio: { id: '123' } },
      { type: 'location', location: { latitude: '41.01', longitude: 28.97, name: 'Here' } },
      { type: 'contacts', contacts: [{ name: { formatted_name: 'Ada' } }] },
      { type: 'reaction', reaction: { message_id: 'wamid.X', emoji: '' } },
      {
        type: 'interactive',
        interactive: {
          ...interactive,
          type: 'button',
          action: { buttons: [{ type: 'reply', reply: { id: 'a', title: 'A' } }] },
        },
      },
      {
        type: 'interactive',
        interactive: {
          ...interactive,
          type: 'list',
          action: { button: 'Open', sections: [{ rows: [{ id: 'a', title: 'A' }] }] },
        },
      },
    ];
    for (const message of messages) expect(await session.send(message)).toMatchObject({ status: 200 });
  });
});

describe('a read receipt', () => {
  it('is answered with success and no message', async () => {
    const receipt = {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: 'wamid.X',
      typing_indicator: { type: 'text' },
    };
    const { status, json } = await session.graph('POST', `${NUMBER}/messages`, receipt);
    expect([status, json]).toEqual([200, { success: true }]);
  });
});

describe('Meta’s refusals', () => {
  const buttons = (count: number): object[] =>
    Array.from({ length: count }, (_item, index) => ({
      type: 'reply',
      reply: { id: `b${index}`, title: `B${index}` },
    }));
  const refusals: [string, object, number, number][] = [
    ['no messaging_product', { ...TEXT, messaging_product: undefined }, 400, 100],
    ['no recipient', { ...TEXT, to: undefined }, 400, 100],
    ['a recipient that is no number', { ...TEXT, to: 'Ada' }, 400, 131009],
    ['an unknown type', { type: 'fax', fax: {} }, 400, 100],
    ['no text', { type: 'text', text: {} }, 400, 131008],
    ['a text that is too long', { type: 'text', text: { body: 'x'.repeat(4097) } }, 400, 131009],
    ['media with id and link', { type: 'image', image: { id: '1', link: 'https://example.com/a.png' } }, 400, 100],
    ['a caption on audio', { type: 'audio', audio: { id: '1', caption: 'x' } }, 400, 100],
    ['a latitude out of range', { type: 'location', location: { latitude: 91, longitude: 0 } }, 400, 131009],
    ['a contact without a name', { type: 'contacts', contacts: [{}] }, 400, 131008],
    [
      'four reply buttons',
      { type: 'interactive', interactive: { type: 'button', body: { text: 'x' }, action: { buttons: buttons(4) } } },
      400,
      131009,
    ],
    ['callback data that is too long', { ...TEXT, biz_opaque_callback_data: 'x'.repeat(513) }, 400, 100],
    [
      'too few template parameters',
      { type: 'template', template: { name: 'order_update', language: { code: 'en' } } },
      400,
      132000,
    ],
    [
      'a header of another format',
      { type: 'template', template: { name: 'promo', language: { code: 'en' } } },
      400,
      132012,
    ],
    [
      'a missing button parameter',
      {
        type: 'template',
        template: {
          name: 'otp',
          language: { code: 'en' },
          components: [{ type: 'body', parameters: [{ type: 'text', text: '1' }] }],
        },
      },
      400,
      131008,
    ],
    [
      'a code sent to a business-scoped id',
      { ...templateMessage('otp'), to: undefined, recipient: 'US.1' },
      400,
      131062,
    ],
  ];

  it.each(refusals)('%s', async (_title, message, status, code) => {
    const answer = await session.send(message);
    expect(answer.status).toBe(status);
    expect(answer.json.error).toMatchObject({ code, type: 'OAuthException', fbtrace_id: expect.any(String) });
    expect((await session.control('GET', 'messages')).json.items).toMatchObject([{ accepted: false, errorCode: code }]);
  });

  it('a body that is not JSON', async () => {
    expect((await session.graph('POST', `${NUMBER}/messages`, '{"to":')).json.error).toMatchObject({ code: 100 });
  });

  it('a missing, an expired and a revoked token', async () => {
    expect((await session.graph('POST', `${NUMBER}/messages`, TEXT, '')).status).toBe(401);
    await session.control('POST', 'tokens', { token: 'EAAtoken', state: 'expired' });
    const expired = await session.send(TEXT);
    expect(expired.status).toBe(401);
    expect(expired.json.error).toMatchObject({ code: 190, error_subcode: 463, type: 'OAuthException' });
    await session.control('POST', 'tokens', { token: 'EAAtoken', state: 'revoked' });
    expect((await session.send(TEXT)).json.error).toMatchObject({ code: 190 });
    await session.control('POST', 'tokens', { token: 'EAAtoken', state: 'valid' });
    expect((await session.send(TEXT)).status).toBe(200);
  });

  it('an object that does not exist', async () => {
    const unknown = { type: 'GraphMethodException', code: 100, error_subcode: 33 };
    expect(await session.graph('GET', '999')).toMatchObject({ status: 400, json: { error: unknown } });
    expect(await session.graph('POST', 'nothing/messages', TEXT)).toMatchObject({
      status: 400,
      json: { error: unknown },
    });
    await session.control('PATCH', 'config', { strict: true });
    await session.control('POST', 'tokens', { token: 'EAAtoken', state: 'valid' });
    expect(await session.send(TEXT)).toMatchObject({ status: 400, json: { error: unknown } });
  });

  it('anything but a marketing template on the marketing endpoint', async () => {
    expect((await session.send(TEXT, 'marketing_messages')).json.error).toMatchObject({ code: 131055 });
    const utility = await session.send(templateMessage('order_update'), 'marketing_messages');
    expect(utility.json.error).toMatchObject({ code: 134100 });
    expect((await session.send(templateMessage('promo'), 'marketing_messages')).status).toBe(200);
  });

  it('a paused template', async () => {
    await session.send(TEXT);
    const { json } = await session.control('GET', 'state');
    const [{ wabaId }] = json.numbers as [{ wabaId: string }];
    await session.control('POST', 'templates/status', { wabaId, name: 'promo', language: 'en', status: 'PAUSED' });
    expect((await session.send(templateMessage('promo'))).json.error).toMatchObject({ code: 132015 });
  });
});

describe('Meta’s limits', () => {
  const burst = (count: number, to: (index: number) => string): Promise<{ status: number; json: object }[]> =>
    Promise.all(Array.from({ length: count }, (_item, index) => session.send({ ...TEXT, to: to(index) })));

  it('let 80 messages a second pass per number, and answer 130429 beyond', async () => {
    const answers = await burst(200, (index) => `1650555${1000 + index}`);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(80);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.json).toMatchObject({ error: { code: 130429, error_subcode: 2494055 } });
  });

  it('let a burst of 45 messages to one user pass, and answer 131056 beyond', async () => {
    const answers = await burst(50, () => '16505551234');
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(45);
    expect(answers.find(({ status }) => status !== 200)?.json).toMatchObject({ error: { code: 131056 } });
  });

  it('can be lifted', async () => {
    await session.control('PATCH', 'config', { throughputPerSecond: 0, pairLimit: false });
    const answers = await burst(300, () => '16505551234');
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });
});
