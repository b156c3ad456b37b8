import { generateApiKey, SCOPES } from '@switchboard/contracts';
import { type ConsoleClient, startTestConsole, type TestConsole } from '../../../test/support/test-console';

const MISSING = '01890000-0000-7000-8000-000000000000';

describe('API keys', () => {
  let test: TestConsole;
  beforeAll(async () => {
    test = await startTestConsole();
  });
  afterAll(() => test.platform.stop());

  const create = async (tenantId: string, body: object = { name: 'Server' }, client: ConsoleClient = test.operator) => {
    const answer = await client.post(`/tenants/${tenantId}/api-keys`, body);
    const id = String(answer.body['id']);
    return { ...answer, id, key: String(answer.body['key']), path: `/tenants/${tenantId}/api-keys/${id}` };
  };
  const rows = async (statement: string, ...values: unknown[]) =>
    (await test.platform.test.database.pool.query(statement, values)).rows as Record<string, unknown>[];

  /** What v1 says to a key: the code of its error, or null when it lets the key in. */
  const refusal = async (authorization: string | null) => {
    const response = await fetch(`${test.platform.url}/v1/wa/balance`, {
      headers: authorization === null ? {} : { authorization },
    });
    const body = (await response.json()) as { errors?: { code: string; params?: object } };
    return body.errors?.code ?? null;
  };
  const until = async (key: string, code: string | null) => {
    const startedAt = performance.now();
    while ((await refusal(`Bearer ${key}`)) !== code) {
      if (performance.now() - startedAt > 1_000) throw new Error('It took longer than a second.');
    }
  };

  it('are shown once, with everything that they are allowed', async () => {
    const tenantId = await test.openTenant();
    const { status, body, id, key, path } = await create(tenantId);
    expect(status).toBe(201);
    expect(body).toEqual({
      id,
      key: expect.stringMatching(/^pk_[0-9A-Za-z]{32}$/) as string,
      name: 'Server',
      prefix: key.slice(0, 9),
      scopes: [...SCOPES],
      phoneNumberId: null,
      expiresAt: null,
      allowedIps: [],
      monthlySpendLimit: null,
      lastUsedAt: null,
      createdAt: expect.any(String) as string,
      revokedAt: null,
    });
    const { key: _, ...view } = body;
    expect((await test.operator.get(path)).body).toEqual(view);
    expect((await test.operator.get(`/tenants/${tenantId}/api-keys`)).body).toEqual({
      items: [view],
      nextCursor: null,
    });
    expect(JSON.stringify(await rows('SELECT * FROM api_keys, audit_log'))).not.toContain(key);
    expect(await refusal(`Bearer ${key}`)).toBeNull();
  });

  it('have the settings that they were made with', async () => {
    const tenantId = await test.openTenant();
    const number = await test.operator.post(`/tenants/${tenantId}/phone-numbers`, {
      phoneNumberId: '777001',
      wabaId: '1',
      displayPhoneNumber: '+1 555 0100',
      accessToken: 't',
    });
    const settings = {
      name: 'Limited',
      scopes: ['messages:send', 'billing:read'],
      phoneNumberId: '777001',
      expiresAt: '2099-01-01T00:00:00.000Z',
      allowedIps: ['192.0.2.0/24', '127.0.0.1', '2001:db8::/32'],
      monthlySpendLimit: '12.500000',
    };
    expect((await create(tenantId, settings)).body).toMatchObject(settings);
    expect((await create(tenantId, { ...settings, phoneNumberId: number.body['id'] })).body).toMatchObject(settings);
  });

  it('take null for a setting that is left out', async () => {
    const tenantId = await test.openTenant();
    const nothing = { scopes: null, phoneNumberId: null, expiresAt: null, allowedIps: null, monthlySpendLimit: null };
    const { status, body, path } = await create(tenantId, { name: 'Plain', ...nothing });
    expect(status).toBe(201);
    expect(body).toMatchObject({ scopes: [...SCOPES], allowedIps: [], expiresAt: null });
    expect((await test.operator.post(`${path}/rotate`, { overlapSeconds: null })).status).toBe(201);
  });

  it.each([
    [{}, 'name'],
    [{ name: 'x', scopes: [] }, 'scopes'],
    [{ name: 'x', scopes: ['messages:send', 'everything'] }, 'scopes'],
    [{ name: 'x', scopes: 'messages:send' }, 'scopes'],
    [{ name: 'x', expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    [{ name: 'x', expiresAt: 4102444800 }, 'expiresAt'],
    [{ name: 'x', allowedIps: ['10.0.0.0/33'] }, 'allowedIps'],
    [{ name: 'x', allowedIps: ['localhost'] }, 'allowedIps'],
    [{ name: 'x', allowedIps: [1] }, 'allowedIps'],
    [{ name: 'x', monthlySpendLimit: 10 }, 'monthlySpendLimit'],
    [{ name: 'x', monthlySpendLimit: '-1' }, 'monthlySpendLimit'],
    [{ name: 'x', monthlySpendLimit: '1.0000001' }, 'monthlySpendLimit'],
    [{ name: 'x', phoneNumberId: '999999' }, 'phoneNumberId'],
    [{ name: 'x', phoneNumberId: MISSING }, 'phoneNumberId'],
    [{ name: 'x', key: 'pk_mine' }, 'key'],
  ])('are not made with %p', async (body, path) => {
    const tenantId = await test.openTenant();
    const answer = await create(tenantId, body);
    expect(answer.status).toBe(400);
    expect(answer.body['fields']).toEqual(expect.arrayContaining([expect.objectContaining({ path })]));
  });

  it("cannot have another tenant's phone number", async () => {
    const [mine, theirs] = [await test.openTenant(), await test.openTenant()];
    await test.operator.post(`/tenants/${theirs}/phone-numbers`, {
      phoneNumberId: '777002',
      wabaId: '1',
      displayPhoneNumber: '+1 555 0100',
      accessToken: 't',
    });
    expect(await create(mine, { name: 'x', phoneNumberId: '777002' })).toMatchObject({
      status: 400,
      body: { fields: [{ path: 'phoneNumberId' }] },
    });
  });

  it('are refused within a second of being revoked', async () => {
    const tenantId = await test.openTenant();
    const { key, path } = await create(tenantId);
    expect(await refusal(`Bearer ${key}`)).toBeNull();
    expect((await test.operator.delete(path)).status).toBe(204);
    await until(key, 'AUTH_001');
    expect((await test.operator.delete(path)).status).toBe(204);
    expect((await test.operator.get(path)).body['revokedAt']).toEqual(expect.any(String));
  });

  it('are refused within a second of their tenant being suspended or closed, and work again when it is resumed', async () => {
    const tenantId = await test.openTenant();
    const { key } = await create(tenantId);
    await until(key, null);
    await test.operator.post(`/tenants/${tenantId}/suspend`);
    await until(key, 'AUTH_008');
    await test.operator.post(`/tenants/${tenantId}/resume`);
    await until(key, null);
    await test.operator.delete(`/tenants/${tenantId}`);
    await until(key, 'AUTH_008');
  });

  it('are refused from the instant at which they expire, although they are in memory', async () => {
    const tenantId = await test.openTenant();
    const { key } = await create(tenantId, { name: 'x', expiresAt: new Date(Date.now() + 400).toISOString() });
    expect(await refusal(`Bearer ${key}`)).toBeNull();
    await until(key, 'AUTH_001');
  });

  it('are told what is wrong with them', async () => {
    const tenantId = await test.openTenant();
    expect(await refusal(null)).toBe('AUTH_002');
    for (const garbled of [
      '',
      'Bearer',
      'Bearer ',
      'Basic abc',
      'pk_x',
      `Bearer ${generateApiKey().slice(0, -1)}`,
      `Bearer ${generateApiKey()}x`,
      `Bearer op_${generateApiKey().slice(3)}`,
    ]) {
      expect(await refusal(garbled)).toBe('AUTH_003');
    }
    expect(await refusal(`Bearer ${generateApiKey()}`)).toBe('AUTH_001');
    const { key: scoped } = await create(tenantId, { name: 'x', scopes: ['messages:send'] });
    expect(await refusal(`Bearer ${scoped}`)).toBe('AUTH_006');
    const { key: elsewhere } = await create(tenantId, { name: 'x', allowedIps: ['192.0.2.0/24'] });
    expect(await refusal(`Bearer ${elsewhere}`)).toBe('AUTH_007');
    const { key: corrupt, id } = await create(tenantId);
    await rows(`UPDATE api_keys SET scopes = '{everything}' WHERE id = $1`, id);
    expect(await refusal(`Bearer ${corrupt}`)).toBe('AUTH_005');
  });

  it('are rotated: the new one has the same settings, the old one works during the overlap', async () => {
    const tenantId = await test.openTenant();
    const settings = {
      name: 'Rotating',
      scopes: ['billing:read'],
      allowedIps: ['127.0.0.1'],
      monthlySpendLimit: '5.000000',
      expiresAt: '2099-01-01T00:00:00.000Z',
    };
    const old = await create(tenantId, settings);
    await rows(
      `INSERT INTO api_key_spend VALUES ($1, $2, date_trunc('month', now() AT TIME ZONE 'UTC'), 4000000), ($1, $2, '2020-01-01', 7)`,
      tenantId,
      old.id,
    );
    const rotated = await test.operator.post(`${old.path}/rotate`, { overlapSeconds: 60 });
    expect(rotated).toMatchObject({ status: 201, body: settings });
    expect(rotated.body['id']).not.toBe(old.id);
    const key = String(rotated.body['key']);
    await until(old.key, null);
    await until(key, null);
    const oldView = (await test.operator.get(old.path)).body;
    const endsInMs = Date.parse(String(oldView['expiresAt'])) - Date.now();
    expect(endsInMs).toBeGreaterThan(50_000);
    expect(endsInMs).toBeLessThanOrEqual(60_000);
    // What was spent this month counts for the new key.
    expect(await rows('SELECT spent_micros FROM api_key_spend WHERE api_key_id = $1', rotated.body['id'])).toEqual([
      { spent_micros: '4000000' },
    ]);

    const again = await test.operator.post(`/tenants/${tenantId}/api-keys/${String(rotated.body['id'])}/rotate`, {
      overlapSeconds: 0,
    });
    await until(key, 'AUTH_001');
    await until(String(again.body['key']), null);
    expect(
      (await test.operator.post(`/tenants/${tenantId}/api-keys/${String(rotated.body['id'])}/rotate`, {})).status,
    ).toBe(409);
    for (const overlapSeconds of [-1, 604_801, 1.5, '60']) {
      expect((await test.operator.post(`${old.path}/rotate`, { overlapSeconds })).status).toBe(400);
    }
  });

  it('are managed by owners, admins and developers, and read by every role', async () => {
    const tenantId = await test.openTenant();
    for (const role of ['owner', 'admin', 'developer', 'billing', 'viewer']) {
      const client = await test.join(tenantId, role, `${role}.k@example.com`);
      const isManager = !['billing', 'viewer'].includes(role);
      const { path } = await create(tenantId);
      expect((await create(tenantId, { name: role }, client)).status).toBe(isManager ? 201 : 403);
      expect((await client.get(path)).status).toBe(200);
      expect((await client.post(`${path}/rotate`, { overlapSeconds: 60 })).status).toBe(isManager ? 201 : 403);
      expect((await client.delete(path)).status).toBe(isManager ? 204 : 403);
    }
  });

  it("does not return, rotate or revoke another tenant's keys", async () => {
    const [mine, theirs] = [await test.openTenant(), await test.openTenant()];
    const owner = await test.join(mine, 'owner', 'owner.k2@example.com');
    const { id, key } = await create(theirs);
    for (const path of [`/tenants/${mine}/api-keys/${id}`, `/tenants/${theirs}/api-keys/${id}`]) {
      const unknown = path.replace(theirs, MISSING).replace(id, MISSING);
      for (const [method, suffix] of [
        ['GET', ''],
        ['DELETE', ''],
        ['POST', '/rotate'],
      ] as const) {
        const answer = await owner.send(method, path + suffix, method === 'POST' ? {} : undefined);
        const missing = await owner.send(method, unknown + suffix, method === 'POST' ? {} : undefined);
        expect({ status: answer.status, ...answer.body, requestId: '' }).toEqual({
          status: 404,
          ...missing.body,
          requestId: '',
        });
      }
    }
    expect((await owner.get(`/tenants/${mine}/api-keys`)).body.items).toEqual([]);
    expect((await owner.get(`/tenants/${theirs}/api-keys`)).status).toBe(404);
    expect((await test.operator.get(`/tenants/${mine}/api-keys/nonsense`)).status).toBe(404);
    expect((await test.operator.get(`/tenants/${MISSING}/api-keys`)).status).toBe(404);
    await until(key, null);
  });

  it('leave a trace of who made, rotated and revoked them, without secrets', async () => {
    const tenantId = await test.openTenant();
    const { path } = await create(tenantId);
    const { body } = await test.operator.post(`${path}/rotate`, { overlapSeconds: 60 });
    await test.operator.delete(path);
    const { items } = (await test.operator.get(`/tenants/${tenantId}/audit-log?actor=operator@example.com`)).body;
    expect(items.map(({ action }) => action)).toEqual([
      'api_key.revoked',
      'api_key.rotated',
      'api_key.created',
      'tenant.created',
    ]);
    expect(items[1]).toMatchObject({ after: { replacedBy: body['id'] } });
    expect(items[0]).toMatchObject({
      actor: { kind: 'user', name: 'operator@example.com' },
      targetType: 'api_key',
      ip: '127.0.0.1',
    });
  });
});
