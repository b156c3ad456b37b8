import { startTestConsole, type TestConsole } from '../../../test/support/test-console';
import { TenantDirectory } from './tenant-directory';

const MISSING = '01890000-0000-7000-8000-000000000000';

describe('Tenants', () => {
  let test: TestConsole;
  beforeAll(async () => {
    test = await startTestConsole();
  });
  afterAll(() => test.platform.stop());

  const count = async (table: string) =>
    Number(
      (await test.platform.test.database.pool.query<{ n: string }>(`SELECT count(*) AS n FROM ${table}`)).rows[0]!.n,
    );

  it('are opened with a wallet and a plan', async () => {
    const { status, body } = await test.operator.post('/tenants', { name: 'Lucky Shrub', planCode: 'PREMIUM' });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{14}7/) as string,
      name: 'Lucky Shrub',
      status: 'active',
      planCode: 'PREMIUM',
      currency: 'USD',
      createdAt: expect.stringMatching(/Z$/) as string,
    });
    expect((await test.operator.get(`/tenants/${String(body['id'])}`)).body).toEqual(body);
    expect((await test.operator.get(`/tenants/${String(body['id'])}/wallet`)).body).toMatchObject({
      currency: 'USD',
      available: '0.000000',
    });
  });

  it.each([
    [{ name: 'x', planCode: 'NO_SUCH_PLAN' }, 'planCode'],
    [{ name: 'x', planCode: 'BASIC', currency: 'XXX' }, 'currency'],
    [{ name: 'x', planCode: 'BASIC', currency: 'usd' }, 'currency'],
    [{ name: '', planCode: 'BASIC' }, 'name'],
    [{ name: 'a\u0000b', planCode: 'BASIC' }, 'name'],
    [{ name: 'a\ud800', planCode: 'BASIC' }, 'name'],
    [{ name: 'x'.repeat(121), planCode: 'BASIC' }, 'name'],
    [{ name: 'x', planCode: 'BASIC', id: MISSING }, 'id'],
    [{ planCode: 'BASIC' }, 'name'],
    [{ name: 'x' }, 'planCode'],
  ])('are not opened, not even in part, with %p', async (body, path) => {
    const before = [await count('tenants'), await count('accounts'), await count('audit_log')];
    const answer = await test.operator.post('/tenants', body);
    expect(answer.status).toBe(400);
    expect(answer.body['fields']).toEqual(expect.arrayContaining([expect.objectContaining({ path })]));
    expect([await count('tenants'), await count('accounts'), await count('audit_log')]).toEqual(before);
  });

  it('are found by part of the name or by the whole id, page by page', async () => {
    const ids: string[] = [];
    for (const name of ['Zebra One', 'zebra two', 'ZEBRA three']) ids.push(await test.openTenant(name));
    const first = await test.operator.get('/tenants?search=zEBRa&limit=2');
    expect(first.body.items.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    const second = await test.operator.get(`/tenants?search=zEBRa&limit=2&cursor=${String(first.body['nextCursor'])}`);
    expect(second.body).toMatchObject({ items: [{ id: ids[0] }], nextCursor: null });
    expect((await test.operator.get(`/tenants?search=${ids[0]}`)).body.items).toMatchObject([{ id: ids[0] }]);
    expect((await test.operator.get('/tenants?search=%00')).status).toBe(400);
    expect((await test.operator.get('/tenants?cursor=nonsense')).status).toBe(400);
    expect((await test.operator.get('/tenants?limit=0')).status).toBe(400);
  });

  it('are found by their state and their plan', async () => {
    const [basic, premium] = [await test.openTenant('Filtered'), await test.openTenant('Filtered', 'PREMIUM')];
    const found = async (asked: string) =>
      (await test.operator.get(`/tenants?search=Filtered&${asked}`)).body.items.map(({ id }) => id);
    expect(await found('planCode=PREMIUM')).toEqual([premium]);
    await test.operator.post(`/tenants/${basic}/suspend`);
    expect(await found('status=suspended')).toEqual([basic]);
    expect(await found('status=active&planCode=BASIC')).toEqual([]);
    expect((await test.operator.get('/tenants?status=lost')).status).toBe(400);
  });

  it('are visible to their members alone, and answer everyone else as missing ones do', async () => {
    const [mine, theirs] = [await test.openTenant(), await test.openTenant()];
    const member = await test.join(mine, 'viewer', 'member@example.com');
    expect((await member.get('/tenants')).body.items).toMatchObject([{ id: mine }]);
    expect((await member.get(`/tenants?search=${theirs}`)).body.items).toEqual([]);
    const answers = await Promise.all([theirs, MISSING, 'nonsense'].map((id) => member.get(`/tenants/${id}`)));
    for (const { status, body } of answers)
      expect({ status, ...body, requestId: '' }).toEqual({ status: 404, ...answers[0]!.body, requestId: '' });
    expect((await test.operator.get(`/tenants/${MISSING}`)).body).toMatchObject({
      status: 404,
      detail: answers[0]!.body['detail'],
    });
  });

  it('are opened, suspended and closed by operators only, and renamed by owners and admins too', async () => {
    const tenantId = await test.openTenant();
    for (const role of ['owner', 'admin', 'developer', 'billing', 'viewer']) {
      const client = await test.join(tenantId, role, `${role}.t@example.com`);
      expect((await client.post('/tenants', { name: 'x', planCode: 'BASIC' })).status).toBe(403);
      expect((await client.post(`/tenants/${tenantId}/suspend`)).status).toBe(403);
      expect((await client.post(`/tenants/${tenantId}/resume`)).status).toBe(403);
      expect((await client.delete(`/tenants/${tenantId}`)).status).toBe(403);
      const mayRename = role === 'owner' || role === 'admin';
      expect((await client.patch(`/tenants/${tenantId}`, { name: role })).status).toBe(mayRename ? 200 : 403);
    }
    expect((await test.operator.get(`/tenants/${tenantId}`)).body['name']).toBe('admin');
    expect((await test.stranger().get('/tenants')).status).toBe(401);
  });

  it('are suspended and resumed, once each, and closed for good with nothing erased', async () => {
    const tenantId = await test.openTenant();
    const path = `/tenants/${tenantId}`;
    expect(await test.operator.post(`${path}/suspend`)).toMatchObject({ status: 200, body: { status: 'suspended' } });
    expect(await test.operator.post(`${path}/suspend`)).toMatchObject({ status: 200, body: { status: 'suspended' } });
    expect(await test.operator.post(`${path}/resume`)).toMatchObject({ status: 200, body: { status: 'active' } });
    expect((await test.operator.delete(path)).status).toBe(204);
    expect((await test.operator.delete(path)).status).toBe(204);
    expect((await test.operator.post(`${path}/resume`)).status).toBe(409);
    expect((await test.operator.post(`${path}/suspend`)).status).toBe(409);
    expect((await test.operator.patch(path, { name: 'x' })).status).toBe(409);
    expect((await test.operator.get(path)).body).toMatchObject({ status: 'closed' });
    expect((await test.operator.post(`${path}/api-keys`, { name: 'x' })).status).toBe(409);
    const { items } = (await test.operator.get(`${path}/audit-log`)).body;
    expect(items.map(({ action }) => action)).toEqual([
      'tenant.closed',
      'tenant.resumed',
      'tenant.suspended',
      'tenant.created',
    ]);
    expect(items[0]).toMatchObject({
      before: { status: 'active' },
      after: { status: 'closed' },
      actor: { name: 'operator@example.com' },
    });
    expect((await test.operator.patch(`/tenants/${await test.openTenant()}`, { name: null })).status).toBe(400);
    for (const action of ['suspend', 'resume'])
      expect((await test.operator.post(`/tenants/${MISSING}/${action}`)).status).toBe(404);
    expect((await test.operator.delete(`/tenants/${MISSING}`)).status).toBe(404);
  });

  it('are kept in memory and changed there within a second', async () => {
    const directory = test.platform.app.get(TenantDirectory, { strict: false });
    const tenantId = await test.openTenant('Cached');
    const first = await directory.get(tenantId);
    expect(first).toMatchObject({ name: 'Cached', status: 'active', phoneNumbers: [] });
    expect(await directory.get(tenantId.toUpperCase())).toEqual(first);
    const changedAt = performance.now();
    await test.operator.post(`/tenants/${tenantId}/suspend`);
    while ((await directory.get(tenantId))?.status !== 'suspended')
      await new Promise((resolve) => setImmediate(resolve));
    expect(performance.now() - changedAt).toBeLessThan(1_000);
    expect(await directory.get(MISSING)).toBeNull();
    expect(await directory.get("'; --")).toBeNull();
  });
});
