import { type ConsoleClient, startTestConsole, type TestConsole } from '../../../test/support/test-console';
import { TenantDirectory } from './tenant-directory';

const TOKEN = 'EAAG-very-secret-token';
const MISSING = '01890000-0000-7000-8000-000000000000';

describe('Phone numbers', () => {
  let test: TestConsole;
  let next = 100_000;
  beforeAll(async () => {
    test = await startTestConsole();
  });
  afterAll(() => test.platform.stop());

  const newId = () => String(next++);
  const request = (phoneNumberId = newId()) => ({
    phoneNumberId,
    wabaId: '555000',
    displayPhoneNumber: '+1 555-078-3881',
    accessToken: TOKEN,
  });
  const add = async (tenantId: string, body: object = request(), client: ConsoleClient = test.operator) => {
    const answer = await client.post(`/tenants/${tenantId}/phone-numbers`, body);
    return {
      ...answer,
      path: `/tenants/${tenantId}/phone-numbers/${String(answer.body['id'])}`,
      id: String(answer.body['id']),
    };
  };

  it('have their access token encrypted at rest, also in the audit log', async () => {
    const tenantId = await test.openTenant();
    const { path } = await add(tenantId);
    await test.operator.patch(path, { accessToken: 'EAAG-another-token' });
    const { rows } = await test.platform.test.database.pool.query('SELECT * FROM phone_numbers, audit_log');
    expect(JSON.stringify(rows)).not.toMatch(/EAAG/);
    expect(JSON.stringify(rows)).toMatch(/"access_token_encrypted":"v1\.[0-9a-f]{8}\./);
  });

  it('can be live at one tenant only, and it is not told at which', async () => {
    const [first, second] = [await test.openTenant('First Secret'), await test.openTenant('Second')];
    const body = request();
    await add(first, body);
    const answers = [await add(second, body), await add(first, body)];
    for (const { status, body: problem } of answers) {
      expect(status).toBe(409);
      expect({ ...problem, requestId: '' }).toEqual({ ...answers[0]!.body, requestId: '' });
      expect(JSON.stringify(problem)).not.toContain(first);
    }
    const race = request();
    const statuses = await Promise.all(
      [first, second, first, second].map(async (tenantId) => (await add(tenantId, race)).status),
    );
    expect(statuses.sort()).toEqual([201, 409, 409, 409]);
  });

  it('are free to be added again once removed, and their token is wiped', async () => {
    const [first, second] = [await test.openTenant(), await test.openTenant()];
    const body = request();
    const { path, id } = await add(first, body);
    expect((await test.operator.delete(path)).status).toBe(204);
    expect((await test.operator.delete(path)).status).toBe(404);
    expect((await test.operator.get(path)).status).toBe(404);
    const { rows } = await test.platform.test.database.pool.query(
      'SELECT access_token_encrypted FROM phone_numbers WHERE id = $1',
      [id],
    );
    expect(rows).toEqual([{ access_token_encrypted: '' }]);
    expect((await add(second, body)).status).toBe(201);
    const directory = test.platform.app.get(TenantDirectory, { strict: false });
    expect(await directory.ownerOf(body.phoneNumberId)).toMatchObject({ tenantId: second });
  });

  it('are changed in their display, name, token, throughput and time zone', async () => {
    const tenantId = await test.openTenant();
    const { path } = await add(tenantId);
    const answer = await test.operator.patch(path, {
      displayPhoneNumber: '+90 532 123 45 67',
      verifiedName: 'Shrub',
      throughput: 20,
      timeZone: 'Europe/Istanbul',
    });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        displayPhoneNumber: '+90 532 123 45 67',
        verifiedName: 'Shrub',
        throughput: 20,
        timeZone: 'Europe/Istanbul',
      },
    });
    for (const body of [
      { throughput: 0 },
      { throughput: 1001 },
      { throughput: 1.5 },
      { throughput: '80' },
      { accessToken: 'with space' },
      { accessToken: '' },
      { phoneNumberId: '1' },
      { timeZone: '' },
      { timeZone: '+03:00' },
      { timeZone: 'Europe/Atlantis' },
      { timeZone: '../UTC' },
      { timeZone: 3 },
    ]) {
      expect((await test.operator.patch(path, body)).status).toBe(400);
    }
  });

  it('have no field that null could break', async () => {
    const tenantId = await test.openTenant();
    const { path } = await add(tenantId);
    for (const field of ['displayPhoneNumber', 'accessToken', 'throughput', 'timeZone']) {
      expect(await test.operator.patch(path, { [field]: null })).toMatchObject({ status: 400 });
    }
    expect(await test.operator.patch(path, { verifiedName: null })).toMatchObject({
      status: 200,
      body: { verifiedName: null },
    });
    expect((await add(tenantId, { ...request(), verifiedName: null })).status).toBe(201);
  });

  it.each([
    [{ phoneNumberId: undefined }, 'phoneNumberId'],
    [{ phoneNumberId: 106540352242922 }, 'phoneNumberId'],
    [{ phoneNumberId: '../me' }, 'phoneNumberId'],
    [{ wabaId: '' }, 'wabaId'],
    [{ displayPhoneNumber: 'call me' }, 'displayPhoneNumber'],
    [{ accessToken: 'a\r\nX-Evil: 1' }, 'accessToken'],
    [{ accessToken: undefined }, 'accessToken'],
    [{ verifiedName: 'a\u0000' }, 'verifiedName'],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone'],
    [{ timeZone: null }, 'timeZone'],
  ])('are not added with %p', async (overrides, path) => {
    const tenantId = await test.openTenant();
    const answer = await add(tenantId, { ...request(), ...overrides });
    expect(answer.status).toBe(400);
    expect(answer.body['fields']).toEqual(expect.arrayContaining([expect.objectContaining({ path })]));
  });

  it('are managed by owners and admins, and read by every role', async () => {
    const tenantId = await test.openTenant();
    const { path } = await add(tenantId);
    for (const role of ['owner', 'admin', 'developer', 'billing', 'viewer']) {
      const client = await test.join(tenantId, role, `${role}.p@example.com`);
      const isManager = role === 'owner' || role === 'admin';
      expect((await client.get(path)).status).toBe(200);
      expect((await client.patch(path, { throughput: 80 })).status).toBe(isManager ? 200 : 403);
      expect((await add(tenantId, request(), client)).status).toBe(isManager ? 201 : 403);
      expect((await client.post(`${path}/verify`)).status).toBe(isManager ? 200 : 403);
    }
  });

  it('of another tenant can be neither seen nor used: they answer as missing ones do', async () => {
    const [mine, theirs] = [await test.openTenant(), await test.openTenant()];
    const owner = await test.join(mine, 'owner', 'owner.p2@example.com');
    const { id, body } = await add(theirs);
    for (const reference of [id, String(body['phoneNumberId'])]) {
      for (const path of [
        `/tenants/${mine}/phone-numbers/${reference}`,
        `/tenants/${theirs}/phone-numbers/${reference}`,
      ]) {
        const unknown = path.replace(theirs, MISSING).replace(reference, MISSING);
        for (const [method, suffix, payload] of [
          ['GET', '', undefined],
          ['PATCH', '', { throughput: 80 }],
          ['DELETE', '', undefined],
          ['POST', '/verify', {}],
          ['POST', '/register', { pin: '123456' }],
          ['POST', '/deregister', {}],
          ['POST', '/request-code', { codeMethod: 'SMS', language: 'en' }],
          ['POST', '/verify-code', { code: '123456' }],
          ['GET', '/profile', undefined],
          ['PATCH', '/profile', { about: 'Taken over' }],
        ] as const) {
          const answer = await owner.send(method, path + suffix, payload);
          const missing = await owner.send(method, unknown + suffix, payload);
          expect({ status: answer.status, ...answer.body, requestId: '' }).toEqual({
            status: 404,
            ...missing.body,
            requestId: '',
          });
        }
      }
    }
    expect((await owner.get(`/tenants/${mine}/phone-numbers`)).body.items).toEqual([]);
    expect((await test.operator.get(`/tenants/${theirs}/phone-numbers/%00`)).status).toBe(404);
  });

  it('reach the path of a message decrypted, and a change reaches it within a second', async () => {
    const directory = test.platform.app.get(TenantDirectory, { strict: false });
    const tenantId = await test.openTenant();
    const { path, id, body } = await add(tenantId);
    const tokens = async () => (await directory.get(tenantId))?.phoneNumbers.map(({ accessToken }) => accessToken);
    const until = async (expected: string[]) => {
      const startedAt = performance.now();
      while (JSON.stringify(await tokens()) !== JSON.stringify(expected)) {
        if (performance.now() - startedAt > 1_000) throw new Error('The change took longer than a second.');
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await until([TOKEN]);
    expect(await directory.ownerOf(String(body['phoneNumberId']))).toEqual({ tenantId, id });
    await test.operator.patch(path, { accessToken: 'EAAG-renewed' });
    await until(['EAAG-renewed']);
    await test.operator.delete(path);
    await until([]);
  });
});
