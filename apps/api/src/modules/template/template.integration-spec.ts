import { startTestConsole, type TestConsole } from '../../../test/support/test-console';
import { TemplateDirectory } from './template-directory';

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

  it("are copied from Meta, all pages of them, and follow Meta's changes", async () => {
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
    expect((await test.operator.get(`/tenants/${MISSING}/templates`)).status).toBe(404);
    const viewer = await test.join(theirs, 'viewer', 'viewer.t@example.com');
    expect((await viewer.get(`/tenants/${theirs}/templates?search=private`)).body.items).toHaveLength(1);
    expect((await viewer.post(`/tenants/${theirs}/templates/sync`)).status).toBe(403);
  });
});
