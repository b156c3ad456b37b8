import { TOTP } from 'otpauth';
import { ConsoleClient, PASSWORD, startTestConsole, type TestConsole } from '../../../test/support/test-console';

const NEXT_PASSWORD = 'another long pass phrase';

describe('Accounts at the console', () => {
  let test: TestConsole;
  let tenantId: string;
  beforeAll(async () => {
    test = await startTestConsole();
    tenantId = await test.openTenant();
  });
  afterAll(() => test.platform.stop());

  const query = async (statement: string, ...values: unknown[]) =>
    (await test.platform.test.database.pool.query(statement, values)).rows as Record<string, unknown>[];

  describe('Personal access tokens', () => {
    it('do what their user may do, without a CSRF token', async () => {
      const { status, body } = await test.operator.post('/access-tokens', { name: 'deploy script' });
      expect(status).toBe(201);
      expect(body).toEqual({
        id: expect.any(String) as string,
        name: 'deploy script',
        prefix: String(body['token']).slice(0, 9),
        createdAt: expect.any(String) as string,
        expiresAt: null,
        lastUsedAt: null,
        token: expect.stringMatching(/^op_[0-9A-Za-z]{32}$/) as string,
      });
      const script = ConsoleClient.withToken(test.platform.url, String(body['token']));
      expect((await script.get('/session')).body).toMatchObject({
        user: { platformRole: 'operator' },
        csrfToken: null,
      });
      expect((await script.post('/tenants', { name: 'By script', planCode: 'BASIC' })).status).toBe(201);
    });

    it('are shown once: neither the list nor the database holds them', async () => {
      const { body } = await test.operator.post('/access-tokens', { name: 'secret' });
      expect(JSON.stringify((await test.operator.get('/access-tokens')).body)).not.toContain(String(body['token']));
      expect(JSON.stringify(await query('SELECT * FROM access_tokens'))).not.toContain(String(body['token']));
      expect(JSON.stringify(await query('SELECT * FROM audit_log'))).not.toContain(String(body['token']));
    });

    it('stop working at once when revoked, and when they expire', async () => {
      const first = (await test.operator.post('/access-tokens', { name: 'a' })).body;
      const second = (
        await test.operator.post('/access-tokens', {
          name: 'b',
          expiresAt: new Date(Date.now() + 60_000).toISOString(),
        })
      ).body;
      expect((await test.operator.get('/access-tokens?limit=1')).body).toMatchObject({
        items: [{ id: second['id'] }],
        nextCursor: expect.any(String) as string,
      });
      const scripts = [first, second].map(({ token }) => ConsoleClient.withToken(test.platform.url, String(token)));
      for (const script of scripts) expect((await script.get('/session')).status).toBe(200);
      expect((await test.operator.delete(`/access-tokens/${String(first['id'])}`)).status).toBe(204);
      await query('UPDATE access_tokens SET expires_at = now() WHERE id = $1', second['id']);
      for (const script of scripts) expect((await script.get('/session')).status).toBe(401);
      expect((await test.operator.delete(`/access-tokens/${String(first['id'])}`)).status).toBe(404);
    });

    it('cannot be seen or revoked by anyone else, and cannot make further tokens', async () => {
      const member = await test.join(tenantId, 'viewer', 'tokens@example.com');
      const { body } = await member.post('/access-tokens', { name: 'mine' });
      expect((await test.operator.delete(`/access-tokens/${String(body['id'])}`)).status).toBe(404);
      expect(JSON.stringify((await test.operator.get('/access-tokens')).body)).not.toContain(String(body['id']));
      const script = ConsoleClient.withToken(test.platform.url, String(body['token']));
      expect((await script.post('/access-tokens', { name: 'more' })).body).toMatchObject({
        status: 403,
        code: 'session_required',
      });
    });

    it.each([
      [{ name: '' }, 'name'],
      [{ name: 'a\u0000b' }, 'name'],
      [{ name: 'x', expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
      [{ name: 'x', expiresAt: 'tomorrow' }, 'expiresAt'],
      [{ name: 'x', expiresAt: '2030-02-31T00:00:00Z' }, 'expiresAt'],
    ])('are refused for %p', async (body, path) => {
      expect(await test.operator.post('/access-tokens', body)).toMatchObject({
        status: 400,
        body: { fields: expect.arrayContaining([expect.objectContaining({ path })]) as object[] },
      });
    });
  });

  describe("One's own account", () => {
    it('is shown, and renamed for everyone to see', async () => {
      const client = await test.join(tenantId, 'viewer', 'renamed@example.com');
      const { body } = await client.get('/account');
      expect(body).toEqual({
        id: expect.any(String) as string,
        email: 'renamed@example.com',
        name: 'renamed@example.com',
        platformRole: null,
        totpEnabled: false,
        createdAt: expect.stringMatching(/Z$/) as string,
      });
      expect(await client.patch('/account', { name: 'Ada Lovelace' })).toMatchObject({
        status: 200,
        body: { ...body, name: 'Ada Lovelace' },
      });
      expect((await client.get('/session')).body).toMatchObject({ user: { name: 'Ada Lovelace' } });
      const { items } = (await test.operator.get(`/tenants/${tenantId}/members?limit=200`)).body;
      expect(items).toContainEqual(expect.objectContaining({ email: 'renamed@example.com', name: 'Ada Lovelace' }));
      expect((await client.patch('/account', { name: 'Ada Lovelace' })).status).toBe(200);
      expect((await test.operator.get('/audit-log?action=user.renamed')).body.items).toMatchObject([
        { before: { name: 'renamed@example.com' }, after: { name: 'Ada Lovelace' } },
      ]);
    });

    it.each([{ name: '' }, { name: 'a\u0000b' }, {}, { name: 'x', email: 'other@example.com' }])(
      'is not changed by %p',
      async (body) => {
        expect((await test.operator.patch('/account', body)).status).toBe(400);
      },
    );

    it('is nothing to a stranger', async () => {
      expect((await test.stranger().get('/account')).status).toBe(401);
      expect((await test.stranger().patch('/account', { name: 'x' })).status).toBe(401);
    });
  });

  describe('Changing the password', () => {
    it('takes the present one, and ends all other sessions', async () => {
      const here = await test.join(tenantId, 'viewer', 'password@example.com');
      const there = test.stranger();
      await there.signIn('password@example.com', PASSWORD);
      expect(await here.post('/password', { current: 'not it at all', next: NEXT_PASSWORD })).toMatchObject({
        status: 403,
        body: { code: 'wrong_password' },
      });
      expect(await here.post('/password', { current: PASSWORD, next: 'too short' })).toMatchObject({
        status: 400,
        body: { fields: [{ path: 'next' }] },
      });
      expect(await here.post('/password', { current: PASSWORD, next: PASSWORD })).toMatchObject({
        status: 400,
        body: { fields: [{ path: 'next' }] },
      });
      expect((await here.post('/password', { current: PASSWORD, next: NEXT_PASSWORD })).status).toBe(204);
      expect((await here.get('/session')).status).toBe(200);
      expect((await there.get('/session')).status).toBe(401);
      expect((await there.signIn('password@example.com', PASSWORD)).status).toBe(401);
      expect((await there.signIn('password@example.com', NEXT_PASSWORD)).status).toBe(200);
    });

    it('cannot be used to guess the present one', async () => {
      const client = await test.join(tenantId, 'viewer', 'guess@example.com');
      const statuses: number[] = [];
      for (let count = 0; count < 7; count += 1)
        statuses.push((await client.post('/password', { current: `guess ${count}`, next: NEXT_PASSWORD })).status);
      expect(statuses).toEqual([403, 403, 403, 403, 403, 429, 429]);
    });
  });

  describe('One-time codes', () => {
    const codeOf = (secret: string, stepsAhead = 0) =>
      new TOTP({ secret }).generate({ timestamp: Date.now() + stepsAhead * 30_000 });

    it('are asked for at sign-in once they are confirmed, and each is taken once', async () => {
      const client = await test.join(tenantId, 'viewer', 'totp@example.com');
      const { status, body } = await client.post('/totp', { password: PASSWORD });
      expect(status).toBe(201);
      const secret = String(body['secret']);
      expect(body['otpauthUrl']).toContain(`secret=${secret}`);
      expect((await test.stranger().signIn('totp@example.com', PASSWORD)).status).toBe(200);

      expect(await client.post('/totp/confirm', { code: '000000' })).toMatchObject({
        status: 400,
        body: { fields: [{ path: 'code' }] },
      });
      expect((await client.post('/totp/confirm', { code: codeOf(secret, -1) })).status).toBe(204);
      expect(await test.stranger().signIn('totp@example.com', PASSWORD)).toMatchObject({
        status: 401,
        body: { code: 'totp_required' },
      });
      expect(await test.stranger().signIn('totp@example.com', 'not the password')).toMatchObject({
        status: 401,
        body: { code: 'unauthorized' },
      });

      const code = codeOf(secret);
      const attempts = await Promise.all(
        [1, 2, 3].map(() => test.stranger().signIn('totp@example.com', PASSWORD, code)),
      );
      expect(attempts.map((attempt) => attempt.status).sort()).toEqual([200, 401, 401]);
      expect((await test.stranger().signIn('totp@example.com', PASSWORD, codeOf(secret, 1))).status).toBe(200);
    });

    it('are turned on and off with the password only, and their secret is encrypted at rest', async () => {
      const client = await test.join(tenantId, 'viewer', 'totp2@example.com');
      expect((await client.post('/totp', { password: 'not the password' })).status).toBe(403);
      const secret = String((await client.post('/totp', { password: PASSWORD })).body['secret']);
      await client.post('/totp/confirm', { code: codeOf(secret) });
      expect((await client.post('/totp', { password: PASSWORD })).status).toBe(409);
      const [user] = await query(`SELECT totp_secret_encrypted FROM users WHERE email = 'totp2@example.com'`);
      expect(user!['totp_secret_encrypted']).toMatch(/^v1\.[0-9a-f]{8}\./);
      expect(JSON.stringify(user)).not.toContain(secret);
      expect((await client.post('/totp/disable', { password: 'not the password' })).status).toBe(403);
      expect((await client.post('/totp/disable', { password: PASSWORD })).status).toBe(204);
      expect((await test.stranger().signIn('totp2@example.com', PASSWORD)).status).toBe(200);
    });
  });
});
