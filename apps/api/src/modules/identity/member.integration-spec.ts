import { PASSWORD, startTestConsole, type TestConsole, tokenOf } from '../../../test/support/test-console';

describe('Members of a tenant', () => {
  let test: TestConsole;
  beforeAll(async () => {
    test = await startTestConsole();
  });
  afterAll(() => test.platform.stop());

  const query = (statement: string, ...values: unknown[]) => test.platform.test.database.pool.query(statement, values);
  const invite = async (tenantId: string, email: string, role = 'viewer') => {
    const { status, body } = await test.operator.post(`/tenants/${tenantId}/members`, { email, role });
    return {
      status,
      body,
      id: String(body['id']),
      token: status === 201 ? tokenOf(String(body['invitationUrl'])) : '',
    };
  };
  const accept = (token: string, password = PASSWORD) =>
    test.stranger().post('/invitations/accept', { token, name: 'Someone', password });

  it('join by a link that works once, for seven days', async () => {
    const tenantId = await test.openTenant();
    const { status, body, token } = await invite(tenantId, 'Ada@Example.com', 'developer');
    expect(status).toBe(201);
    expect(body).toMatchObject({
      email: 'ada@example.com',
      role: 'developer',
      invitationUrl: expect.stringContaining('/invitation#token=') as string,
    });
    expect(Date.parse(String(body['expiresAt'])) - Date.now()).toBeGreaterThan(6.99 * 86_400_000);

    const preview = (link: string) => test.stranger().post('/invitations/preview', { token: link });
    expect(await preview(token)).toMatchObject({
      status: 200,
      body: {
        email: 'ada@example.com',
        tenantName: 'Acme',
        role: 'developer',
        hasAccount: false,
        expiresAt: body['expiresAt'],
      },
    });
    expect((await preview('x'.repeat(43))).status).toBe(404);
    expect((await accept('x'.repeat(43))).status).toBe(404);
    const accepted = await accept(token);
    expect(accepted).toMatchObject({
      status: 200,
      body: { user: { email: 'ada@example.com', platformRole: null, memberships: [{ tenantId, role: 'developer' }] } },
    });
    expect((await accept(token)).status).toBe(404);
    expect((await preview(token)).status).toBe(404);
    expect((await test.stranger().signIn('ada@example.com', PASSWORD)).status).toBe(200);

    const expired = await invite(tenantId, 'late@example.com');
    await query('UPDATE invitations SET expires_at = now() WHERE id = $1', expired.id);
    expect((await accept(expired.token)).status).toBe(404);
  });

  it('are made by one of many simultaneous uses of a link', async () => {
    const tenantId = await test.openTenant();
    const { token } = await invite(tenantId, 'race@example.com');
    const statuses = (await Promise.all(Array.from({ length: 8 }, () => accept(token)))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    const { items } = (await test.operator.get(`/tenants/${tenantId}/members`)).body;
    expect(items).toMatchObject([{ email: 'race@example.com', status: 'active' }]);
  });

  it('keep their password when they are invited to a second tenant: the link alone gives no power over their account', async () => {
    const [first, second] = [await test.openTenant(), await test.openTenant()];
    await accept((await invite(first, 'both@example.com', 'viewer')).token);
    const { token } = await invite(second, 'both@example.com', 'billing');
    expect((await accept(token, "the inviter's own password")).status).toBe(401);
    expect((await test.stranger().signIn('both@example.com', "the inviter's own password")).status).toBe(401);
    expect((await accept(token)).status).toBe(200);
    const client = test.stranger();
    const { body } = await client.signIn('both@example.com', PASSWORD);
    expect(body['user']).toMatchObject({
      memberships: expect.arrayContaining([
        { tenantId: first, role: 'viewer' },
        { tenantId: second, role: 'billing' },
      ]) as object[],
    });
  });

  it('are listed with the open invitations, page by page, without tokens', async () => {
    const tenantId = await test.openTenant();
    await test.join(tenantId, 'owner', 'page1@example.com');
    for (const name of ['page2', 'page3', 'page4']) await invite(tenantId, `${name}@example.com`);
    const seen: unknown[] = [];
    let cursor = '';
    do {
      const { body } = await test.operator.get(`/tenants/${tenantId}/members?limit=2${cursor && `&cursor=${cursor}`}`);
      expect(JSON.stringify(body)).not.toMatch(/token|hash/i);
      seen.push(...body.items.map(({ email, status }) => `${String(email)} ${String(status)}`));
      cursor = (body['nextCursor'] as string | null) ?? '';
    } while (cursor !== '');
    expect(seen).toEqual([
      'page4@example.com invited',
      'page3@example.com invited',
      'page2@example.com invited',
      'page1@example.com active',
    ]);
  });

  it('are invited anew with a new link, and the earlier one ends', async () => {
    const tenantId = await test.openTenant();
    const first = await invite(tenantId, 'again@example.com');
    const second = await invite(tenantId, 'again@example.com', 'admin');
    expect((await accept(first.token)).status).toBe(404);
    expect((await accept(second.token)).status).toBe(200);
    expect((await invite(tenantId, 'again@example.com')).status).toBe(409);
  });

  it('may not raise anyone to owner, or touch an owner, unless they are owners', async () => {
    const tenantId = await test.openTenant();
    const owner = await test.join(tenantId, 'owner', 'o1@example.com');
    const admin = await test.join(tenantId, 'admin', 'a1@example.com');
    const members = (await owner.get(`/tenants/${tenantId}/members`)).body.items;
    const ownerId = members.find(({ role }) => role === 'owner')!['id'];
    const adminId = members.find(({ role }) => role === 'admin')!['id'];
    const path = `/tenants/${tenantId}/members`;
    expect((await admin.post(path, { email: 'x@example.com', role: 'owner' })).status).toBe(403);
    expect((await admin.patch(`${path}/${String(adminId)}`, { role: 'owner' })).status).toBe(403);
    expect((await admin.patch(`${path}/${String(ownerId)}`, { role: 'viewer' })).status).toBe(403);
    expect((await admin.delete(`${path}/${String(ownerId)}`)).status).toBe(403);
    expect((await admin.post(path, { email: 'x@example.com', role: 'admin' })).status).toBe(201);
    expect((await owner.patch(`${path}/${String(adminId)}`, { role: 'owner' })).status).toBe(200);
  });

  it('keep at least one owner, also when two owners demote each other at once', async () => {
    const tenantId = await test.openTenant();
    const path = `/tenants/${tenantId}/members`;
    const owner = await test.join(tenantId, 'owner', 'o2@example.com');
    const only = String((await owner.get(path)).body.items[0]!['id']);
    expect((await owner.delete(`${path}/${only}`)).status).toBe(409);
    expect((await test.operator.patch(`${path}/${only}`, { role: 'admin' })).status).toBe(409);
    const other = await test.join(tenantId, 'owner', 'o3@example.com');
    const ids = (await owner.get(path)).body.items.map(({ id }) => String(id));
    const statuses = await Promise.all(
      [owner, other].flatMap((client) =>
        ids.map(async (id) => (await client.patch(`${path}/${id}`, { role: 'viewer' })).status),
      ),
    );
    expect(statuses).toContain(200);
    const { items } = (await test.operator.get(path)).body;
    expect(items.filter(({ role }) => role === 'owner')).toHaveLength(1);
  });

  it.each(['developer', 'billing', 'viewer'])('who are %s may see the members and change nothing', async (role) => {
    const tenantId = await test.openTenant();
    const client = await test.join(tenantId, role, `${role}@example.com`);
    const path = `/tenants/${tenantId}/members`;
    const { status, body } = await client.get(path);
    expect(status).toBe(200);
    expect((await client.post(path, { email: 'x@example.com', role: 'viewer' })).status).toBe(403);
    expect((await client.delete(`${path}/${String(body.items[0]!['id'])}`)).status).toBe(403);
  });

  it('lose access at the next request when they are removed', async () => {
    const tenantId = await test.openTenant();
    const client = await test.join(tenantId, 'admin', 'gone@example.com');
    const [member] = (await client.get(`/tenants/${tenantId}/members`)).body.items;
    expect((await client.get(`/tenants/${tenantId}`)).status).toBe(200);
    expect((await test.operator.delete(`/tenants/${tenantId}/members/${String(member!['id'])}`)).status).toBe(204);
    expect((await client.get(`/tenants/${tenantId}`)).status).toBe(404);
    expect((await client.get('/session')).status).toBe(200);
  });

  it('of another tenant can be neither seen nor changed nor removed', async () => {
    const [mine, theirs] = [await test.openTenant(), await test.openTenant()];
    const owner = await test.join(mine, 'owner', 'mine@example.com');
    await test.join(theirs, 'owner', 'theirs@example.com');
    const [victim] = (await test.operator.get(`/tenants/${theirs}/members`)).body.items;
    const { id: openId } = await invite(theirs, 'open@example.com');
    const strip = ({ status, body }: { status: number; body: object }) => ({ status, ...body, requestId: '' });
    const missing = '01890000-0000-7000-8000-000000000000';
    for (const id of [String(victim!['id']), openId]) {
      for (const path of [`/tenants/${theirs}/members/${id}`, `/tenants/${mine}/members/${id}`]) {
        const unknown = path.replace(theirs, missing).replace(id, missing);
        expect(strip(await owner.patch(path, { role: 'viewer' }))).toEqual(
          strip(await owner.patch(unknown, { role: 'viewer' })),
        );
        expect(strip(await owner.delete(path))).toEqual(strip(await owner.delete(unknown)));
      }
    }
    expect((await owner.get(`/tenants/${theirs}/members`)).status).toBe(404);
    expect((await test.operator.get(`/tenants/${theirs}/members`)).body.items).toHaveLength(2);
  });

  it('are refused for addresses and roles that do not exist', async () => {
    const tenantId = await test.openTenant();
    for (const body of [
      { email: 'no address', role: 'viewer' },
      { email: 'a@example.com', role: 'operator' },
      { email: 'a@example.com' },
      {},
    ]) {
      expect((await test.operator.post(`/tenants/${tenantId}/members`, body)).status).toBe(400);
    }
    const unknown = '/tenants/01890000-0000-7000-8000-000000000000/members';
    expect((await test.operator.post(unknown, { email: 'a@example.com', role: 'viewer' })).status).toBe(404);
    expect((await test.operator.get(unknown)).status).toBe(404);
  });
});
