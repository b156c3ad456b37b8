import {
  ConsoleClient,
  OPERATOR_EMAIL,
  PASSWORD,
  startTestConsole,
  type TestConsole,
  tokenOf,
} from '../../../test/support/test-console';

const MISSING = '01890000-0000-7000-8000-000000000000';

let test: TestConsole;
beforeAll(async () => {
  test = await startTestConsole();
});
afterAll(() => test.platform.stop());

const query = (statement: string, ...values: unknown[]) => test.platform.test.database.pool.query(statement, values);
const invite = async (email: string, platformRole: string) => {
  const { status, body } = await test.operator.post('/platform/members', { email, platformRole });
  expect(status).toBe(201);
  return { id: String(body['id']), token: tokenOf(String(body['invitationUrl'])), body };
};
const accept = (token: string, password = PASSWORD) =>
  test.stranger().post('/invitations/accept', { token, name: 'Someone', password });
const join = async (email: string, platformRole: string): Promise<ConsoleClient> => {
  expect((await accept((await invite(email, platformRole)).token)).status).toBe(200);
  const client = test.stranger();
  await client.signIn(email, PASSWORD);
  return client;
};
const members = async () => (await test.operator.get('/platform/members?limit=200')).body.items;
const idOf = async (email: string) => String((await members()).find((member) => member['email'] === email)?.['id']);

describe('People of the platform', () => {
  it('join by a link that works once, for seven days', async () => {
    const { id, token, body } = await invite('Ada@Example.com', 'operator');
    expect(body).toEqual({
      id,
      email: 'ada@example.com',
      platformRole: 'operator',
      invitationUrl: expect.stringContaining('/invitation#token=') as string,
      isMailed: false,
      expiresAt: expect.stringMatching(/Z$/) as string,
    });
    expect(await members()).toEqual([
      expect.objectContaining({ id, status: 'invited', email: 'ada@example.com', name: null, totpEnabled: null }),
      expect.objectContaining({
        status: 'active',
        email: OPERATOR_EMAIL,
        platformRole: 'operator',
        totpEnabled: false,
      }),
    ]);
    expect(await test.stranger().post('/invitations/preview', { token })).toMatchObject({
      status: 200,
      body: { email: 'ada@example.com', tenantName: null, role: 'operator', hasAccount: false },
    });
    expect(await accept(token)).toMatchObject({
      status: 200,
      body: { user: { platformRole: 'operator', memberships: [] } },
    });
    expect((await accept(token)).status).toBe(404);
    expect((await test.stranger().post('/invitations/preview', { token })).status).toBe(404);

    const ada = test.stranger();
    await ada.signIn('ada@example.com', PASSWORD);
    expect((await ada.post('/tenants', { name: 'By Ada', planCode: 'BASIC' })).status).toBe(201);
    const late = await invite('late@example.com', 'support');
    await query('UPDATE platform_invitations SET expires_at = now() WHERE id = $1', late.id);
    expect((await accept(late.token)).status).toBe(404);
  });

  it('keep their account and its password when they have one already', async () => {
    const tenantId = await test.openTenant();
    const client = await test.join(tenantId, 'viewer', 'both@example.com');
    const { token } = await invite('both@example.com', 'support');
    expect((await test.stranger().post('/invitations/preview', { token })).body).toMatchObject({ hasAccount: true });
    expect((await accept(token, 'not that password')).status).toBe(401);
    expect((await client.get('/audit-log')).status).toBe(403);
    expect((await accept(token)).status).toBe(200);
    expect((await client.get('/audit-log')).status).toBe(200);
    expect((await client.get('/session')).body).toMatchObject({
      user: { name: 'both@example.com', platformRole: 'support', memberships: [{ tenantId, role: 'viewer' }] },
    });
  });

  it('get another role, and lose theirs, from the next request on', async () => {
    const client = await join('changing@example.com', 'support');
    const id = await idOf('changing@example.com');
    expect((await client.post('/tenants', { name: 'x', planCode: 'BASIC' })).status).toBe(403);
    expect(await test.operator.patch(`/platform/members/${id}`, { platformRole: 'operator' })).toMatchObject({
      status: 200,
      body: { id, platformRole: 'operator' },
    });
    expect((await client.post('/tenants', { name: 'x', planCode: 'BASIC' })).status).toBe(201);
    expect((await test.operator.delete(`/platform/members/${id}`)).status).toBe(204);
    expect((await client.get('/audit-log')).status).toBe(403);
    expect((await client.get('/session')).body).toMatchObject({ user: { platformRole: null } });
    expect((await test.operator.delete(`/platform/members/${id}`)).status).toBe(404);
    expect((await test.operator.get(`/audit-log?targetType=platform_member&targetId=${id}`)).body.items).toMatchObject([
      { action: 'platform_member.removed', before: { platformRole: 'operator' } },
      {
        action: 'platform_member.role_changed',
        before: { platformRole: 'support' },
        after: { platformRole: 'operator' },
      },
      { action: 'platform_member.joined', after: { platformRole: 'support' } },
    ]);
  });

  it('who are only invited can be given another role, and uninvited', async () => {
    const { id, token } = await invite('undecided@example.com', 'operator');
    expect((await test.operator.patch(`/platform/members/${id}`, { platformRole: 'support' })).body).toMatchObject({
      status: 'invited',
      platformRole: 'support',
    });
    const again = await invite('undecided@example.com', 'support');
    expect((await accept(token)).status).toBe(404);
    expect((await test.operator.delete(`/platform/members/${again.id}`)).status).toBe(204);
    expect((await accept(again.token)).status).toBe(404);
  });

  it('are never without an operator, not even when two go at once', async () => {
    await query(
      `UPDATE users SET platform_role = NULL WHERE platform_role = 'operator' AND email <> $1`,
      OPERATOR_EMAIL,
    );
    const own = await idOf(OPERATOR_EMAIL);
    expect((await test.operator.delete(`/platform/members/${own}`)).status).toBe(409);
    expect((await test.operator.patch(`/platform/members/${own}`, { platformRole: 'support' })).status).toBe(409);
    const second = await join('second@example.com', 'operator');
    const other = await idOf('second@example.com');
    const answers = await Promise.all([
      test.operator.delete(`/platform/members/${other}`),
      second.delete(`/platform/members/${own}`),
    ]);
    const { rows } = await query(`SELECT email FROM users WHERE platform_role = 'operator'`);
    expect(rows).toHaveLength(1);
    expect(answers.map(({ status }) => status).filter((status) => status === 204)).toHaveLength(1);
    // The rest of these tests is the operator's.
    await query(`UPDATE users SET platform_role = 'operator' WHERE email = $1`, OPERATOR_EMAIL);
  });

  it('are seen by support, and changed by operators in a session alone', async () => {
    const support = await join('reader@example.com', 'support');
    const owner = await test.join(await test.openTenant(), 'owner', 'outsider@example.com');
    const body = { email: 'intruder@example.com', platformRole: 'operator' };
    expect((await support.get('/platform/members')).status).toBe(200);
    for (const client of [support, owner]) {
      expect((await client.post('/platform/members', body)).status).toBe(403);
      expect((await client.patch(`/platform/members/${MISSING}`, { platformRole: 'operator' })).status).toBe(403);
      expect((await client.delete(`/platform/members/${MISSING}`)).status).toBe(403);
    }
    expect((await owner.get('/platform/members')).status).toBe(403);
    expect((await test.stranger().get('/platform/members')).status).toBe(401);
    const { body: made } = await test.operator.post('/access-tokens', { name: 'script' });
    const script = ConsoleClient.withToken(test.platform.url, String(made['token']));
    expect(await script.post('/platform/members', body)).toMatchObject({
      status: 403,
      body: { code: 'session_required' },
    });
    expect((await script.get('/platform/members')).status).toBe(200);
  });

  it.each([
    [{ email: 'x', platformRole: 'operator' }, 'email'],
    [{ email: 'x@example.com', platformRole: 'owner' }, 'platformRole'],
    [{ email: 'x@example.com' }, 'platformRole'],
  ])('are not invited with %p', async (body, path) => {
    expect(await test.operator.post('/platform/members', body)).toMatchObject({
      status: 400,
      body: { fields: [{ path }] },
    });
  });

  it('are not invited twice', async () => {
    expect(
      (await test.operator.post('/platform/members', { email: OPERATOR_EMAIL, platformRole: 'support' })).status,
    ).toBe(409);
    for (const id of [MISSING, 'nonsense']) {
      expect((await test.operator.patch(`/platform/members/${id}`, { platformRole: 'support' })).status).toBe(404);
      expect((await test.operator.delete(`/platform/members/${id}`)).status).toBe(404);
    }
  });
});
