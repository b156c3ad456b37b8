import { formatMoney, parseMoney, parseSignedMoney } from '@switchboard/contracts';
import { image, marketing, RECIPIENT, text } from './support/bodies';
import { expectStatus, HttpClient } from './support/http-client';
import { type OpenedTenant, Operator } from './support/operator';
import { SECRETS } from './support/switchboard';
import { startTestbed, type Testbed } from './support/testbed';
import { waitFor } from './support/wait-for';

/** Meta's rates for Turkey from 1 October 2026 and the platform fee of the plan BASIC, in USD. */
const PLATFORM_FEE = '0.001000';
const MARKETING_FEE = '0.010900';
const SERVICE_FEE = '0.000900';
const NOTHING = '0.000000';

let bed: Testbed;
let tenant: OpenedTenant;

beforeAll(async () => {
  bed = await startTestbed({ isDatabaseEmpty: true, simulator: { freeServiceMessages: 0 } });
});
afterAll(() => bed?.close());

async function walletOf(id: string): Promise<{ available: bigint; reserved: bigint; total: bigint }> {
  const { available, reserved, total } = await bed.operator.wallet(id);
  return { available: parseMoney(available), reserved: parseMoney(reserved), total: parseMoney(total) };
}

describe('an operator', () => {
  it('gets from an empty database to a tenant that can send, by script alone', async () => {
    const { operator } = bed;
    const created = await operator.createTenant({ name: 'Bakery', planCode: 'BASIC' });
    expect(created).toMatchObject({ name: 'Bakery', status: 'active', planCode: 'BASIC', currency: 'USD' });

    const number = await operator.addNumber(created.id, { displayPhoneNumber: '+1 555-078-3881' });
    const key = await operator.createKey(created.id, { name: 'shop' });
    expect(key.key).toMatch(/^pk_[0-9A-Za-z]{32}$/);
    expect(key.prefix).toBe(key.key.slice(0, 9));

    await operator.topUp(created.id, '100.00');
    expect(await operator.wallet(created.id)).toMatchObject({
      currency: 'USD',
      available: '100.000000',
      reserved: NOTHING,
      total: '100.000000',
    });
    tenant = { id: created.id, number, key, client: operator.client(key.key) };
    await waitFor('the first message', async () => (await tenant.client.send(text())).status === 200, 1_000);
  });

  it('never sees an access token or a key again', async () => {
    const { operator } = bed;
    const routes = ['/phone-numbers', '/api-keys', '/audit-log', ''].map((path) => `/tenants/${tenant.id}${path}`);
    const answers = await Promise.all(routes.map((path) => operator.http.get(`/console/v1${path}`)));
    for (const answer of answers) {
      expectStatus(answer, 200);
      expect(answer.text).not.toContain(tenant.number.accessToken);
      expect(answer.text).not.toContain(tenant.key.key);
    }
  });

  it('finds every step in the audit log', async () => {
    const { items } = await bed.operator.request(200, 'GET', `/tenants/${tenant.id}/audit-log?limit=200`);
    const actions = (items as { action: string }[]).map(({ action }) => action);
    expect(actions).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^tenant\./),
        expect.stringMatching(/^phone_number\./),
        expect.stringMatching(/^api_key\./),
        expect.stringMatching(/^wallet\./),
      ]),
    );
  });

  it('is not asked twice for the same top-up: a repeated Idempotency-Key adds nothing', async () => {
    const { operator } = bed;
    await waitFor('the first message to be settled', async () => (await walletOf(tenant.id)).reserved === 0n);
    const before = await walletOf(tenant.id);
    const path = `/console/v1/tenants/${tenant.id}/wallet/top-ups`;
    const headers = { 'idempotency-key': 'bank-statement-17' };
    const first = await operator.http.post(path, { amount: '5.00' }, headers);
    const second = await operator.http.post(path, { amount: '5.00' }, headers);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.json).toEqual(first.json);
    expect((await walletOf(tenant.id)).total).toBe(before.total + 5_000_000n);
  });
});

describe('a first message', () => {
  it.each([
    ['text', text(), 'service', SERVICE_FEE],
    ['image', image(), 'service', SERVICE_FEE],
    ['template', marketing(), 'marketing', MARKETING_FEE],
  ])('of type %s is delivered and costs exactly what its price list says', async (type, body, category, metaFee) => {
    const { client } = tenant;
    await waitFor('the messages before to be settled', async () => (await walletOf(tenant.id)).reserved === 0n);
    const before = await walletOf(tenant.id);
    const total = formatMoney(parseMoney(PLATFORM_FEE) + parseMoney(metaFee));
    const { id, wamid } = await client.sendAccepted(body);

    const message = await client.messageWith('read', id);
    expect(message).toMatchObject({
      id,
      wamid,
      direction: 'outbound',
      status: 'read',
      type,
      to: RECIPIENT,
      phoneNumberId: tenant.number.phoneNumberId,
      sandbox: false,
      category,
      payload: body,
      cost: { currency: 'USD', reserved: NOTHING, platformFee: PLATFORM_FEE, metaFee, markup: NOTHING, total },
    });
    expect(message.timeline.map(({ event }) => event)).toEqual(['accepted', 'submitted', 'sent', 'delivered', 'read']);
    expect(message.charges.map(({ kind, amount: value }) => [kind, value])).toEqual([
      ['reserve', total],
      ['platform_fee', PLATFORM_FEE],
      ['meta_fee', metaFee],
    ]);
    expect(await client.message(wamid)).toEqual(message);
    expect(await walletOf(tenant.id)).toEqual({
      ...before,
      available: before.available - parseMoney(total),
      total: before.total - parseMoney(total),
    });
  });

  it('answers with what Meta answered, its own id and the id of the request', async () => {
    const answer = await tenant.client.send(text(), { headers: { 'x-request-id': 'first-message.1' } });
    const { data, isSuccess } = expectStatus(answer, 200);
    expect(isSuccess).toBe(true);
    expect(data).toMatchObject({
      messaging_product: 'whatsapp',
      contacts: [{ input: RECIPIENT, wa_id: RECIPIENT }],
      messages: [{ id: expect.stringMatching(/^wamid\./) }],
    });
    expect(answer.headers['x-request-id']).toBe('first-message.1');
    expect(answer.headers['x-message-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
  });

  it('reserves exactly what the quote says, and keeps it until the delivery is reported', async () => {
    const fresh = await bed.operator.openTenant({ money: '1.00' });
    await bed.simulator.configure({ statuses: [] });
    try {
      const quote = await fresh.client.quote(marketing());
      expect(quote).toMatchObject({
        market: 'TR',
        country: 'TR',
        category: 'marketing',
        platformFee: PLATFORM_FEE,
        metaFee: MARKETING_FEE,
        markup: NOTHING,
        total: '0.011900',
        currency: 'USD',
      });
      const { id } = await fresh.client.sendAccepted(marketing());
      const message = await fresh.client.message(id);
      expect(message.status).toBe('submitted');
      expect(message.charges.map(({ kind, amount: value }) => [kind, value])).toEqual([
        ['reserve', quote.total],
        ['platform_fee', quote.platformFee],
      ]);
      expect(message.cost.reserved).toBe(quote.metaFee);
      expect(await fresh.client.balance()).toEqual({
        currency: 'USD',
        available: formatMoney(1_000_000n - parseMoney(quote.total)),
        reserved: quote.metaFee,
        total: formatMoney(1_000_000n - parseMoney(quote.platformFee)),
      });
    } finally {
      await bed.simulator.configure({ statuses: ['sent', 'delivered', 'read'] });
    }
  });

  it('costs a plan with markup what the quote says: platform fee, Meta fee and basis points of it', async () => {
    await bed.operator.putPlan({ code: 'E2E_MARKUP', name: 'Markup', platformFee: '0.002000', markupBps: 1_250 });
    const fresh = await bed.operator.openTenant({ planCode: 'E2E_MARKUP', money: '1.00' });
    const { id } = await fresh.client.sendAccepted(marketing());
    const { cost, charges } = await fresh.client.messageWith('read', id);
    // 12.5 % of 10,900 micro-units are 1,362.5, rounded half up.
    expect(cost).toMatchObject({
      platformFee: '0.002000',
      metaFee: MARKETING_FEE,
      markup: '0.001363',
      total: '0.014263',
    });
    expect(charges.map(({ kind }) => kind)).toEqual(['reserve', 'platform_fee', 'meta_fee', 'markup']);
    expect(await fresh.client.balance()).toMatchObject({ available: '0.985737', reserved: NOTHING, total: '0.985737' });
  });
});

describe('the sandbox', () => {
  it('does everything but the call to Meta, and gives the money back', async () => {
    const fresh = await bed.operator.openTenant({ money: '1.00' });
    const { received } = await bed.simulator.counts();
    const { id, wamid } = await fresh.client.sendAccepted(marketing(), { query: '?is_fake=true' });
    expect(wamid).toMatch(/^wamid\.FAKE_\d+$/);

    const message = await fresh.client.messageWith('read', id);
    expect(message).toMatchObject({
      sandbox: true,
      category: 'marketing',
      cost: { reserved: NOTHING, total: NOTHING },
    });
    expect(message.timeline.map(({ event }) => event)).toEqual(['accepted', 'submitted', 'sent', 'delivered', 'read']);
    expect(message.charges.map(({ kind, amount: value }) => [kind, value])).toEqual([
      ['reserve', '0.011900'],
      ['release', '0.011900'],
    ]);
    expect(await fresh.client.balance()).toEqual({
      currency: 'USD',
      available: '1.000000',
      reserved: NOTHING,
      total: '1.000000',
    });
    expect((await bed.simulator.counts()).received).toBe(received);
  });

  it('refuses what would be refused in earnest: without money nothing is sent, not even here', async () => {
    const poor = await bed.operator.openTenant({ money: '0' });
    const answer = await poor.client.send(marketing(), { query: '?is_fake=true' });
    expect([answer.status, answer.json.errors]).toEqual([402, expect.objectContaining({ code: 'BILL_001' })]);
  });
});

describe('the message log', () => {
  it('lists newest first, page after page, every message once', async () => {
    const fresh = await bed.operator.openTenant();
    const sent: string[] = [];
    for (let index = 0; index < 5; index += 1) sent.push((await fresh.client.sendAccepted(text(`Hello ${index}`))).id);

    const listed: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { items, nextCursor } = expectStatus(
        await fresh.client.http.get(`/v1/wa/messages?limit=2${query}`),
        200,
      ).data;
      listed.push(...(items as { id: string }[]).map(({ id }) => id));
      cursor = nextCursor;
    }
    expect(listed).toEqual(sent.toReversed());
  });

  it('finds messages by number, recipient, type, status, sandbox and time', async () => {
    const fresh = await bed.operator.openTenant();
    const startedAt = new Date().toISOString();
    const plain = await fresh.client.sendAccepted(text('Hi', { to: '+49 (151) 234-567-89' }));
    const fake = await fresh.client.sendAccepted(image(), { query: '?is_fake=true' });
    await fresh.client.messageWith('read', plain.id);
    await fresh.client.messageWith('read', fake.id);
    const find = async (query: string): Promise<string[]> => {
      const { items } = expectStatus(await fresh.client.http.get(`/v1/wa/messages?${query}`), 200).data;
      return (items as { id: string }[]).map(({ id }) => id);
    };
    expect(await find(`phone_number_id=${fresh.number.phoneNumberId}`)).toEqual([fake.id, plain.id]);
    expect(await find('phone_number_id=1')).toEqual([]);
    expect(await find('to=%2B4915123456789')).toEqual([plain.id]);
    expect(await find('type=image')).toEqual([fake.id]);
    expect(await find('status=read&sandbox=false')).toEqual([plain.id]);
    expect(await find('sandbox=true')).toEqual([fake.id]);
    expect(await find('direction=inbound')).toEqual([]);
    expect(await find(`from_time=${encodeURIComponent(startedAt)}`)).toEqual([fake.id, plain.id]);
    expect(await find(`to_time=${encodeURIComponent(startedAt)}`)).toEqual([]);
  });

  it('shows the operator the same message as the tenant', async () => {
    const { id } = await tenant.client.sendAccepted(text());
    const message = await tenant.client.messageWith('read', id);
    expect(await bed.operator.request(200, 'GET', `/tenants/${tenant.id}/messages/${id}`)).toMatchObject(message);
  });
});

describe('a balance', () => {
  it('is the wallet that the operator sees, and the sum of the statement', async () => {
    await waitFor('everything to be settled', async () => (await walletOf(tenant.id)).reserved === 0n);
    const { currency, available, reserved, total } = await bed.operator.wallet(tenant.id);
    expect(await tenant.client.balance()).toEqual({ currency, available, reserved, total });
    const { items } = await bed.operator.request(200, 'GET', `/tenants/${tenant.id}/wallet/entries?limit=200`);
    const sum = (items as { amount: string }[]).reduce((before, entry) => before + parseSignedMoney(entry.amount), 0n);
    expect(formatMoney(sum)).toBe(total);
  });
});

describe('a session at the console', () => {
  it('needs the CSRF token for what changes something, and ends when its owner says so', async () => {
    const browser = new HttpClient(bed.switchboard.url);
    try {
      const credentials = { email: SECRETS.ADMIN_EMAIL, password: SECRETS.ADMIN_PASSWORD };
      const signedIn = await browser.post('/console/v1/session', credentials);
      const { user } = expectStatus(signedIn, 200);
      expect(user).toMatchObject({ email: SECRETS.ADMIN_EMAIL, platformRole: 'operator', memberships: [] });
      const setCookie = String(signedIn.headers['set-cookie']);
      expect(setCookie).toMatch(/HttpOnly/i);
      expect(setCookie).toMatch(/SameSite=Lax/i);
      const cookie = setCookie.split(';', 1)[0]!;
      const { csrfToken } = expectStatus(await browser.get('/console/v1/session', { cookie }), 200);

      const body = { name: 'From the browser', planCode: 'BASIC' };
      const forged = await browser.post('/console/v1/tenants', body, { cookie });
      expect([forged.status, forged.headers['content-type']]).toEqual([
        403,
        expect.stringMatching(/^application\/problem\+json/),
      ]);
      expectStatus(await browser.post('/console/v1/tenants', body, { cookie, 'x-csrf-token': csrfToken }), 201);

      const out = await browser.call('/console/v1/session', {
        method: 'DELETE',
        headers: { cookie, 'x-csrf-token': csrfToken },
      });
      expectStatus(out, 204);
      expect((await browser.get('/console/v1/session', { cookie })).status).toBe(401);
      await expect(
        Operator.signIn(bed.switchboard.url, { ...credentials, password: 'not the password' }),
      ).rejects.toThrow('401');
    } finally {
      await browser.close();
    }
  });
});
