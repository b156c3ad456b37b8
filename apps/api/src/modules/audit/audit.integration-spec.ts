import { startTestConsole, type TestConsole } from '../../../test/support/test-console';

const MISSING = '01890000-0000-7000-8000-000000000000';

describe('The audit log', () => {
  let test: TestConsole;
  beforeAll(async () => {
    test = await startTestConsole();
  });
  afterAll(() => test.platform.stop());

  it('says who did what to what, when, from where, and what changed', async () => {
    const tenantId = await test.openTenant('Before');
    await test.operator.send(
      'PATCH',
      `/tenants/${tenantId}`,
      { name: 'After' },
      { 'user-agent': 'test/1.0', 'x-request-id': 'req-1' },
    );
    const { items } = (await test.operator.get(`/tenants/${tenantId}/audit-log`)).body;
    expect(items[0]).toEqual({
      id: expect.any(String) as string,
      at: expect.stringMatching(/Z$/) as string,
      tenantId,
      actor: { kind: 'user', id: expect.any(String) as string, name: 'operator@example.com' },
      action: 'tenant.renamed',
      targetType: 'tenant',
      targetId: tenantId,
      before: { name: 'Before' },
      after: { name: 'After' },
      ip: '127.0.0.1',
      userAgent: 'test/1.0',
      requestId: 'req-1',
    });
  });

  it('is paged without gaps or repetitions, also while it grows', async () => {
    const tenantId = await test.openTenant('0');
    for (let count = 1; count <= 9; count += 1)
      await test.operator.patch(`/tenants/${tenantId}`, { name: String(count) });
    const seen: unknown[] = [];
    let cursor = '';
    do {
      const { body } = await test.operator.get(
        `/tenants/${tenantId}/audit-log?limit=3&action=tenant.renamed${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...body.items.map(({ after }) => (after as { name: string }).name));
      cursor = (body['nextCursor'] as string | null) ?? '';
      await test.operator.patch(`/tenants/${tenantId}`, { name: `later ${seen.length}` });
    } while (cursor !== '');
    expect(seen).toEqual(['9', '8', '7', '6', '5', '4', '3', '2', '1']);
  });

  it('is filtered by action, actor, target and time', async () => {
    const tenantId = await test.openTenant();
    const owner = await test.join(tenantId, 'owner', 'owner.a@example.com');
    await owner.patch(`/tenants/${tenantId}`, { name: 'x' });
    const actions = async (query: string) =>
      (await test.operator.get(`/tenants/${tenantId}/audit-log?${query}`)).body.items.map(({ action }) => action);
    expect(await actions('actor=owner.a@example.com')).toEqual(['tenant.renamed', 'member.joined']);
    expect(await actions('action=tenant.created')).toEqual(['tenant.created']);
    expect(await actions('targetType=tenant')).toEqual(['tenant.renamed', 'tenant.created']);
    expect(await actions(`targetType=tenant&targetId=${tenantId}`)).toEqual(['tenant.renamed', 'tenant.created']);
    expect(await actions(`targetId=${MISSING}`)).toEqual([]);
    expect(await actions('from=2099-01-01T00:00:00Z')).toEqual([]);
    expect(await actions('to=2020-01-01T00:00:00Z')).toEqual([]);
    expect((await actions('from=2020-01-01T00:00:00Z&to=2099-01-01T00:00:00Z')).length).toBe(4);
    for (const query of [
      'from=yesterday',
      'to=2020-02-31T00:00:00Z',
      'cursor=x',
      'limit=201',
      'action=%00',
      'actor=a%0Ab',
    ]) {
      expect((await test.operator.get(`/tenants/${tenantId}/audit-log?${query}`)).status).toBe(400);
    }
  });

  it('of all tenants and the platform is read by operators and support only', async () => {
    const tenantId = await test.openTenant();
    const owner = await test.join(tenantId, 'owner', 'owner.b@example.com');
    const support = await test.join(tenantId, 'viewer', 'support@example.com');
    await test.platform.test.database.pool.query(
      `UPDATE users SET platform_role = 'support' WHERE email = 'support@example.com'`,
    );
    expect((await owner.get('/audit-log')).status).toBe(403);
    for (const client of [test.operator, support]) {
      const { status, body } = await client.get('/audit-log?limit=200');
      expect(status).toBe(200);
      expect(body.items).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ tenantId }),
          expect.objectContaining({ tenantId: null, action: 'session.opened' }),
        ]),
      );
    }
    expect((await test.stranger().get('/audit-log')).status).toBe(401);
  });

  it("of one tenant is read by its members, and holds nothing of another's", async () => {
    const [mine, theirs] = [await test.openTenant(), await test.openTenant()];
    const viewer = await test.join(mine, 'viewer', 'viewer.a@example.com');
    const { items } = (await viewer.get(`/tenants/${mine}/audit-log`)).body;
    expect(items.every(({ tenantId }) => tenantId === mine)).toBe(true);
    expect((await viewer.get(`/tenants/${theirs}/audit-log`)).status).toBe(404);
    expect((await test.operator.get(`/tenants/${MISSING}/audit-log`)).status).toBe(404);
  });

  it('cannot be changed or deleted, not even with SQL', async () => {
    const { pool } = test.platform.test.database;
    await expect(pool.query(`UPDATE audit_log SET action = 'x'`)).rejects.toThrow('never changed');
    await expect(pool.query('DELETE FROM audit_log')).rejects.toThrow('never changed');
  });
});
