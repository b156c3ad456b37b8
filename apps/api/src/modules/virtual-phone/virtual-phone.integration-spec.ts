import { type ConsoleClient, startTestConsole, type TestConsole } from '../../../test/support/test-console';
import { until } from '../../../test/support/until';

const USER = '905321234567';
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABXvMqOgAAAABJRU5ErkJggg==',
  'base64',
);

interface ChatMessage {
  id: string;
  wamid: string;
  direction: string;
  type: string;
  payload: Record<string, unknown>;
  media: { id: string; mimeType: string; state: string } | null;
}

let bed: TestConsole;
let tenantId: string;
let phoneNumberId: string;
let developer: ConsoleClient;

const metaId = (): string => String(Math.floor(1e14 + Math.random() * 9e14));

async function openTenant(): Promise<string> {
  const id = await bed.openTenant('Acme', 'BASIC');
  await bed.operator.post(`/tenants/${id}/wallet/top-ups`, { amount: '10.00' });
  return id;
}

async function addNumber(to: string): Promise<string> {
  const number = { phoneNumberId: metaId(), wabaId: metaId(), displayPhoneNumber: '+1 555 0100', accessToken: 'token' };
  expect((await bed.operator.post(`/tenants/${to}/phone-numbers`, number)).status).toBe(201);
  return number.phoneNumberId;
}

const base = (): string => `/tenants/${tenantId}/virtual-phone`;
const phone = (body: object) => developer.post(`${base()}/messages`, { phoneNumberId, user: USER, ...body });

async function chat(user = USER): Promise<ChatMessage[]> {
  const { status, body } = await developer.get(`${base()}/messages?phoneNumberId=${phoneNumberId}&user=${user}`);
  expect(status).toBe(200);
  return body.items as unknown as ChatMessage[];
}

const arrived = (wamid: unknown): Promise<ChatMessage> =>
  until(async () => (await chat()).find((message) => message.wamid === wamid));

async function photo(
  bytes: Uint8Array,
  type: string,
  query = `phoneNumberId=${phoneNumberId}&user=${USER}&caption=Look`,
) {
  const response = await fetch(`${bed.platform.url}/console/v1${base()}/photos?${query}`, {
    method: 'POST',
    headers: { 'content-type': type, cookie: developer.cookie!, 'x-csrf-token': developer.csrfToken! },
    body: Buffer.from(bytes),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('The virtual phone, with the simulator', () => {
  beforeAll(async () => {
    bed = await startTestConsole({}, { isSimulated: true });
    tenantId = await openTenant();
    phoneNumberId = await addNumber(tenantId);
    developer = await bed.join(tenantId, 'developer', 'developer@example.com');
  });
  afterAll(() => bed.platform.stop());

  it('shows what the number wrote, and what the user answers, in their order', async () => {
    const message = { messaging_product: 'whatsapp', to: USER, type: 'text', text: { body: 'Hello' } };
    const { body: sent } = await developer.post(`/tenants/${tenantId}/messages`, { message, isFake: false });
    const { status, body } = await phone({
      type: 'text',
      text: 'Merhaba',
      profileName: 'Ayşe',
      replyTo: sent['wamid'],
    });
    expect(status).toBe(201);
    await arrived(body['wamid']);
    const both = await chat();
    expect(both.map(({ direction, wamid }) => [direction, wamid])).toEqual([
      ['outbound', sent['wamid']],
      ['inbound', body['wamid']],
    ]);
    expect(both[1]!.payload).toMatchObject({ text: { body: 'Merhaba' }, context: { id: sent['wamid'] } });
    expect(both[0]!.payload).toEqual(message);
  });

  it('taps buttons and rows, reacts, and says where it is, as webhooks carry it', async () => {
    const wamid = (await chat())[0]!.wamid;
    const acts: [object, object][] = [
      [
        { type: 'button_reply', replyId: 'yes', title: 'Yes', replyTo: wamid },
        {
          type: 'interactive',
          interactive: { type: 'button_reply', button_reply: { id: 'yes', title: 'Yes' } },
          context: { id: wamid },
        },
      ],
      [
        { type: 'list_reply', replyId: 'row', title: 'Row', description: 'The first', replyTo: wamid },
        { interactive: { type: 'list_reply', list_reply: { id: 'row', title: 'Row', description: 'The first' } } },
      ],
      [
        { type: 'template_button', text: 'Stop', replyId: 'STOP', replyTo: wamid },
        { type: 'button', button: { payload: 'STOP', text: 'Stop' } },
      ],
      [{ type: 'reaction', emoji: '👍', replyTo: wamid }, { reaction: { message_id: wamid, emoji: '👍' } }],
      [
        { type: 'location', latitude: 41.01, longitude: 28.98, name: 'İstanbul' },
        { location: { latitude: 41.01, longitude: 28.98, name: 'İstanbul' } },
      ],
    ];
    for (const [body, payload] of acts) {
      const answer = await phone(body);
      expect([body, answer.status]).toEqual([body, 201]);
      expect((await arrived(answer.body['wamid'])).payload).toMatchObject(payload);
    }
  });

  it('sends a photo, which is fetched and kept like any other', async () => {
    const { status, body } = await photo(PICTURE, 'image/png');
    expect(status).toBe(201);
    const message = await until(async () => {
      const found = await arrived(body['wamid']);
      return found.media?.state === 'stored' && found;
    });
    expect(message).toMatchObject({
      type: 'image',
      payload: { image: { caption: 'Look' } },
      media: { mimeType: 'image/png' },
    });
    const { body: files } = await developer.get(`/tenants/${tenantId}/media`);
    expect(files.items.map(({ id }) => id)).toContain(message.media!.id);
  });

  it('refuses what is no photo, or larger than 5 MiB', async () => {
    expect((await photo(PICTURE, 'text/plain')).status).toBe(415);
    expect((await photo(Buffer.alloc(0), 'image/png')).status).toBe(400);
    expect((await photo(Buffer.alloc((5 << 20) + 1), 'image/png')).body['code']).toBe('validation_failed');
  });

  it('lists the users of a number, the latest first', async () => {
    const other = '4915112345678';
    await developer.post(`${base()}/messages`, {
      phoneNumberId,
      user: other,
      type: 'text',
      text: 'Hallo',
      profileName: 'Jürgen',
    });
    const { body } = await until(async () => {
      const answer = await developer.get(`${base()}/conversations?phoneNumberId=${phoneNumberId}`);
      return answer.body.items.length === 2 && answer;
    });
    expect(body.items).toMatchObject([
      { user: other, profileName: 'Jürgen', lastMessage: { direction: 'inbound', type: 'text' } },
      { user: USER, profileName: expect.any(String) },
    ]);
  });

  it('names the fields that a message lacks', async () => {
    const { status, body } = await phone({ type: 'button_reply' });
    expect([status, (body['fields'] as { path: string }[]).map(({ path }) => path)]).toEqual([
      400,
      ['replyId', 'title', 'replyTo'],
    ]);
    expect((await phone({ type: 'text', text: 'x', user: 'someone' })).body['fields']).toMatchObject([
      { path: 'user' },
    ]);
  });

  it('is for owners, admins and developers, and for their own numbers', async () => {
    const foreign = await addNumber(await openTenant());
    const paths = [`conversations?phoneNumberId=${foreign}`, `messages?phoneNumberId=${foreign}&user=${USER}`];
    for (const path of paths) expect([path, (await developer.get(`${base()}/${path}`)).status]).toEqual([path, 404]);
    expect((await phone({ phoneNumberId: foreign, type: 'text', text: 'x' })).status).toBe(404);
    expect((await photo(PICTURE, 'image/png', `phoneNumberId=${foreign}&user=${USER}`)).status).toBe(404);
    for (const role of ['viewer', 'billing']) {
      const client = await bed.join(tenantId, role, `${role}@example.com`);
      expect((await client.get(`${base()}/conversations?phoneNumberId=${phoneNumberId}`)).status).toBe(403);
      expect(
        (await client.post(`${base()}/messages`, { phoneNumberId, user: USER, type: 'text', text: 'x' })).status,
      ).toBe(403);
    }
    const { body } = await developer.get('/session');
    expect(body['features']).toMatchObject({ virtualPhone: true });
  });
});

describe('The virtual phone, with Meta', () => {
  beforeAll(async () => {
    bed = await startTestConsole();
    tenantId = await openTenant();
    phoneNumberId = await addNumber(tenantId);
    developer = await bed.join(tenantId, 'developer', 'developer@example.com');
  });
  afterAll(() => bed.platform.stop());

  it('does not exist', async () => {
    for (const path of ['conversations', 'messages']) {
      const { status, body } = await developer.get(`${base()}/${path}?phoneNumberId=${phoneNumberId}&user=${USER}`);
      expect([path, status, body['code']]).toEqual([path, 404, 'not_found']);
    }
    expect((await phone({ type: 'text', text: 'x' })).status).toBe(404);
    expect((await photo(PICTURE, 'image/png')).status).toBe(404);
    expect((await developer.get('/session')).body['features']).toMatchObject({ virtualPhone: false });
  });
});
