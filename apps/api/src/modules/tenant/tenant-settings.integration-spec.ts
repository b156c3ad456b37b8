import { TOTP } from 'otpauth';
import { ConsoleClient, PASSWORD, startTestConsole, type TestConsole } from '../../../test/support/test-console';

let test: TestConsole;
beforeAll(async () => {
  test = await startTestConsole();
});
afterAll(() => test.platform.stop());

/** Turns on one-time codes. Each code is taken once, so this one is of the step before. */
async function turnOnTotp(client: ConsoleClient): Promise<void> {
  const { body } = await client.post('/totp', { password: PASSWORD });
  const code = new TOTP({ secret: String(body['secret']) }).generate({ timestamp: Date.now() - 30_000 });
  expect((await client.post('/totp/confirm', { code })).status).toBe(204);
}

describe('The settings of a tenant', () => {
  it('are seen by all its people and changed by owners and admins', async () => {
    const tenantId = await test.openTenant('Before');
    const path = `/tenants/${tenantId}/settings`;
    for (const role of ['owner', 'admin', 'developer', 'billing', 'viewer']) {
      const client = await test.join(tenantId, role, `${role}.settings@example.com`);
      const mayChange = role === 'owner' || role === 'admin';
      expect(await client.get(path)).toMatchObject({ status: 200, body: { storeLinks: false, requireTotp: false } });
      expect((await client.patch(path, { name: `By ${role}` })).status).toBe(mayChange ? 200 : 403);
    }
    expect((await test.operator.patch(path, { name: 'After', storeLinks: true })).body).toEqual({
      name: 'After',
      storeLinks: true,
      requireTotp: false,
    });
    expect((await test.operator.get(`/tenants/${tenantId}`)).body).toMatchObject({ name: 'After', storeLinks: true });
    expect((await test.operator.get(`/tenants/${tenantId}/audit-log?limit=1`)).body.items).toMatchObject([
      {
        action: 'tenant.renamed',
        before: { name: 'By admin', storeLinks: false },
        after: { name: 'After', storeLinks: true },
      },
    ]);
  });

  it('are nothing to a stranger, of a tenant that is there and of one that is not', async () => {
    const tenantId = await test.openTenant();
    const owner = await test.join(tenantId, 'owner', 'owner.elsewhere@example.com');
    const other = await test.openTenant();
    for (const id of [other, '01890000-0000-7000-8000-000000000000']) {
      expect((await owner.get(`/tenants/${id}/settings`)).body).toMatchObject({ status: 404, code: 'not_found' });
      expect((await owner.patch(`/tenants/${id}/settings`, { name: 'x' })).status).toBe(404);
    }
    expect((await test.stranger().get(`/tenants/${tenantId}/settings`)).status).toBe(401);
  });

  it.each([[{ name: '' }], [{ requireTotp: null }], [{ requireTotp: 'true' }], [{ status: 'closed' }]])(
    'are not changed by %p',
    async (body) => {
      const tenantId = await test.openTenant();
      expect((await test.operator.patch(`/tenants/${tenantId}/settings`, body)).status).toBe(400);
    },
  );
});

describe('A tenant that asks for one-time codes', () => {
  it('is asked for them by a member only who uses them', async () => {
    const tenantId = await test.openTenant();
    const owner = await test.join(tenantId, 'owner', 'careless@example.com');
    expect((await owner.patch(`/tenants/${tenantId}/settings`, { requireTotp: true })).status).toBe(409);
    await turnOnTotp(owner);
    expect((await owner.patch(`/tenants/${tenantId}/settings`, { requireTotp: true })).body).toMatchObject({
      requireTotp: true,
    });
    expect((await owner.get(`/tenants/${tenantId}`)).status).toBe(200);
    expect((await owner.get(`/tenants/${tenantId}/members`)).body.items).toMatchObject([{ totpEnabled: true }]);
  });

  it('shuts out members without, by session and by token, until they have turned them on', async () => {
    const [tenantId, other] = [await test.openTenant('Strict'), await test.openTenant('Lax')];
    const member = await test.join(tenantId, 'developer', 'later@example.com');
    const token = String((await member.post('/access-tokens', { name: 'script' })).body['token']);
    const script = ConsoleClient.withToken(test.platform.url, token);
    await test.platform.test.database.pool.query(
      `INSERT INTO memberships (tenant_id, user_id, role) SELECT $1, id, 'viewer' FROM users WHERE email = 'later@example.com'`,
      [other],
    );
    expect((await test.operator.patch(`/tenants/${tenantId}/settings`, { requireTotp: true })).status).toBe(200);

    for (const client of [member, script]) {
      for (const path of ['', '/settings', '/phone-numbers', '/members', '/overview']) {
        expect(await client.get(`/tenants/${tenantId}${path}`)).toMatchObject({
          status: 403,
          body: { code: 'totp_required' },
        });
      }
      expect((await client.post(`/tenants/${tenantId}/api-keys`, { name: 'x' })).body).toMatchObject({
        code: 'totp_required',
      });
      expect((await client.get(`/tenants/${other}`)).status).toBe(200);
    }
    expect((await member.get('/session')).body).toMatchObject({
      totpEnabled: false,
      mustEnableTotp: true,
      tenants: [
        { id: other, mustEnableTotp: false },
        { id: tenantId, mustEnableTotp: true },
      ],
    });
    // An app that was shown the secret, but proved nothing yet, is none.
    await member.post('/totp', { password: PASSWORD });
    expect((await member.get(`/tenants/${tenantId}`)).status).toBe(403);

    await turnOnTotp(member);
    for (const client of [member, script]) expect((await client.get(`/tenants/${tenantId}`)).status).toBe(200);
    expect((await member.get('/session')).body).toMatchObject({ totpEnabled: true, mustEnableTotp: false });
    expect((await member.post('/totp/disable', { password: PASSWORD })).status).toBe(204);
    expect((await member.get(`/tenants/${tenantId}`)).status).toBe(403);
  });

  it('is open to the people of the platform', async () => {
    const tenantId = await test.openTenant();
    await test.operator.patch(`/tenants/${tenantId}/settings`, { requireTotp: true });
    expect((await test.operator.get(`/tenants/${tenantId}`)).status).toBe(200);
  });
});
