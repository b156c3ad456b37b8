import { messagesValue, metaSignature, type Sample, webhookOf } from '../../../test/support/meta-samples';
import { startTestConsole, type TestConsole } from '../../../test/support/test-console';
import { until } from '../../../test/support/until';

const DAY_MS = 24 * 60 * 60 * 1_000;
const MISSING = '01890000-0000-7000-8000-000000000000';

let test: TestConsole;
beforeAll(async () => {
  test = await startTestConsole();
});
afterAll(() => test.platform.stop());

let numbers = 0;
/** A tenant with a number, money and a key. */
async function openTenant(): Promise<{ tenantId: string; number: string; key: string }> {
  const { operator } = test;
  const tenantId = await test.openTenant();
  const number = String(70_000 + (numbers += 1));
  await operator.post(`/tenants/${tenantId}/phone-numbers`, {
    phoneNumberId: number,
    wabaId: `9${number}`,
    displayPhoneNumber: '+1 555-078-3881',
    accessToken: `token-${number}`,
  });
  await operator.send(
    'POST',
    `/tenants/${tenantId}/wallet/top-ups`,
    { amount: '10.00' },
    { 'idempotency-key': number },
  );
  const { key } = (await operator.post(`/tenants/${tenantId}/api-keys`, { name: 'k' })).body as unknown as {
    key: string;
  };
  return { tenantId, number, key };
}

/** Meta posts; read when it returns. */
async function metaPosts(field: string, value: Sample): Promise<void> {
  const body = JSON.stringify(webhookOf('waba', [{ field, value }]));
  const response = await fetch(`${test.platform.url}/webhooks/meta`, {
    method: 'POST',
    headers: { 'x-hub-signature-256': metaSignature(body, 'test-app-secret') },
    body,
  });
  expect(response.status).toBe(200);
  await until(async () => {
    const { rows } = await test.platform.test.database.pool.query(`SELECT FROM inbound_events WHERE state = 'pending'`);
    return rows.length === 0;
  });
}

const seconds = (ago = 0): string => String(Math.floor(Date.now() / 1_000) - ago);
const hears = (number: string, from: string, given: Sample = {}) =>
  metaPosts(
    'messages',
    messagesValue(number, {
      contacts: [{ wa_id: from, profile: { name: `User ${from}` } }],
      messages: [
        {
          from,
          id: `wamid.${from}.${Math.random()}`,
          timestamp: seconds(),
          type: 'text',
          text: { body: 'Hi' },
          ...given,
        },
      ],
    }),
  );
const wishes = (number: string, from: string, value: string, ago: number) =>
  metaPosts(
    'user_preferences',
    messagesValue(number, {
      user_preferences: [{ wa_id: from, category: 'marketing_messages', value, timestamp: seconds(ago) }],
    }),
  );

/** Sends a template that we do not know: as far as we can tell, marketing. */
async function sendMarketing(key: string, to: string): Promise<{ status: number; code?: string; id: string | null }> {
  const response = await fetch(`${test.platform.url}/v1/wa/message`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({
      messaging_product: 'whatsapp',
      to,
      type: 'template',
      template: { name: 'summer_sale', language: { code: 'en' } },
    }),
  });
  const answer = (await response.json()) as { errors?: { code: string } };
  return { status: response.status, code: answer.errors?.code, id: response.headers.get('x-message-id') };
}

async function v1<T>(key: string, path: string): Promise<T> {
  const response = await fetch(`${test.platform.url}/v1/wa/${path}`, { headers: { authorization: `Bearer ${key}` } });
  return ((await response.json()) as { data: T }).data;
}

describe('The 24-hour window', () => {
  it('is shown with every message of the conversation, at v1 and at the console', async () => {
    const { tenantId, number, key } = await openTenant();
    const { id } = await sendMarketing(key, '+90 532 111 22 33');
    expect(await v1(key, `messages/${id}`)).toMatchObject({ windowOpenUntil: null });
    const at = seconds(60);
    await hears(number, '905321112233', { timestamp: at });
    const windowOpenUntil = new Date(Number(at) * 1_000 + DAY_MS).toISOString();
    expect(await v1(key, `messages/${id}`)).toMatchObject({ direction: 'outbound', windowOpenUntil });
    expect(await v1(key, 'messages')).toMatchObject({
      items: [
        { direction: 'outbound', windowOpenUntil },
        { direction: 'inbound', windowOpenUntil },
      ],
    });
    expect((await test.operator.get(`/tenants/${tenantId}/messages/${id}`)).body).toMatchObject({ windowOpenUntil });
  });

  it('is each number’s own, and has been shut for a user who wrote long ago', async () => {
    const [one, other] = [await openTenant(), await openTenant()];
    await hears(one.number, '1001', { timestamp: seconds(2 * 24 * 3_600) });
    const [contact] = (await test.operator.get(`/tenants/${one.tenantId}/contacts`)).body.items;
    expect(Date.parse(String(contact!['windowOpenUntil']))).toBeLessThan(Date.now());
    const { id } = await sendMarketing(other.key, '1001555');
    await hears(one.number, '1001555');
    expect(await v1(other.key, `messages/${id}`)).toMatchObject({ windowOpenUntil: null });
  });

  it('is one for both ids of a user', async () => {
    const { number, key } = await openTenant();
    const { id } = await sendMarketing(key, '905320000001');
    await hears(number, '905320000001', { timestamp: seconds(3_600), from_user_id: 'TR.1' });
    const at = seconds(5);
    await hears(number, '905320000001', { timestamp: at, from: undefined, from_user_id: 'TR.1' });
    const windowOpenUntil = new Date(Number(at) * 1_000 + DAY_MS).toISOString();
    expect(await v1(key, `messages/${id}`)).toMatchObject({ windowOpenUntil });
  });
});

describe('Contacts', () => {
  it('are listed with the last one first, page by page, and found by number and name', async () => {
    const { tenantId, number } = await openTenant();
    const users = Array.from({ length: 7 }, (_, index) => String(10_000 + index));
    for (const [index, user] of users.entries())
      await hears(number, user, { timestamp: seconds(100 - Math.floor(index / 2)) });
    const seen: unknown[] = [];
    let cursor = '';
    do {
      const { body } = await test.operator.get(`/tenants/${tenantId}/contacts?limit=3${cursor}`);
      seen.push(...body.items.map(({ waId }) => waId));
      cursor = body['nextCursor'] === null ? '' : `&cursor=${body['nextCursor'] as string}`;
    } while (cursor !== '');
    expect([...seen].sort()).toEqual(users);
    expect(seen[0]).toBe('10006');
    const found = (await test.operator.get(`/tenants/${tenantId}/contacts?search=user%2010003`)).body.items;
    expect(found).toMatchObject([
      { phoneNumberId: number, waId: '10003', userId: null, profileName: 'User 10003', optedOut: false },
    ]);
    for (const bad of [
      'cursor=x',
      `cursor=${Buffer.from('["a","b","c"]').toString('base64url')}`,
      'limit=201',
      'search=%00',
    ])
      expect((await test.operator.get(`/tenants/${tenantId}/contacts?${bad}`)).status).toBe(400);
  });

  it('are never another tenant’s', async () => {
    const [mine, theirs] = [await openTenant(), await openTenant()];
    await hears(theirs.number, '2001');
    const viewer = await test.join(mine.tenantId, 'viewer', 'viewer.contacts@example.com');
    expect((await viewer.get(`/tenants/${mine.tenantId}/contacts`)).body.items).toEqual([]);
    expect((await viewer.get(`/tenants/${theirs.tenantId}/contacts`)).status).toBe(404);
    expect((await test.operator.get(`/tenants/${MISSING}/contacts`)).status).toBe(404);
  });
});

describe('An opt-out', () => {
  it('by the user refuses marketing before any money is reserved, until the user resumes', async () => {
    const { tenantId, number, key } = await openTenant();
    await hears(number, '905321234567');
    await wishes(number, '905321234567', 'stop', 20);
    const before = await v1<object>(key, 'balance');
    expect(await sendMarketing(key, '+90 532 123-45-67')).toMatchObject({ status: 403, code: 'OPT_001', id: null });
    expect(await v1(key, 'balance')).toEqual(before);
    expect((await test.operator.get(`/tenants/${tenantId}/contacts`)).body.items).toMatchObject([{ optedOut: true }]);
    await wishes(number, '905321234567', 'resume', 10);
    expect(await sendMarketing(key, '905321234567')).toMatchObject({ status: 200 });
  });

  it('follows from a STOP button that answers a marketing message, before the tenant is told of the tap', async () => {
    const { number, key } = await openTenant();
    const { id } = await sendMarketing(key, '905321234568');
    const { wamid } = await v1<{ wamid: string }>(key, `messages/${id}`);
    await hears(number, '905321234568', {
      type: 'button',
      button: { payload: 'STOP', text: 'Stop promotions' },
      context: { id: wamid },
    });
    expect(await sendMarketing(key, '905321234568')).toMatchObject({ code: 'OPT_001' });
  });

  it('can be made, seen and ended at the console, and both are remembered', async () => {
    const { tenantId, number, key } = await openTenant();
    const developer = await test.join(tenantId, 'developer', 'developer.opt-outs@example.com');
    const path = `/tenants/${tenantId}/opt-outs`;
    expect(await developer.post(path, { recipient: '+90 (532) 123 45 69' })).toMatchObject({
      status: 201,
      body: { recipient: '905321234569', source: 'console' },
    });
    expect((await developer.post(path, { recipient: '905321234569' })).status).toBe(201);
    await developer.post(path, { recipient: 'US.ABC123' });
    expect((await developer.get(`${path}?limit=1`)).body).toMatchObject({
      items: [{ recipient: '905321234569' }],
      nextCursor: expect.any(String),
    });
    expect((await developer.get(`${path}?search=abc`)).body.items).toMatchObject([{ recipient: 'US.ABC123' }]);
    const { nextCursor } = (await developer.get(`${path}?limit=1`)).body as unknown as { nextCursor: string };
    expect((await developer.get(`${path}?limit=1&cursor=${nextCursor}`)).body).toMatchObject({
      items: [{ recipient: 'US.ABC123' }],
      nextCursor: null,
    });
    expect(await sendMarketing(key, '905321234569')).toMatchObject({ code: 'OPT_001' });

    expect((await developer.delete(`${path}/${encodeURIComponent('+905321234569')}`)).status).toBe(204);
    expect((await developer.delete(`${path}/905321234569`)).status).toBe(404);
    // What the user said before the console's word does not count any more.
    await wishes(number, '905321234569', 'stop', 3_600);
    expect(await sendMarketing(key, '905321234569')).toMatchObject({ status: 200 });
    const acts = (await developer.get(`/tenants/${tenantId}/audit-log?limit=3`)).body.items;
    expect(acts.map(({ action, targetId }) => [action, targetId])).toEqual([
      ['opt_out.removed', '905321234569'],
      ['opt_out.added', 'US.ABC123'],
      ['opt_out.added', '905321234569'],
    ]);
  });

  it('needs a recipient and a role, and is never another tenant’s', async () => {
    const [mine, theirs] = [await openTenant(), await openTenant()];
    const path = `/tenants/${mine.tenantId}/opt-outs`;
    for (const recipient of ['', 'x', '12', 'us.abc', '1'.repeat(141), 17, null])
      expect((await test.operator.post(path, { recipient })).status).toBe(400);
    expect((await test.operator.post(path, {})).status).toBe(400);
    for (const bad of ['cursor=x', 'limit=0', 'search=%0A'])
      expect((await test.operator.get(`${path}?${bad}`)).status).toBe(400);
    const viewer = await test.join(mine.tenantId, 'viewer', 'viewer.opt-outs@example.com');
    expect((await viewer.get(path)).status).toBe(200);
    expect((await viewer.post(path, { recipient: '905321234567' })).status).toBe(403);
    expect((await viewer.delete(`${path}/905321234567`)).status).toBe(403);
    await test.operator.post(path, { recipient: '905321234567' });
    expect((await test.operator.delete(`/tenants/${theirs.tenantId}/opt-outs/905321234567`)).status).toBe(404);
    expect((await viewer.get(`/tenants/${theirs.tenantId}/opt-outs`)).status).toBe(404);
    expect(await sendMarketing(theirs.key, '905321234567')).toMatchObject({ status: 200 });
  });
});
