import {
  ConsoleClient,
  OPERATOR_EMAIL,
  PASSWORD,
  startTestConsole,
  type TestConsole,
  tokenOf,
} from '../../../test/support/test-console';

describe('Signing in to the console', () => {
  let test: TestConsole;
  beforeAll(async () => {
    test = await startTestConsole();
  });
  afterAll(() => test.platform.stop());

  const rows = async (statement: string, ...values: unknown[]) =>
    (await test.platform.test.database.pool.query(statement, values)).rows as Record<string, unknown>[];

  it('gives a cookie that scripts cannot read, and tells who one is', async () => {
    const client = test.stranger();
    const { status, body, headers } = await client.signIn(` ${OPERATOR_EMAIL.toUpperCase()} `, PASSWORD);
    expect(status).toBe(200);
    expect(body).toEqual({
      user: {
        id: expect.any(String) as string,
        email: OPERATOR_EMAIL,
        name: 'Operator',
        platformRole: 'operator',
        memberships: [],
      },
      csrfToken: expect.stringMatching(/^[\w-]{43}$/) as string,
      tenants: [],
      totpEnabled: false,
      mustEnableTotp: false,
      expiresAt: expect.stringMatching(/Z$/) as string,
      idleTimeoutSeconds: 7_200,
      features: { simulator: false, virtualPhone: false },
      version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
    });
    expect(Date.parse(String(body['expiresAt'])) - Date.now()).toBeGreaterThan(11.9 * 3_600_000);
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^switchboard_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/),
    ]);
    expect((await client.get('/session')).body).toEqual(body);
  });

  it('names the tenants of somebody who belongs to several, for switching between them', async () => {
    const zebra = await test.openTenant('Zebra');
    const apple = await test.openTenant('Apple');
    await test.operator.post(`/tenants/${apple}/suspend`);
    await test.join(zebra, 'viewer', 'several@example.com');
    const { body } = await test.operator.post(`/tenants/${apple}/members`, {
      email: 'several@example.com',
      role: 'admin',
    });
    const token = tokenOf(String(body['invitationUrl']));
    await test.stranger().post('/invitations/accept', { token, name: 'Several', password: PASSWORD });
    const client = test.stranger();
    const signedIn = await client.signIn('several@example.com', PASSWORD);
    expect(signedIn.body['tenants']).toEqual([
      { id: apple, name: 'Apple', status: 'suspended', role: 'admin', mustEnableTotp: false },
      { id: zebra, name: 'Zebra', status: 'active', role: 'viewer', mustEnableTotp: false },
    ]);
    expect((await client.get('/session')).body).toEqual(signedIn.body);
  });

  it('stores neither the session token nor the password', async () => {
    const client = test.stranger();
    await client.signIn(OPERATOR_EMAIL, PASSWORD);
    const everything = JSON.stringify(await rows('SELECT s.*, u.* FROM sessions s JOIN users u ON u.id = s.user_id'));
    expect(everything).not.toContain(client.cookie!.split('=')[1]);
    expect(everything).not.toContain(PASSWORD);
    expect(everything).toContain('$argon2id$v=19$m=19456,p=1,t=2$');
  });

  it('answers a wrong password and an unknown address alike', async () => {
    const wrong = await test.stranger().signIn(OPERATOR_EMAIL, 'not the password');
    const unknown = await test.stranger().signIn('nobody@example.com', 'not the password');
    expect(wrong.status).toBe(401);
    expect(wrong.headers.getSetCookie()).toEqual([]);
    expect({ ...wrong.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
  });

  it('names the fields of a body that is no sign-in', async () => {
    for (const [body, path] of [
      [{}, 'email'],
      [{ email: 'a@example.com' }, 'password'],
      [{ email: { $ne: '' }, password: ['x'] }, 'email'],
      [{ email: 'a@example.com', password: 'x', totp: '12' }, 'totp'],
      [{ email: 'a@example.com', password: 'x', remember: true }, 'remember'],
      [{ email: 'a'.repeat(300), password: 'x' }, 'email'],
    ] as const) {
      const answer = await test.stranger().post('/session', body);
      expect(answer.status).toBe(400);
      expect(answer.body['fields']).toEqual(expect.arrayContaining([expect.objectContaining({ path })]));
    }
    expect((await test.stranger().send('POST', '/session', '{"email":')).status).toBe(400);
    expect((await test.stranger().send('POST', '/session', 'null')).status).toBe(400);
    expect(
      (
        await test
          .stranger()
          .send('POST', `/session?email=${OPERATOR_EMAIL}&password=${encodeURIComponent(PASSWORD)}`, {})
      ).status,
    ).toBe(400);
  });

  it('refuses an account after five wrong passwords, also with the right one, and says for how long', async () => {
    const tenantId = await test.openTenant();
    await test.join(tenantId, 'viewer', 'locked@example.com');
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => test.stranger().signIn('locked@example.com', 'not the password')),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(5).fill(401), ...Array(7).fill(429)]);
    const locked = await test.stranger().signIn('locked@example.com', PASSWORD);
    expect(locked.status).toBe(429);
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(800);
    expect((await test.stranger().signIn(OPERATOR_EMAIL, PASSWORD)).status).toBe(200);
  });

  it('refuses whoever is not signed in, with any cookie or token', async () => {
    const client = test.stranger();
    expect((await client.get('/session')).status).toBe(401);
    client.cookie = `switchboard_session=${'a'.repeat(43)}`;
    expect((await client.get('/session')).status).toBe(401);
    client.cookie = 'switchboard_session=%00; other=1';
    expect((await client.get('/session')).status).toBe(401);
    client.authorization = 'Bearer op_00000000000000000000000000000000';
    expect((await client.get('/session')).status).toBe(401);
  });

  it('refuses a request that changes something without the CSRF token of its session', async () => {
    const client = test.stranger();
    await client.signIn(OPERATOR_EMAIL, PASSWORD);
    const right = client.csrfToken;
    for (const token of ['', 'x', `${right}x`, test.operator.csrfToken]) {
      client.csrfToken = token;
      const answer = await client.post('/access-tokens', { name: 'x' });
      expect(answer).toMatchObject({ status: 403, body: { code: 'csrf_failed' } });
    }
    client.csrfToken = null;
    expect((await client.delete('/session')).body).toMatchObject({ code: 'csrf_failed' });
    expect((await client.get('/session')).status).toBe(200);
  });

  it('ends with the session when one signs out', async () => {
    const client = test.stranger();
    await client.signIn(OPERATOR_EMAIL, PASSWORD);
    const answer = await client.delete('/session');
    expect(answer.status).toBe(204);
    expect(answer.headers.getSetCookie()[0]).toMatch(/^switchboard_session=; Path=\/; Expires=Thu, 01 Jan 1970/);
    expect((await client.get('/session')).status).toBe(401);
  });

  it('ends after 12 hours, or after two hours without use', async () => {
    for (const column of ['expires_at = now()', "last_seen_at = now() - interval '2 hours'"]) {
      const client = test.stranger();
      await client.signIn(OPERATOR_EMAIL, PASSWORD);
      const [session] = await rows('SELECT id, expires_at - created_at AS ttl FROM sessions ORDER BY id DESC LIMIT 1');
      expect(session!['ttl']).toEqual(expect.objectContaining({ hours: 12 }));
      await rows(`UPDATE sessions SET ${column} WHERE id = $1`, session!['id']);
      expect((await client.get('/session')).status).toBe(401);
    }
  });

  it('writes when a session was last seen once a minute at most', async () => {
    const client = test.stranger();
    await client.signIn(OPERATOR_EMAIL, PASSWORD);
    const lastSeen = async () => (await rows('SELECT id, last_seen_at FROM sessions ORDER BY id DESC LIMIT 1'))[0]!;
    const before = await lastSeen();
    await client.get('/session');
    expect(await lastSeen()).toEqual(before);
    await rows(`UPDATE sessions SET last_seen_at = now() - interval '61 seconds' WHERE id = $1`, before['id']);
    // A stream goes on where nobody is any more.
    await client.send('GET', '/session', undefined, { accept: 'text/event-stream' });
    expect(Date.now() - ((await lastSeen())['last_seen_at'] as Date).getTime()).toBeGreaterThan(60_000);
    await client.get('/session');
    expect(Date.now() - ((await lastSeen())['last_seen_at'] as Date).getTime()).toBeLessThan(10_000);
  });

  it("lists one's own sessions and ends them one by one, and never another person's", async () => {
    const tenantId = await test.openTenant();
    const member = await test.join(tenantId, 'viewer', 'sessions@example.com');
    const elsewhere = test.stranger();
    await elsewhere.signIn('sessions@example.com', PASSWORD);
    const { items } = (await member.get('/sessions')).body;
    expect(items.map(({ current }) => current)).toEqual([false, true]);
    const { body: newest } = await member.get('/sessions?limit=1');
    expect(newest.items).toEqual(items.slice(0, 1));
    expect((await member.get(`/sessions?cursor=${String(newest['nextCursor'])}`)).body.items).toEqual(items.slice(1));
    expect(JSON.stringify(items)).not.toMatch(/csrf|token/i);
    expect((await test.operator.delete(`/sessions/${String(items[0]!['id'])}`)).status).toBe(404);
    expect((await member.delete(`/sessions/${String(items[0]!['id'])}`)).status).toBe(204);
    expect((await elsewhere.get('/session')).status).toBe(401);
    expect((await member.delete(`/sessions/${String(items[0]!['id'])}`)).status).toBe(404);
    expect((await member.delete('/sessions/nonsense')).status).toBe(404);
  });

  it('ends all others at once, and not the one that asks', async () => {
    const tenantId = await test.openTenant();
    const member = await test.join(tenantId, 'viewer', 'others@example.com');
    const elsewhere = [test.stranger(), test.stranger()];
    for (const client of elsewhere) await client.signIn('others@example.com', PASSWORD);
    const { token } = (await member.post('/access-tokens', { name: 'script' })).body;
    const script = ConsoleClient.withToken(test.platform.url, String(token));
    expect(await script.delete('/sessions')).toMatchObject({ status: 403, body: { code: 'session_required' } });
    expect((await member.delete('/sessions')).status).toBe(204);
    for (const client of elsewhere) expect((await client.get('/session')).status).toBe(401);
    expect((await member.get('/sessions')).body.items).toMatchObject([{ current: true }]);
    expect((await test.operator.get('/session')).status).toBe(200);
    expect((await test.operator.get('/audit-log?action=session.others_ended')).body.items).toMatchObject([
      { actor: { name: 'others@example.com' }, after: { sessionsEnded: 2 } },
    ]);
  });

  it('keeps at most 20 sessions of a user, the newest', async () => {
    const tenantId = await test.openTenant();
    const oldest = await test.join(tenantId, 'viewer', 'many@example.com');
    const clients: ConsoleClient[] = [];
    for (let count = 0; count < 20; count += 1) {
      const client = test.stranger();
      await client.signIn('many@example.com', PASSWORD);
      clients.push(client);
    }
    expect((await oldest.get('/session')).status).toBe(401);
    expect((await clients[0]!.get('/sessions')).body.items).toHaveLength(20);
  });

  it('refuses the sessions and tokens of a user who has been disabled, at once', async () => {
    const tenantId = await test.openTenant();
    const member = await test.join(tenantId, 'viewer', 'disabled@example.com');
    await rows(`UPDATE users SET disabled_at = now() WHERE email = 'disabled@example.com'`);
    expect((await member.get('/session')).status).toBe(401);
    expect((await test.stranger().signIn('disabled@example.com', PASSWORD)).status).toBe(401);
  });
});
