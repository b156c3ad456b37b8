import { startTestConsole, type TestConsole } from '../../../test/support/test-console';
import { TemplateDirectory } from './template-directory';
import { TemplateSyncJob } from './template-sync.job';
import { SYSTEM } from './template-sync.service';
import { TemplateService } from './template.service';

const MISSING = '01890000-0000-7000-8000-000000000000';

describe('Message templates', () => {
  let test: TestConsole;
  let next = 800_000;
  beforeAll(async () => {
    test = await startTestConsole();
  });
  afterAll(() => test.platform.stop());

  const openWithNumber = async (accessToken = 'token') => {
    const tenantId = await test.openTenant();
    const wabaId = String(next++);
    const body = { phoneNumberId: String(next++), wabaId, displayPhoneNumber: '+1 555 0100', accessToken };
    await test.operator.post(`/tenants/${tenantId}/phone-numbers`, body);
    return { tenantId, wabaId };
  };
  const graph = (method: string, path: string, body?: object) =>
    fetch(`${test.platform.simulator.baseUrl}/v25.0/${path}`, {
      method,
      headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const define = async (wabaId: string, name: string, category = 'UTILITY') => {
    const response = await graph('POST', `${wabaId}/message_templates`, {
      name,
      category,
      language: 'en_US',
      components: [{ type: 'BODY', text: 'Your order has been shipped.' }],
    });
    expect(response.status).toBe(200);
  };

  const definition = (wabaId: string, name: string) => ({
    wabaId,
    name,
    language: 'en_US',
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'Hi {{1}}', example: { body_text: [['Ada']] } }],
  });
  const reportTo = (webhookUrl: string | null) =>
    fetch(`${test.platform.simulator.baseUrl}/_sim/config`, { method: 'PATCH', body: JSON.stringify({ webhookUrl }) });
  afterEach(() => reportTo(`${test.platform.url}/webhooks/meta`));
  const until = async (path: string, isThere: (body: { items: Record<string, unknown>[] }) => boolean) => {
    const startedAt = performance.now();
    for (;;) {
      const { body } = await test.operator.get(path);
      if (isThere(body)) return body;
      if (performance.now() - startedAt > 10_000) throw new Error(`Waited too long: ${JSON.stringify(body)}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  it("are copied from Meta, all pages of them, and follow Meta's changes", async () => {
    // Without Meta's own reports, so that nothing but the sync brings the changes.
    await reportTo(null);
    const { tenantId, wabaId } = await openWithNumber();
    const before = (await test.operator.post(`/tenants/${tenantId}/templates/sync`)).body;
    for (let count = 0; count < 120; count += 1) await define(wabaId, `order_${count}`);
    expect(await test.operator.post(`/tenants/${tenantId}/templates/sync`)).toMatchObject({
      status: 200,
      body: { wabaIds: [wabaId], total: Number(before['total']) + 120, added: 120, updated: 0, removed: 0 },
    });
    expect(await test.operator.post(`/tenants/${tenantId}/templates/sync`)).toMatchObject({
      body: { added: 0, removed: 0 },
    });
    expect((await graph('DELETE', `${wabaId}/message_templates?name=order_7`)).status).toBe(200);
    expect(await test.operator.post(`/tenants/${tenantId}/templates/sync`)).toMatchObject({
      body: { added: 0, removed: 1 },
    });
    const { items } = (await test.operator.get(`/tenants/${tenantId}/templates?search=ORDER_1&limit=1`)).body;
    expect(items).toMatchObject([
      {
        wabaId,
        language: 'en_US',
        category: 'UTILITY',
        components: [{ type: 'BODY', text: 'Your order has been shipped.' }],
      },
    ]);
  });

  it('are found in memory by account, name and language, and a sync is heard of within a second', async () => {
    const directory = test.platform.app.get(TemplateDirectory, { strict: false });
    const { tenantId, wabaId } = await openWithNumber();
    expect(await directory.find(tenantId, wabaId, 'invoice', 'en_US')).toBeNull();
    await define(wabaId, 'invoice');
    await test.operator.post(`/tenants/${tenantId}/templates/sync`);
    const syncedAt = performance.now();
    while ((await directory.find(tenantId, wabaId, 'invoice', 'en_US')) === null)
      await new Promise((resolve) => setImmediate(resolve));
    expect(performance.now() - syncedAt).toBeLessThan(1_000);
    const found = await directory.find(tenantId, wabaId, 'invoice', 'en_US');
    expect(found).toMatchObject({ category: 'UTILITY', parameterFormat: 'POSITIONAL' });
    expect(await directory.find(tenantId, wabaId, 'invoice', 'en_US')).toBe(found);
    expect(await directory.find(await test.openTenant(), wabaId, 'invoice', 'en_US')).toBeNull();
    expect(await directory.find(tenantId, wabaId, 'invoice en_US', '')).toBeNull();
  });

  it("keep the copy when Meta refuses, and say so in Meta's words", async () => {
    const { tenantId, wabaId } = await openWithNumber('token-soon-expired');
    await define(wabaId, 'kept');
    await test.operator.post(`/tenants/${tenantId}/templates/sync`);
    await fetch(`${test.platform.simulator.baseUrl}/_sim/tokens`, {
      method: 'POST',
      body: JSON.stringify({ token: 'token-soon-expired', state: 'expired' }),
    });
    expect(await test.operator.post(`/tenants/${tenantId}/templates/sync`)).toMatchObject({
      status: 422,
      body: { code: 'meta_refused' },
    });
    expect((await test.operator.get(`/tenants/${tenantId}/templates?search=kept`)).body.items).toHaveLength(1);
  });

  it('are the same after many syncs at once', async () => {
    const { tenantId, wabaId } = await openWithNumber();
    await define(wabaId, 'once');
    const statuses = await Promise.all(
      Array.from({ length: 6 }, async () => (await test.operator.post(`/tenants/${tenantId}/templates/sync`)).status),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect((await test.operator.get(`/tenants/${tenantId}/templates?search=once`)).body.items).toHaveLength(1);
  });

  it("need a phone number, and are never another tenant's", async () => {
    const tenantId = await test.openTenant();
    expect((await test.operator.post(`/tenants/${tenantId}/templates/sync`)).status).toBe(409);
    const { tenantId: theirs, wabaId } = await openWithNumber();
    await define(wabaId, 'private');
    await test.operator.post(`/tenants/${theirs}/templates/sync`);
    const developer = await test.join(tenantId, 'developer', 'dev.t@example.com');
    expect((await developer.get(`/tenants/${tenantId}/templates`)).body.items).toEqual([]);
    expect((await developer.get(`/tenants/${theirs}/templates`)).status).toBe(404);
    expect((await developer.post(`/tenants/${theirs}/templates/sync`)).status).toBe(404);
    const [{ id }] = (await test.operator.get(`/tenants/${theirs}/templates?search=private`)).body.items as [
      { id: string },
    ];
    for (const tenant of [tenantId, theirs]) {
      expect((await developer.get(`/tenants/${tenant}/templates/${id}`)).status).toBe(404);
      expect((await developer.delete(`/tenants/${tenant}/templates/${id}`)).status).toBe(404);
    }
    expect((await developer.get(`/tenants/${theirs}/templates/syncs`)).status).toBe(404);
    expect((await developer.post(`/tenants/${theirs}/templates`, definition(wabaId, 'intruder'))).status).toBe(404);
    expect((await test.operator.get(`/tenants/${MISSING}/templates`)).status).toBe(404);
    const viewer = await test.join(theirs, 'viewer', 'viewer.t@example.com');
    expect((await viewer.get(`/tenants/${theirs}/templates?search=private`)).body.items).toHaveLength(1);
    expect((await viewer.post(`/tenants/${theirs}/templates/sync`)).status).toBe(403);
    expect((await viewer.post(`/tenants/${theirs}/templates`, definition(wabaId, 'wish'))).status).toBe(403);
    expect((await viewer.delete(`/tenants/${theirs}/templates/${id}`)).status).toBe(403);
  });

  it('are made at Meta from the console, and approved when Meta says so', async () => {
    const { tenantId, wabaId } = await openWithNumber();
    const path = `/tenants/${tenantId}/templates`;
    const made = await test.operator.post(path, definition(wabaId, 'made_here'));
    expect(made).toMatchObject({
      status: 201,
      body: { wabaId, name: 'made_here', status: 'PENDING', category: 'UTILITY', parameterFormat: 'POSITIONAL' },
    });
    const atMeta = await graph('GET', `${wabaId}/message_templates?name=made_here`);
    expect(await atMeta.json()).toMatchObject({ data: [{ id: made.body['metaId'], name: 'made_here' }] });
    expect((await test.operator.get(`${path}/${String(made.body['id'])}`)).body).toMatchObject({
      id: made.body['id'],
      languagesOfName: ['en_US'],
    });
    await until(`${path}?search=made_here&status=APPROVED`, ({ items }) => items.length === 1);
    expect((await test.operator.get(`${path}?category=MARKETING&search=made_here`)).body.items).toEqual([]);
    expect((await test.operator.get(`${path}?language=tr&search=made_here`)).body.items).toEqual([]);
    const { items } = (await test.operator.get(`/tenants/${tenantId}/audit-log?action=template.created`)).body;
    expect(items).toMatchObject([{ targetId: 'made_here', after: { wabaId, language: 'en_US', status: 'PENDING' } }]);
  });

  it('are not made where Meta would refuse them, and every field at fault is named', async () => {
    const { tenantId, wabaId } = await openWithNumber();
    const path = `/tenants/${tenantId}/templates`;
    const wrong = { ...definition(wabaId, 'Wrong Name'), components: [{ type: 'BODY', text: 'x'.repeat(1_025) }] };
    expect(await test.operator.post(path, wrong)).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', fields: [{ path: 'name' }, { path: 'components[0].text' }] },
    });
    expect(await test.operator.post(path, definition('999', 'elsewhere'))).toMatchObject({
      status: 400,
      body: { fields: [{ path: 'wabaId' }] },
    });
    expect((await test.operator.post(path, { ...definition(wabaId, 'more'), unknown: 1 })).status).toBe(400);
    expect((await test.operator.post(path, definition(wabaId, 'twice'))).status).toBe(201);
    expect(await test.operator.post(path, definition(wabaId, 'twice'))).toMatchObject({
      status: 422,
      body: { code: 'meta_refused' },
    });
  });

  it('are deleted at Meta by their name in all languages, or in one', async () => {
    const { tenantId, wabaId } = await openWithNumber();
    const path = `/tenants/${tenantId}/templates`;
    const languages = async () => {
      const { items } = (await test.operator.get(`${path}?search=doomed`)).body;
      return items.map(({ language }) => language).sort();
    };
    const ids: string[] = [];
    for (const language of ['en_US', 'tr', 'de']) {
      const { body } = await test.operator.post(path, { ...definition(wabaId, 'doomed'), language });
      ids.push(String(body['id']));
    }
    expect((await test.operator.get(`${path}/${ids[0]}`)).body['languagesOfName']).toEqual(['de', 'en_US', 'tr']);
    expect((await test.operator.delete(`${path}/${ids[2]}?scope=language`)).status).toBe(204);
    expect(await languages()).toEqual(['en_US', 'tr']);
    expect((await test.operator.delete(`${path}/${ids[0]}?scope=everything`)).status).toBe(400);
    expect((await test.operator.delete(`${path}/${ids[0]}`)).status).toBe(204);
    expect(await languages()).toEqual([]);
    expect((await test.operator.delete(`${path}/${ids[0]}`)).status).toBe(404);
    const atMeta = await graph('GET', `${wabaId}/message_templates?name=doomed`);
    expect(await atMeta.json()).toMatchObject({ data: [] });
  });

  it('that are made or deleted at Meta itself come and go here with its reports', async () => {
    const { tenantId, wabaId } = await openWithNumber();
    const path = `/tenants/${tenantId}/templates?search=made_at_meta`;
    await define(wabaId, 'made_at_meta');
    await until(path, ({ items }) => items[0]?.['status'] === 'APPROVED');
    expect((await graph('DELETE', `${wabaId}/message_templates?name=made_at_meta`)).status).toBe(200);
    await until(path, ({ items }) => items.length === 0);
  });

  it('are synced hourly for every account; one that fails does not keep the others, and it is shown', async () => {
    const job = test.platform.app.get(TemplateSyncJob, { strict: false });
    const [good, bad] = [await openWithNumber(), await openWithNumber('token-lost')];
    await fetch(`${test.platform.simulator.baseUrl}/_sim/tokens`, {
      method: 'POST',
      body: JSON.stringify({ token: 'token-lost', state: 'revoked' }),
    });
    const syncsOf = async (tenantId: string) => (await test.operator.get(`/tenants/${tenantId}/templates/syncs`)).body;
    const later = new Date(Date.now() + 2 * 60 * 60_000);
    while ((await job.runAll(later)) > 0) later.setTime(later.getTime() - 30 * 60_000);
    expect(await syncsOf(good.tenantId)).toEqual({
      items: [
        {
          wabaId: good.wabaId,
          syncedAt: expect.any(String) as string,
          templates: expect.any(Number) as number,
          failedAt: null,
          error: null,
        },
      ],
      nextCursor: null,
    });
    const [failed] = (await syncsOf(bad.tenantId)).items;
    expect(failed).toMatchObject({ wabaId: bad.wabaId, failedAt: expect.any(String) as string });
    expect(failed?.['error']).toMatch(/^Meta refused this \(code 190\)/);
    expect(await job.runAll()).toBe(0);
  });

  it('follow what is done through the gateway for a program', async () => {
    const templates = test.platform.app.get(TemplateService, { strict: false });
    const { tenantId, wabaId } = await openWithNumber();
    const { wabaId: _, ...given } = definition(wabaId, 'by_program');
    const made = await templates.createFor(tenantId, wabaId, given);
    expect(made).toEqual({ id: expect.any(String) as string, status: 'PENDING', category: 'UTILITY' });
    const path = `/tenants/${tenantId}/templates?search=by_program`;
    expect((await test.operator.get(path)).body.items).toMatchObject([{ metaId: made.id, name: 'by_program' }]);
    const page = await templates.proxyList(tenantId, wabaId, new URLSearchParams({ limit: '2', fields: 'name' }));
    expect(page.data).toHaveLength(2);
    expect(JSON.stringify(page)).not.toContain('access_token');
    expect(await templates.deleteByName(tenantId, wabaId, 'by_program')).toEqual({ success: true });
    expect((await test.operator.get(path)).body.items).toEqual([]);
    expect(await templates.syncAccounts(tenantId, [wabaId], SYSTEM)).toMatchObject({
      total: expect.any(Number) as number,
    });
    const { tenantId: stranger } = await openWithNumber();
    for (const attempt of [
      templates.createFor(stranger, wabaId, given),
      templates.deleteByName(stranger, wabaId, 'by_program'),
      templates.proxyList(stranger, wabaId, new URLSearchParams()),
      templates.syncAccounts(stranger, [wabaId], SYSTEM),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'NUM_001' });
    }
    await expect(templates.createFor(tenantId, wabaId, { name: 'Wrong' })).rejects.toMatchObject({
      code: 'GW_002',
      metaHttpStatus: 400,
      params: { meta: { code: 100 } },
    });
  });
});
