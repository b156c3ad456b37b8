import { WEBHOOK_EVENTS } from '@switchboard/contracts';
import { Webhook } from 'standardwebhooks';
import {
  type Answer,
  type ConsoleClient,
  startTestConsole,
  type TestConsole,
} from '../../../test/support/test-console';
import { WebhookReceiver } from '../../../test/support/webhook-receiver';

const MISSING = '01890000-0000-7000-8000-000000000000';
const URL_OUTSIDE = 'https://hooks.example.com/in';

let test: TestConsole;
let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await WebhookReceiver.start();
  test = await startTestConsole({ SSRF_ALLOW_HOSTS: `127.0.0.1:${receiver.port}` });
});
afterAll(async () => {
  await test.platform.stop();
  await receiver.close();
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.reply = () => 200;
});

const create = async (tenantId: string, body: object = {}, client: ConsoleClient = test.operator) => {
  const request = { url: receiver.url, events: ['messages'], ...body };
  const answer = await client.post(`/tenants/${tenantId}/webhook-endpoints`, request);
  const id = String(answer.body['id']);
  return { ...answer, id, secret: String(answer.body['secret']), path: `/tenants/${tenantId}/webhook-endpoints/${id}` };
};
const rows = async (statement: string, ...values: unknown[]) =>
  (await test.platform.test.database.pool.query(statement, values)).rows as Record<string, unknown>[];
const addNumber = async (tenantId: string, phoneNumberId: string) =>
  test.operator.post(`/tenants/${tenantId}/phone-numbers`, {
    phoneNumberId,
    wabaId: '1',
    displayPhoneNumber: '+1 555 0100',
    accessToken: 't',
  });
const fieldsOf = ({ body }: Answer) => body['fields'] as { path: string }[];

describe('Webhook endpoints', () => {
  it('are made with everything that they are to do, and their secret is shown once', async () => {
    const tenantId = await test.openTenant('Acme', 'PREMIUM');
    await addNumber(tenantId, '888001');
    const { status, body, id, secret, path } = await create(tenantId, {
      events: ['messages', 'balance.low'],
      format: 'envelope',
      headers: { 'X-Api-Key': 'header-secret' },
      phoneNumberId: '888001',
      bearerToken: 'bearer-secret',
      hubSignature: true,
    });
    expect(status).toBe(201);
    expect(body).toEqual({
      id,
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/) as string,
      url: receiver.url,
      events: ['messages', 'balance.low'],
      format: 'envelope',
      phoneNumberId: '888001',
      headers: { 'X-Api-Key': '***' },
      hasBearerToken: true,
      hubSignature: true,
      status: 'enabled',
      disabledReason: null,
      failingSince: null,
      previousSecretUntil: null,
      createdAt: expect.stringMatching(/Z$/) as string,
      updatedAt: expect.stringMatching(/Z$/) as string,
    });
    const { secret: _, ...view } = body;
    const listed = { ...view, lastDelivery: null };
    expect((await test.operator.get(path)).body).toEqual(listed);
    expect((await test.operator.get(`/tenants/${tenantId}/webhook-endpoints`)).body).toEqual({
      items: [listed],
      nextCursor: null,
    });
    const stored = JSON.stringify(await rows('SELECT * FROM webhook_endpoints, audit_log'));
    for (const hidden of [secret, secret.slice(6), 'header-secret', 'bearer-secret'])
      expect(stored).not.toContain(hidden);
  });

  it('need no more than a URL and events', async () => {
    const { status, body } = await create(await test.openTenant(), {
      url: URL_OUTSIDE,
      headers: null,
      phoneNumberId: null,
      bearerToken: null,
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      url: URL_OUTSIDE,
      format: 'meta',
      headers: {},
      phoneNumberId: null,
      hasBearerToken: false,
      hubSignature: false,
    });
  });

  it.each([
    [{ url: undefined }, 'url'],
    [{ url: 7 }, 'url'],
    [{ url: 'hooks.example.com' }, 'url'],
    [{ url: `https://example.com/${'a'.repeat(2_048)}` }, 'url'],
    [{ events: undefined }, 'events'],
    [{ events: [] }, 'events'],
    [{ events: ['messages', 'everything'] }, 'events'],
    [{ events: ['messages', 'messages'] }, 'events'],
    [{ events: 'messages' }, 'events'],
    [{ format: 'xml' }, 'format'],
    [{ format: null }, 'format'],
    [{ headers: 'X-A: b' }, 'headers'],
    [{ headers: ['X-A'] }, 'headers'],
    [{ headers: { 'webhook-id': 'x' } }, 'headers.webhook-id'],
    [{ headers: { Host: 'x' } }, 'headers.Host'],
    [{ headers: { 'X-A': 'a\r\nHost: b' } }, 'headers.X-A'],
    [{ headers: { 'X-A': 7 } }, 'headers.X-A'],
    [{ headers: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`x-${index}`, 'v'])) }, 'headers'],
    [{ headers: { Authorization: 'Basic x' }, bearerToken: 'y' }, 'headers.Authorization'],
    [{ headers: { 'X-A': '***' } }, 'headers.X-A'],
    [{ headers: { 'X-Switchboard-Test': 'true' } }, 'headers.X-Switchboard-Test'],
    [{ phoneNumberId: '999999' }, 'phoneNumberId'],
    [{ phoneNumberId: MISSING }, 'phoneNumberId'],
    [{ bearerToken: 'a b' }, 'bearerToken'],
    [{ bearerToken: '' }, 'bearerToken'],
    [{ hubSignature: 'yes' }, 'hubSignature'],
    [{ status: 'disabled' }, 'status'],
    [{ secret: 'whsec_mine' }, 'secret'],
  ])('are not made with %j', async (body, path) => {
    const answer = await create(await test.openTenant(), body);
    expect(answer.status).toBe(400);
    expect(fieldsOf(answer)).toEqual(expect.arrayContaining([expect.objectContaining({ path })]));
  });

  it.each([
    'https://127.0.0.1/',
    'https://10.1.2.3/',
    'https://192.168.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://2130706433/',
    'https://0177.0.0.1/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[fd00:ec2::254]/',
    'https://localhost/',
    'https://intranet/',
    'https://metadata.google.internal/',
    'https://user:password@example.com/',
    'https://example.com:5432/',
    'ftp://example.com/',
    'file:///etc/passwd',
  ])('never lead to %s', async (url) => {
    const tenantId = await test.openTenant();
    const answer = await create(tenantId, { url });
    expect(answer.status).toBe(400);
    expect(fieldsOf(answer)).toEqual([expect.objectContaining({ path: 'url' })]);
    const { path } = await create(tenantId, { url: URL_OUTSIDE });
    expect((await test.operator.patch(path, { url })).status).toBe(400);
    expect((await test.operator.get(path)).body['url']).toBe(URL_OUTSIDE);
  });

  it("cannot be for another tenant's number", async () => {
    const [mine, theirs] = [await test.openTenant(), await test.openTenant()];
    const number = await addNumber(theirs, '888002');
    for (const phoneNumberId of ['888002', number.body['id']])
      expect((await create(mine, { phoneNumberId })).status).toBe(400);
  });

  it('are at most twenty of a tenant, also when they are made at the same time', async () => {
    const tenantId = await test.openTenant();
    const answers = await Promise.all(Array.from({ length: 24 }, () => create(tenantId, { url: URL_OUTSIDE })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(4);
    const made = answers.find(({ status }) => status === 201)!;
    expect((await test.operator.delete(made.path)).status).toBe(204);
    expect((await create(tenantId)).status).toBe(201);
  });

  it('tell in our own envelope with a plan that includes it', async () => {
    const tenantId = await test.openTenant();
    await test.operator.post('/plans', { code: 'NO_ENVELOPE', name: 'Without envelope', features: [] });
    const plan = (planCode: string) => test.operator.send('PUT', `/tenants/${tenantId}/plan`, { planCode });
    await plan('NO_ENVELOPE');
    const refused = await create(tenantId, { format: 'envelope' });
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({
      code: 'plan_lacks_feature',
      detail: 'The plan NO_ENVELOPE does not include "webhook_envelope".',
      fields: [{ path: 'format', rule: 'feature' }],
    });
    const { path } = await create(tenantId);
    const toEnvelope = { status: 'enabled', format: 'envelope' };
    expect(await test.operator.patch(path, toEnvelope)).toMatchObject({
      status: 403,
      body: { fields: [{ path: 'format' }] },
    });
    expect(await test.operator.patch(path, { events: ['read'] })).toMatchObject({ status: 200 });
    await plan('PREMIUM');
    expect(await test.operator.patch(path, toEnvelope)).toMatchObject({ status: 200 });
  });

  it('are changed field by field; a masked header keeps its value', async () => {
    const tenantId = await test.openTenant('Acme', 'PREMIUM');
    await addNumber(tenantId, '888003');
    const { path } = await create(tenantId, { headers: { 'X-One': 'first', 'X-Two': 'second' }, bearerToken: 'b1' });
    const changed = await test.operator.patch(path, {
      events: ['read'],
      format: 'envelope',
      phoneNumberId: '888003',
      hubSignature: true,
      headers: { 'X-One': '***', 'X-Three': 'third' },
    });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({
      url: receiver.url,
      events: ['read'],
      format: 'envelope',
      phoneNumberId: '888003',
      hubSignature: true,
      headers: { 'X-One': '***', 'X-Three': '***' },
      hasBearerToken: true,
    });
    await test.operator.post(`${path}/test`, {});
    expect(receiver.received[0]!.headers).toMatchObject({
      'x-one': 'first',
      'x-three': 'third',
      authorization: 'Bearer b1',
    });
    expect(receiver.received[0]!.headers).not.toHaveProperty('x-two');

    const cleared = await test.operator.patch(path, { headers: null, bearerToken: null, phoneNumberId: null });
    expect(cleared.body).toMatchObject({ headers: {}, hasBearerToken: false, phoneNumberId: null, events: ['read'] });
    await test.operator.post(`${path}/test`, {});
    expect(receiver.received[1]!.headers).not.toHaveProperty('authorization');
    expect(receiver.received[1]!.headers).not.toHaveProperty('x-one');
  });

  it.each([
    [{ events: [] }, 'events'],
    [{ events: null }, 'events'],
    [{ status: 'deleted' }, 'status'],
    [{ status: null }, 'status'],
    [{ headers: { Authorization: 'x' } }, 'headers.Authorization'],
    [{ url: null }, 'url'],
    [{ disabledReason: 'x' }, 'disabledReason'],
  ])('are not changed to %j', async (body, path) => {
    const endpoint = await create(await test.openTenant(), { bearerToken: 'b1' });
    const answer = await test.operator.patch(endpoint.path, body);
    expect(answer.status).toBe(400);
    expect(fieldsOf(answer)).toEqual(expect.arrayContaining([expect.objectContaining({ path })]));
  });

  it('are disabled and enabled', async () => {
    const { path } = await create(await test.openTenant());
    expect((await test.operator.patch(path, { status: 'disabled' })).body).toMatchObject({
      status: 'disabled',
      disabledReason: 'user',
    });
    expect((await test.operator.patch(path, { events: ['read'] })).body).toMatchObject({ status: 'disabled' });
    expect((await test.operator.patch(path, { status: 'enabled' })).body).toMatchObject({
      status: 'enabled',
      disabledReason: null,
    });
  });

  it('are gone with their secrets when they are removed', async () => {
    const { id, path } = await create(await test.openTenant(), { headers: { 'X-A': 'b' }, bearerToken: 'c' });
    expect((await test.operator.delete(path)).status).toBe(204);
    for (const answer of [
      await test.operator.get(path),
      await test.operator.patch(path, { events: ['read'] }),
      await test.operator.delete(path),
      await test.operator.post(`${path}/test`),
      await test.operator.post(`${path}/rotate-secret`),
      await test.operator.get(`${path}/deliveries`),
    ])
      expect(answer.status).toBe(404);
    expect(
      await rows(
        'SELECT url, headers_encrypted, secret_encrypted, bearer_token_encrypted FROM webhook_endpoints WHERE id = $1',
        id,
      ),
    ).toEqual([{ url: '', headers_encrypted: null, secret_encrypted: '', bearer_token_encrypted: null }]);
  });

  it('leave a trace of everything that is done with them, without secrets', async () => {
    const tenantId = await test.openTenant();
    const { id, path } = await create(tenantId);
    await test.operator.patch(path, { bearerToken: 'bearer-secret', headers: { 'X-A': 'header-secret' } });
    const rotated = await test.operator.post(`${path}/rotate-secret`, { overlapSeconds: 60 });
    await test.operator.post(`${path}/test`, {});
    await test.operator.delete(path);
    const { items } = (await test.operator.get(`/tenants/${tenantId}/audit-log`)).body;
    const acts = items.filter(({ targetId }) => targetId === id);
    expect(acts.map(({ action }) => action)).toEqual(
      ['removed', 'tested', 'secret_rotated', 'changed', 'created'].map((action) => `webhook_endpoint.${action}`),
    );
    for (const hidden of ['bearer-secret', 'header-secret', String(rotated.body['secret'])])
      expect(JSON.stringify(acts)).not.toContain(hidden);
  });
});

describe('The secret of an endpoint', () => {
  it('is replaced, and until the overlap ends both sign', async () => {
    const { secret, path } = await create(await test.openTenant(), { hubSignature: true });
    const rotated = await test.operator.post(`${path}/rotate-secret`, { overlapSeconds: 3_600 });
    expect(rotated.status).toBe(200);
    const next = String(rotated.body['secret']);
    expect(rotated.body).toEqual({ secret: expect.stringMatching(/^whsec_/) as string });
    expect(next).not.toBe(secret);
    await test.operator.post(`${path}/test`, {});
    const { body, headers } = receiver.received[0]!;
    for (const each of [secret, next])
      expect(() => new Webhook(each).verify(body, headers as Record<string, string>)).not.toThrow();
    const { previousSecretUntil } = (await test.operator.get(path)).body as unknown as { previousSecretUntil: string };
    expect(Date.parse(previousSecretUntil)).toBeGreaterThan(Date.now() + 3_500_000);

    const last = String((await test.operator.post(`${path}/rotate-secret`, {})).body['secret']);
    await test.operator.post(`${path}/test`, {});
    const after = receiver.received[1]!;
    expect(() => new Webhook(last).verify(after.body, after.headers as Record<string, string>)).not.toThrow();
    for (const each of [secret, next])
      expect(() => new Webhook(each).verify(after.body, after.headers as Record<string, string>)).toThrow();
  });

  it.each([-1, 604_801, 1.5, '60'])('is not replaced with an overlap of %j', async (overlapSeconds) => {
    const { path } = await create(await test.openTenant());
    const answer = await test.operator.post(`${path}/rotate-secret`, { overlapSeconds });
    expect(answer.status).toBe(400);
    expect(fieldsOf(answer)[0]).toMatchObject({ path: 'overlapSeconds' });
  });
});

describe('Trying an endpoint out', () => {
  it.each(WEBHOOK_EVENTS)('sends a signed sample of %s and shows what came back', async (event) => {
    receiver.reply = () => (response) => response.writeHead(418).end('short and stout');
    const { secret, path } = await create(await test.openTenant('Acme', 'PREMIUM'), {
      format: 'envelope',
      bearerToken: 'b',
    });
    const { status, body } = await test.operator.post(`${path}/test`, { event });
    expect(status).toBe(200);
    const [{ headers, body: posted }] = receiver.received as [(typeof receiver.received)[0]];
    expect(new Webhook(secret).verify(posted, headers as Record<string, string>)).toMatchObject({ event });
    expect(body).toEqual({
      status: 418,
      durationMs: expect.any(Number) as number,
      response: 'short and stout',
      request: {
        url: receiver.url,
        headers: expect.objectContaining({
          'webhook-id': headers['webhook-id'],
          'webhook-signature': headers['webhook-signature'],
          authorization: '***',
        }) as object,
        body: posted,
      },
    });
  });

  it('tells why nothing came back', async () => {
    receiver.reply = () => (response) => response.destroy();
    const { path } = await create(await test.openTenant());
    const { body } = await test.operator.post(`${path}/test`, {});
    expect(body).toMatchObject({ status: null, response: null, error: expect.stringMatching(/^reset: /) as string });
  });

  it('is not done with an event that there is not', async () => {
    const { path } = await create(await test.openTenant());
    expect(fieldsOf(await test.operator.post(`${path}/test`, { event: 'everything' }))).toEqual([
      expect.objectContaining({ path: 'event' }),
    ]);
  });
});

describe('Endpoints and deliveries', () => {
  it('are changed by owners, admins and developers, and read by every member', async () => {
    const tenantId = await test.openTenant();
    const { path } = await create(tenantId);
    for (const role of ['owner', 'admin', 'developer', 'billing', 'viewer']) {
      const member = await test.join(tenantId, role, `${role}.webhooks@example.com`);
      const mayWrite = ['owner', 'admin', 'developer'].includes(role);
      expect((await member.get(path)).status).toBe(200);
      expect((await member.get(`/tenants/${tenantId}/webhook-endpoints`)).status).toBe(200);
      expect((await member.get(`${path}/deliveries`)).status).toBe(200);
      expect((await member.patch(path, { events: ['messages'] })).status).toBe(mayWrite ? 200 : 403);
      expect((await member.post(`${path}/test`)).status).toBe(mayWrite ? 200 : 403);
      expect((await create(tenantId, {}, member)).status).toBe(mayWrite ? 201 : 403);
      const range = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' };
      expect((await member.post(`${path}/replay`, range)).status).toBe(mayWrite ? 202 : 403);
      if (!mayWrite) {
        expect((await member.delete(path)).status).toBe(403);
        expect((await member.post(`${path}/rotate-secret`)).status).toBe(403);
        expect((await member.post(`${path}/deliveries/${MISSING}/replay`)).status).toBe(403);
      }
    }
  });

  it("of another tenant are as if they did not exist, by every route and under one's own tenant too", async () => {
    const [mine, theirs] = [await test.openTenant(), await test.openTenant()];
    const member = await test.join(mine, 'owner', 'owner.webhooks.other@example.com');
    const foreign = await create(theirs);
    const before = (await test.operator.get(foreign.path)).body;
    for (const tenantId of [mine, theirs]) {
      const path = `/tenants/${tenantId}/webhook-endpoints/${foreign.id}`;
      const range = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' };
      const answers = [
        await member.get(path),
        await member.patch(path, { status: 'disabled' }),
        await member.delete(path),
        await member.post(`${path}/rotate-secret`),
        await member.post(`${path}/test`),
        await member.get(`${path}/deliveries`),
        await member.post(`${path}/replay`, range),
      ];
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    }
    expect((await member.get(`/tenants/${theirs}/webhook-endpoints`)).status).toBe(404);
    expect((await create(theirs, {}, member)).status).toBe(404);
    expect((await test.operator.get(foreign.path)).body).toEqual(before);
    expect(receiver.received).toHaveLength(0);
    for (const id of [MISSING, 'x', '%00'])
      expect((await test.operator.get(`/tenants/${mine}/webhook-endpoints/${id}`)).status).toBe(404);
  });
});
