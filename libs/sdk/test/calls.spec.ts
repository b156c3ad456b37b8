import { Switchboard } from '../src';
import { ACCEPTED, answer, FakeGateway, v1, v1Failure } from './fake-gateway';

const TO = '905321234567';
let gateway: FakeGateway;
let client: Switchboard;

beforeAll(async () => {
  gateway = await FakeGateway.start();
  client = new Switchboard({ baseUrl: gateway.url, apiKey: 'pk_test', phoneNumberId: '106', wabaId: '102' });
});
afterEach(() => gateway.reset());
afterAll(() => gateway.close());

const bodyOf = (index = 0): unknown => JSON.parse(gateway.requests[index]!.body.toString());

describe('sending', () => {
  const file = { id: '1' };
  it.each([
    [
      'text',
      () => client.messages.text({ to: TO, text: { body: 'Hi', preview_url: true } }),
      { body: 'Hi', preview_url: true },
    ],
    [
      'image',
      () => client.messages.image({ to: TO, image: { link: 'https://a/b.png', caption: 'c' } }),
      { link: 'https://a/b.png', caption: 'c' },
    ],
    ['video', () => client.messages.video({ to: TO, video: file }), file],
    ['audio', () => client.messages.audio({ to: TO, audio: { ...file, voice: true } }), { id: '1', voice: true }],
    [
      'document',
      () => client.messages.document({ to: TO, document: { ...file, filename: 'a.pdf' } }),
      { id: '1', filename: 'a.pdf' },
    ],
    ['sticker', () => client.messages.sticker({ to: TO, sticker: file }), file],
    [
      'location',
      () => client.messages.location({ to: TO, location: { latitude: 1, longitude: '2' } }),
      { latitude: 1, longitude: '2' },
    ],
    [
      'contacts',
      () => client.messages.contacts({ to: TO, contacts: [{ name: { formatted_name: 'A' } }] }),
      [{ name: { formatted_name: 'A' } }],
    ],
    [
      'reaction',
      () => client.messages.reaction({ to: TO, reaction: { message_id: 'wamid.1', emoji: '' } }),
      { message_id: 'wamid.1', emoji: '' },
    ],
    [
      'template',
      () => client.messages.template({ to: TO, template: { name: 'a', language: { code: 'en' } } }),
      { name: 'a', language: { code: 'en' } },
    ],
    [
      'interactive',
      () =>
        client.messages.interactive({
          to: TO,
          interactive: {
            type: 'location_request_message',
            body: { text: 'Where?' },
            action: { name: 'send_location' },
          },
        }),
      { type: 'location_request_message', body: { text: 'Where?' }, action: { name: 'send_location' } },
    ],
  ])('%s posts the message as Meta names it', async (type, send, content) => {
    gateway.will(v1(ACCEPTED, { 'x-message-id': 'm-1' }));
    await expect(send()).resolves.toEqual({ ...ACCEPTED, messageId: 'm-1', isReplayed: false });
    expect(bodyOf()).toEqual({ messaging_product: 'whatsapp', to: TO, type, [type]: content });
    const { method, url, headers } = gateway.requests[0]!;
    expect([method, url.pathname, url.search]).toEqual(['POST', '/v1/wa/message', '?phone_number_id=106']);
    expect(headers).toMatchObject({ authorization: 'Bearer pk_test', 'content-type': 'application/json' });
  });

  it('takes any message as it is, with its context, its data and a user id', async () => {
    gateway.will(v1(ACCEPTED));
    const message = {
      recipient: 'US.1349',
      type: 'text',
      text: { body: 'Hi' },
      context: { message_id: 'wamid.0' },
      biz_opaque_callback_data: 'order-1',
    } as const;
    const sent = await client.messages.send(message);
    expect(sent.messageId).toBeNull();
    expect(bodyOf()).toEqual({ messaging_product: 'whatsapp', ...message });
  });

  it('goes from another number, into the sandbox and through Marketing Messages Lite when told', async () => {
    gateway.will(v1(ACCEPTED));
    const template = { name: 'sale', language: { code: 'en' } };
    await client.messages.template({ to: TO, template }, { phoneNumberId: '107', sandbox: true, marketingLite: true });
    expect(gateway.requests[0]!.url.search).toBe('?phone_number_id=107&is_fake=true&mmlite=true');
  });

  it('names no sender when none is known, and keeps a path of the base URL', async () => {
    gateway.will(v1(ACCEPTED), v1(ACCEPTED));
    const bare = new Switchboard({ baseUrl: `${gateway.url}/gateway/`, apiKey: 'pk_test', sandbox: true });
    await bare.messages.text({ to: TO, text: { body: 'Hi' } });
    await bare.messages.text({ to: TO, text: { body: 'Hi' } }, { sandbox: false });
    expect(gateway.requests.map(({ url }) => url.pathname + url.search)).toEqual([
      '/gateway/v1/wa/message?is_fake=true',
      '/gateway/v1/wa/message',
    ]);
  });

  it('gives each message a key of its own, or the one that it is given', async () => {
    gateway.will(v1(ACCEPTED), v1(ACCEPTED), v1(ACCEPTED, { 'idempotent-replayed': 'true' }));
    const send = (idempotencyKey?: string) =>
      client.messages.text({ to: TO, text: { body: 'Hi' } }, { idempotencyKey });
    await send();
    await send();
    await expect(send('order-1')).resolves.toMatchObject({ isReplayed: true });
    const keys = gateway.requests.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(3);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[2]).toBe('order-1');
  });

  it('marks a message as read', async () => {
    gateway.will(v1({ success: true }), v1({ success: true }));
    await expect(client.messages.markRead('wamid.5')).resolves.toEqual({ success: true });
    await client.messages.markRead('wamid.5', { typing: true });
    const read = { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.5' };
    expect([bodyOf(0), bodyOf(1)]).toEqual([read, { ...read, typing_indicator: { type: 'text' } }]);
  });

  it('rejects with what the server said, and with the key to repeat it by', async () => {
    const params = { fields: [{ path: 'text.body', rule: 'maxLength', message: 'is too long' }] };
    gateway.will(v1Failure(400, { code: 'VAL_001', group: 'BAD_REQUEST', params }));
    const sent = client.messages.text({ to: TO, text: { body: 'Hi' } }, { idempotencyKey: 'order-1' });
    await expect(sent).rejects.toMatchObject({ code: 'VAL_001', params, status: 400, idempotencyKey: 'order-1' });
  });

  it.each(['<html>', '{"data":{}}', ''])('does not take %p for an answer, although its status is 200', async (text) => {
    gateway.will(answer(200, text));
    await expect(client.balance()).rejects.toMatchObject({ code: 'BAD_ANSWER', status: 200 });
  });

  it('does not follow a redirected send, which would become a GET', async () => {
    gateway.will(answer(301, '', { location: '/elsewhere' }));
    const sent = client.messages.text({ to: TO, text: { body: 'Hi' } });
    await expect(sent).rejects.toMatchObject({ code: 'HTTP_301' });
    expect(gateway.requests).toHaveLength(1);
  });
});

describe('the message log', () => {
  it('finds one message by an id that needs escaping', async () => {
    gateway.will(v1({ id: 'm-1' }), v1Failure(404, { code: 'MSG_001', group: 'NOT_FOUND' }));
    await expect(client.messages.get('wamid.a/b==')).resolves.toEqual({ id: 'm-1' });
    expect(gateway.requests[0]!.url.pathname).toBe('/v1/wa/messages/wamid.a%2Fb%3D%3D');
    await expect(client.messages.get('m-2')).rejects.toMatchObject({ code: 'MSG_001', group: 'NOT_FOUND' });
  });

  it('is walked through to its end, page by page, and no further than needed', async () => {
    const pages = [
      v1({ items: [{ id: '1' }, { id: '2' }], nextCursor: 'c 1' }),
      v1({ items: [], nextCursor: 'c2' }),
      v1({ items: [{ id: '3' }], nextCursor: null }),
    ];
    gateway.will(...pages, ...pages, pages[0]!);
    const query = {
      status: 'failed',
      phoneNumberId: '106',
      fromTime: new Date('2026-10-13T00:00:00Z'),
      toTime: '2026-10-14T00:00:00Z',
      sandbox: false,
      limit: 2,
    } as const;
    const list = client.messages.list(query);
    const ids: string[] = [];
    for await (const { id } of list) ids.push(id);
    expect(ids).toEqual(['1', '2', '3']);
    expect(gateway.requests.map(({ url }) => url.searchParams.get('cursor'))).toEqual([null, 'c 1', 'c2']);
    expect(Object.fromEntries(gateway.requests[0]!.url.searchParams)).toEqual({
      status: 'failed',
      phone_number_id: '106',
      from_time: '2026-10-13T00:00:00.000Z',
      to_time: '2026-10-14T00:00:00Z',
      sandbox: 'false',
      limit: '2',
    });
    const sizes: number[] = [];
    for await (const page of list.pages()) sizes.push(page.length);
    expect(sizes).toEqual([2, 0, 1]);
    for await (const { id } of list) if (id === '1') break;
    expect(gateway.requests).toHaveLength(7);
  });
});

describe('money', () => {
  it('tells balance and usage', async () => {
    const balance = { currency: 'USD', available: '9.500000', reserved: '0.000000', total: '9.500000' };
    gateway.will(v1(balance), v1({ currency: 'USD', items: [] }));
    await expect(client.balance()).resolves.toEqual(balance);
    const stretch = { from: new Date('2026-10-01T00:00:00Z'), granularity: 'month', groupBy: 'category' } as const;
    await expect(client.usage(stretch)).resolves.toEqual({ currency: 'USD', items: [] });
    expect(gateway.requests.map(({ url }) => url.pathname + decodeURIComponent(url.search))).toEqual([
      '/v1/wa/balance',
      '/v1/wa/usage?from=2026-10-01T00:00:00.000Z&granularity=month&group_by=category',
    ]);
  });

  it('tells what a message would cost', async () => {
    gateway.will(v1({ total: '0.012000' }));
    const message = { to: TO, type: 'text', text: { body: 'Hi' } } as const;
    await expect(client.quote(message)).resolves.toEqual({ total: '0.012000' });
    expect(gateway.requests[0]!.url.pathname + gateway.requests[0]!.url.search).toBe(
      '/v1/wa/quote?phone_number_id=106',
    );
    expect(bodyOf()).toEqual({ messaging_product: 'whatsapp', ...message });
  });
});

describe('templates', () => {
  const template = { id: '1', name: 'sale', language: 'en', status: 'APPROVED', category: 'MARKETING', components: [] };

  it('are listed to the end of Meta’s pages', async () => {
    const next = 'https://graph.facebook.com/next';
    gateway.will(
      answer(200, { data: [template], paging: { cursors: { after: 'a1' }, next } }),
      answer(200, { data: [{ ...template, id: '2' }], paging: { cursors: { after: 'a2' } } }),
    );
    const ids: string[] = [];
    for await (const { id } of client.templates.list({ status: 'APPROVED', limit: 1 })) ids.push(id);
    expect(ids).toEqual(['1', '2']);
    expect(gateway.requests.map(({ url }) => url.pathname + url.search)).toEqual([
      '/v23.0/102/message_templates?status=APPROVED&limit=1',
      '/v23.0/102/message_templates?status=APPROVED&limit=1&after=a1',
    ]);
  });

  it('are found by their whole name and their language', async () => {
    const data = [{ ...template, name: 'sale_2' }, template, { ...template, id: '3', language: 'de' }];
    gateway.will(answer(200, { data }), answer(200, { data }), answer(200, { data: [] }));
    await expect(client.templates.get('sale')).resolves.toEqual(template);
    await expect(client.templates.get('sale', { language: 'de' })).resolves.toMatchObject({ id: '3' });
    await expect(client.templates.get('sale')).resolves.toBeNull();
  });

  it('are made, deleted and read anew', async () => {
    const made = { id: '1', status: 'PENDING', category: 'MARKETING' };
    gateway.will(
      answer(200, made),
      answer(200, { success: true }),
      answer(200, { success: true, data: { synced: 1 } }),
    );
    const definition = { name: 'sale', language: 'en', category: 'MARKETING', components: [] } as const;
    await expect(client.templates.create(definition, { wabaId: '103' })).resolves.toEqual(made);
    await expect(client.templates.delete('sale', { templateId: '1' })).resolves.toEqual({ success: true });
    await expect(client.templates.sync()).resolves.toEqual({ synced: 1 });
    expect(bodyOf()).toEqual(definition);
    expect(gateway.requests.map(({ method, url }) => `${method} ${url.pathname}${url.search}`)).toEqual([
      'POST /v23.0/103/message_templates',
      'DELETE /v23.0/102/message_templates?name=sale&hsm_id=1',
      'POST /v2/templates/sync',
    ]);
  });

  it('are refused by v2 in its own words', async () => {
    gateway.will(answer(403, { success: false, error: 'DEVELOPER_PLAN_REQUIRED', message: 'The plan lacks it.' }));
    await expect(client.templates.sync()).rejects.toMatchObject({
      code: 'DEVELOPER_PLAN_REQUIRED',
      group: 'FORBIDDEN',
    });
  });

  it('need an account', async () => {
    const bare = new Switchboard({ baseUrl: gateway.url, apiKey: 'pk_test' });
    await expect(bare.templates.get('sale')).rejects.toMatchObject({
      code: 'MISSING_OPTION',
      params: { option: 'wabaId' },
    });
    await expect(bare.templates.delete('sale')).rejects.toMatchObject({ code: 'MISSING_OPTION' });
    expect(gateway.requests).toEqual([]);
  });
});

describe('a client', () => {
  it.each([
    ['no URL', { baseUrl: 'switchboard', apiKey: 'pk_test' }],
    ['no web address', { baseUrl: 'ftp://switchboard', apiKey: 'pk_test' }],
    ['no key', { baseUrl: 'https://switchboard', apiKey: '' }],
  ])('is not made with %s', (_what, options) => {
    expect(() => new Switchboard(options)).toThrow(expect.objectContaining({ name: 'TypeError' }));
  });

  it('does not show its key when it is printed', async () => {
    const { inspect } = await import('node:util');
    expect(inspect(client, { depth: 10, showHidden: true }) + JSON.stringify(client)).not.toContain('pk_test');
  });
});
