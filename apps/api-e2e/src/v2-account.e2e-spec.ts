import { Webhook } from 'standardwebhooks';
import { text } from './support/bodies';
import { EventServer } from './support/event-server';
import { type Answer, expectStatus, HttpClient } from './support/http-client';
import { expectRefusal, V2_PLAN } from './support/media-testbed';
import { metaId, type OpenedTenant } from './support/operator';
import { startTestbed, type Testbed } from './support/testbed';
import { waitFor } from './support/wait-for';

/** A template that the simulated Meta takes. */
const DEFINITION = {
  name: 'order_ready',
  language: 'en_US',
  category: 'UTILITY',
  components: [{ type: 'BODY', text: 'Your order {{1}} is ready.', example: { body_text: [['42']] } }],
};

let bed: Testbed;
let server: EventServer;
let tenant: OpenedTenant;

beforeAll(async () => {
  server = await EventServer.start();
  bed = await startTestbed({ env: server.environment });
  await bed.operator.putPlan(V2_PLAN);
});
beforeEach(async () => {
  tenant = await bed.operator.openTenant({ planCode: V2_PLAN.code });
});
afterAll(async () => {
  await bed?.close();
  await server?.close();
});

const get = (path: string): Promise<Answer> => tenant.client.http.get(`/v2/${path}`);
const post = (path: string, body?: unknown): Promise<Answer> =>
  tenant.client.http.call(`/v2/${path}`, { method: 'POST', body });
const remove = (path: string): Promise<Answer> => tenant.client.http.call(`/v2/${path}`, { method: 'DELETE' });

describe('without a key', () => {
  it('anyone sees that v2 is there, and which version of it', async () => {
    const http = new HttpClient(bed.switchboard.url);
    try {
      expect(expectStatus(await http.get('/v2/health'), 200)).toEqual({ success: true, data: { status: 'ok' } });
      expect(expectStatus(await http.get('/v2/version'), 200)).toEqual({
        success: true,
        data: { version: expect.stringMatching(/^\d+\.\d+\.\d+/), graphVersion: expect.stringMatching(/^v\d+\.\d+$/) },
      });
      expectRefusal(await http.get('/v2/me'), 401, 'UNAUTHORIZED');
      expectRefusal(await http.get('/v2/nothing'), 404, 'NOT_FOUND');
      expectRefusal(await http.post('/v2/health', {}), 405, 'METHOD_NOT_ALLOWED');
    } finally {
      await http.close();
    }
  });
});

describe('a key', () => {
  it('is told whose it is', async () => {
    const balance = await tenant.client.balance();
    const me = expectStatus(await get('me'), 200);
    const { expiresAt } = me.data.plan as { expiresAt: string | null };
    expect(expiresAt === null || new Date(expiresAt).toISOString() === expiresAt).toBe(true);
    expect(me).toEqual({
      success: true,
      data: {
        tenant: { id: tenant.id, name: 'Example Ltd', status: 'active' },
        plan: { name: V2_PLAN.name, expiresAt, features: V2_PLAN.features },
        phoneNumbers: [
          {
            phoneNumberId: tenant.number.phoneNumberId,
            wabaId: tenant.number.wabaId,
            displayPhoneNumber: expect.stringMatching(/\d/),
            status: expect.stringMatching(/^(unverified|connected|error)$/),
          },
        ],
        balance,
      },
    });
  });

  it('is told when the plan ends', async () => {
    const periodEnd = new Date(Date.now() + 86_400_000).toISOString();
    await bed.operator.request(200, 'PUT', `/tenants/${tenant.id}/plan`, { planCode: V2_PLAN.code, periodEnd });
    await waitFor('the end', async () => (await get('me')).json.data.plan.expiresAt === periodEnd);
  });

  it('of any scope is told, but of money only one that may see it', async () => {
    const { key } = await bed.operator.createKey(tenant.id, { scopes: ['messages:read'] });
    const { http } = bed.operator.client(key);
    const { data } = expectStatus(await http.get('/v2/me'), 200);
    expect(data).toMatchObject({ tenant: { id: tenant.id }, balance: null });
  });
});

describe('templates over v2', () => {
  const names = (answer: Answer): string[] =>
    (expectStatus(answer, 200).data.items as { name: string }[]).map(({ name }) => name);

  beforeEach(async () => {
    expectStatus(await post('templates/sync'), 200);
  });

  it('are those of Meta, page by page', async () => {
    const { items: all, paging } = expectStatus(await get('templates?limit=200'), 200).data;
    expect(all.length).toBeGreaterThan(2);
    expect(paging).toEqual({ after: null });
    expect(all[0]).toMatchObject({ wabaId: tenant.number.wabaId, status: 'APPROVED', components: expect.any(Array) });
    const seen: unknown[] = [];
    let after = '';
    do {
      const page = expectStatus(await get(`templates?limit=2${after && `&after=${after}`}`), 200).data;
      seen.push(...page.items);
      after = page.paging.after as string;
    } while (after);
    expect(seen).toEqual(all);
  });

  it('are found by name, by state and by number', async () => {
    const [template] = expectStatus(await get('templates?limit=1'), 200).data.items as { name: string }[];
    expect(names(await get(`templates?search=${template!.name.slice(1, -1).toUpperCase()}`))).toContain(template!.name);
    expect(names(await get('templates?status=approved'))).toContain(template!.name);
    expect(names(await get('templates?status=REJECTED'))).toEqual([]);
    expect(names(await get(`templates?phoneNumberId=${tenant.number.phoneNumberId}`))).toContain(template!.name);
    expectRefusal(await get(`templates?phoneNumberId=${metaId()}`), 403, 'FORBIDDEN');
    for (const [query, path] of [
      ['limit=0', 'limit'],
      ['limit=201', 'limit'],
      ['after=x', 'after'],
      ['status=no%20state', 'status'],
    ] as const) {
      const { details } = expectRefusal(await get(`templates?${query}`), 400, 'VALIDATION_ERROR');
      expect(details).toMatchObject({ fields: [{ path }] });
    }
  });

  it('are made at Meta, looked at in every language, and deleted', async () => {
    const created = expectStatus(await post('templates', DEFINITION), 200);
    expect(created).toEqual({
      success: true,
      data: { id: expect.stringMatching(/^\d+$/), status: 'PENDING', category: 'UTILITY' },
    });
    const german = { ...DEFINITION, language: 'de', phoneNumberId: tenant.number.phoneNumberId };
    expectStatus(await post('templates', german), 200);
    const found = expectStatus(await get('templates/order_ready'), 200).data;
    expect(found.name).toBe('order_ready');
    expect(found.items).toMatchObject([{ language: 'de' }, { language: 'en_US' }]);
    expect(found.items[1]).toMatchObject({ metaId: created.data.id, components: DEFINITION.components });

    expect(expectStatus(await remove('templates/order_ready'), 200)).toEqual({
      success: true,
      data: { deleted: true },
    });
    expectRefusal(await get('templates/order_ready'), 404, 'NOT_FOUND');
    expectStatus(await post('templates/sync'), 200);
    expectRefusal(await get('templates/order_ready'), 404, 'NOT_FOUND');
  });

  it('are refused in Meta’s words where Meta refuses them', async () => {
    const bare = { ...DEFINITION, components: [] };
    const refused = await post('templates', bare);
    expect(expectRefusal(refused, 400, 'META_ERROR').details).toMatchObject({ code: 100 });
    const unknown = await remove('templates/never_was');
    expect(expectRefusal(unknown, unknown.status, 'META_ERROR').details).toMatchObject({ code: 100 });
    for (const [body, fields] of [
      [{}, ['name', 'language', 'category']],
      [{ ...DEFINITION, name: 'Not A Name', phoneNumberId: 5 }, ['name', 'phoneNumberId']],
    ] as const) {
      const { details } = expectRefusal(await post('templates', body), 400, 'VALIDATION_ERROR');
      expect((details!['fields'] as { path: string }[]).map(({ path }) => path)).toEqual(fields);
    }
  });

  it('of several accounts are told apart by their numbers', async () => {
    const other = await bed.operator.addNumber(tenant.id);
    const ambiguous = await waitFor('the number', async () => {
      const answer = await post('templates', DEFINITION);
      return answer.status === 400 && answer;
    });
    expect(expectRefusal(ambiguous, 400, 'VALIDATION_ERROR').details).toMatchObject({
      fields: [{ path: 'phoneNumberId', rule: 'required' }],
    });
    const synced = expectStatus(await post('templates/sync', { phoneNumberId: other.phoneNumberId }), 200).data;
    expect(synced).toMatchObject({ wabaIds: [other.wabaId], added: expect.any(Number) });
    const both = expectStatus(await post('templates/sync', {}), 200).data;
    expect([...both.wabaIds].toSorted()).toEqual([other.wabaId, tenant.number.wabaId].toSorted());
    const [{ name }] = expectStatus(await get(`templates?phoneNumberId=${other.phoneNumberId}`), 200).data.items;
    const everywhere = expectStatus(await get(`templates/${name}`), 200).data.items as { wabaId: string }[];
    expect(new Set(everywhere.map(({ wabaId }) => wabaId)).size).toBe(2);
    const here = expectStatus(await get(`templates/${name}?phoneNumberId=${other.phoneNumberId}`), 200).data;
    expect(new Set((here.items as { wabaId: string }[]).map(({ wabaId }) => wabaId))).toEqual(new Set([other.wabaId]));
    expectRefusal(await remove('templates/x'), 400, 'VALIDATION_ERROR');
    expectRefusal(await remove(`templates/x?phoneNumberId=${metaId()}`), 403, 'FORBIDDEN');
    expectRefusal(await post('templates/sync', { phoneNumberId: metaId() }), 403, 'FORBIDDEN');
    expectRefusal(await post('templates', { ...DEFINITION, phoneNumberId: metaId() }), 403, 'FORBIDDEN');
  });
});

describe('the webhook of a tenant’s programs', () => {
  const UNSET = { success: true, data: { webhookUrl: '', webhookCode: '', isVerified: false } };
  const at = (endpoint: string): string => server.urlOf(endpoint);
  const set = (body: unknown): Promise<Answer> => post('webhooks/config', body);

  it('is unset at first', async () => {
    expect(expectStatus(await get('webhooks/config'), 200)).toEqual(UNSET);
    expect(expectStatus(await set({ webhookUrl: '' }), 200)).toEqual(UNSET);
  });

  it('is tried out when it is set, keeps its code, and is told what happens, signed with it', async () => {
    const answer = expectStatus(await set({ webhookUrl: at('v2-first') }), 200);
    expect(answer).toEqual({
      success: true,
      data: { webhookUrl: at('v2-first'), webhookCode: expect.stringMatching(/^whsec_\S{20,}$/), isVerified: true },
    });
    expect(expectStatus(await get('webhooks/config'), 200)).toEqual(answer);
    expect(server.at('v2-first').map(({ json }) => json.entry[0].changes[0].field)).toEqual(['test']);

    await tenant.client.sendAccepted(text('Tell me'));
    const told = await waitFor('an event', () => server.at('v2-first')[1]);
    const verifier = new Webhook(answer.data.webhookCode as string);
    expect(() => verifier.verify(told.body, told.headers)).not.toThrow();

    const moved = expectStatus(await set({ webhookUrl: at('v2-second'), events: ['read'] }), 200).data;
    expect(moved).toEqual({ ...answer.data, webhookUrl: at('v2-second') });
    const { items } = await bed.operator.request(200, 'GET', `/tenants/${tenant.id}/webhook-endpoints`);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ url: at('v2-second'), events: ['read'], status: 'enabled' });

    expect(expectStatus(await set({ webhookUrl: '' }), 200)).toEqual(UNSET);
    expect(expectStatus(await get('webhooks/config'), 200)).toEqual(UNSET);
    const anew = expectStatus(await set({ webhookUrl: at('v2-first') }), 200).data;
    expect(anew.webhookCode).not.toBe(answer.data.webhookCode);
  });

  it('is not verified while nothing answers there, and is when it is set again', async () => {
    const broken = at('v2-broken');
    server.refuse('v2-broken');
    expect(expectStatus(await set({ webhookUrl: broken }), 200).data).toMatchObject({
      webhookUrl: broken,
      isVerified: false,
    });
    server.accept('v2-broken');
    expect((await get('webhooks/config')).json.data.isVerified).toBe(false);
    expect(expectStatus(await set({ webhookUrl: broken }), 200).data.isVerified).toBe(true);
  });

  it('is not verified any more when events cannot be delivered', async () => {
    expect(expectStatus(await set({ webhookUrl: at('v2-ended') }), 200).data.isVerified).toBe(true);
    server.refuse('v2-ended');
    await tenant.client.sendAccepted(text('Tell me'));
    await waitFor('a failure', async () => (await get('webhooks/config')).json.data.isVerified === false);
    server.accept('v2-ended');
    expect(expectStatus(await set({ webhookUrl: at('v2-ended') }), 200).data.isVerified).toBe(true);
  });

  it('leaves the endpoints of the console alone', async () => {
    const made = await bed.operator.request(201, 'POST', `/tenants/${tenant.id}/webhook-endpoints`, {
      url: 'https://example.com/console',
      events: ['messages'],
    });
    expect(expectStatus(await get('webhooks/config'), 200)).toEqual(UNSET);
    expectStatus(await set({ webhookUrl: at('v2-mine') }), 200);
    expectStatus(await set({ webhookUrl: '' }), 200);
    const { items } = await bed.operator.request(200, 'GET', `/tenants/${tenant.id}/webhook-endpoints`);
    expect(items).toMatchObject([{ id: made.id }]);
  });

  it('is one, however many programs set it at once', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, (_, n) => set({ webhookUrl: at(`v2-race-${n}`) })));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200));
    const { items } = await bed.operator.request(200, 'GET', `/tenants/${tenant.id}/webhook-endpoints`);
    expect(items).toHaveLength(1);
    expect((await get('webhooks/config')).json.data.webhookUrl).toBe(items[0].url);
  });

  it.each([
    [{}, 'webhookUrl'],
    [{ webhookUrl: 'no url' }, 'webhookUrl'],
    [{ webhookUrl: 'ftp://example.com' }, 'webhookUrl'],
    [{ webhookUrl: 'https://169.254.169.254/latest' }, 'webhookUrl'],
    [{ webhookUrl: 'https://localhost/hook' }, 'webhookUrl'],
    [{ webhookUrl: 'https://user:secret@example.com' }, 'webhookUrl'],
    [{ webhookUrl: `https://example.com/${'x'.repeat(2_048)}` }, 'webhookUrl'],
    [{ webhookUrl: 'https://example.com', events: [] }, 'events'],
    [{ webhookUrl: 'https://example.com', events: ['unheard'] }, 'events'],
    [{ webhookUrl: 'https://example.com', url: 'x' }, 'url'],
  ])('is refused, and nothing is set: %j', async (body, path) => {
    const { details } = expectRefusal(await set(body), 400, 'VALIDATION_ERROR');
    expect((details!['fields'] as { path: string }[]).map((field) => field.path)).toContain(path);
    expect(expectStatus(await get('webhooks/config'), 200)).toEqual(UNSET);
  });

  it('is one of at most twenty endpoints', async () => {
    for (let count = 0; count < 20; count += 1) {
      await bed.operator.request(201, 'POST', `/tenants/${tenant.id}/webhook-endpoints`, {
        url: `https://example.com/${count}`,
        events: ['messages'],
      });
    }
    const { message } = expectRefusal(await set({ webhookUrl: 'https://example.com' }), 409, 'CONFLICT');
    expect(message).toContain('20');
  });

  it('needs the scope webhooks:manage', async () => {
    const { key } = await bed.operator.createKey(tenant.id, { scopes: ['messages:send', 'messages:read'] });
    const { http } = bed.operator.client(key);
    expectRefusal(await http.get('/v2/webhooks/config'), 403, 'FORBIDDEN');
    expectRefusal(await http.post('/v2/webhooks/config', { webhookUrl: '' }), 403, 'FORBIDDEN');
  });
});
