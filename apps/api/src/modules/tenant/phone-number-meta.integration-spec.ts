import { startTestConsole, type TestConsole } from '../../../test/support/test-console';
import { PhoneNumberMeta } from './phone-number-meta.service';
import { PhoneNumberRefreshJob } from './phone-number-refresh.job';

const TOKEN = 'EAAG-very-secret-token';

describe('Phone numbers at Meta', () => {
  let test: TestConsole;
  let next = 200_000;
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
  const add = async (tenantId: string, body: object = request()) => {
    const answer = await test.operator.post(`/tenants/${tenantId}/phone-numbers`, body);
    return {
      ...answer,
      path: `/tenants/${tenantId}/phone-numbers/${String(answer.body['id'])}`,
      id: String(answer.body['id']),
    };
  };
  const simulate = (path: string, body: object) =>
    fetch(`${test.platform.simulator.baseUrl}/_sim/${path}`, { method: 'POST', body: JSON.stringify(body) });

  it('are verified with Meta when they are added, and shown without their access token', async () => {
    const tenantId = await test.openTenant();
    const body = request();
    await simulate('phone-numbers', {
      phoneNumberId: body.phoneNumberId,
      wabaId: body.wabaId,
      verifiedName: 'Lucky Shrub',
      displayPhoneNumber: '+1 555-078-3881',
      throughputLevel: 'HIGH',
      qualityRating: 'YELLOW',
    });
    const added = await add(tenantId, { ...body, verifiedName: 'Not yet known' });
    expect(added.status).toBe(201);
    expect(added.body).toEqual({
      id: added.id,
      phoneNumberId: body.phoneNumberId,
      wabaId: '555000',
      displayPhoneNumber: '+1 555-078-3881',
      verifiedName: 'Lucky Shrub',
      status: 'connected',
      qualityRating: 'YELLOW',
      throughput: 1000,
      health: 'AVAILABLE',
      healthIssues: [],
      timeZone: 'UTC',
      nameStatus: 'APPROVED',
      messagingLimitTier: 'TIER_UNLIMITED',
      webhookSubscribed: true,
      problem: null,
      refreshedAt: expect.any(String) as string,
      createdAt: expect.any(String) as string,
    });
    expect((await test.operator.get(added.path)).body).toEqual(added.body);
    expect((await test.operator.get(`/tenants/${tenantId}/phone-numbers/${body.phoneNumberId}`)).body).toEqual(
      added.body,
    );
    expect((await test.operator.get(`/tenants/${tenantId}/phone-numbers`)).body).toEqual({
      items: [added.body],
      nextCursor: null,
    });
  });

  it.each<[string, string, object, string]>([
    ['the token is none of its own', 'accessToken', { accessToken: 'EAAG-worn-out' }, 'code 190'],
    ['the number is not known to it', 'phoneNumberId', { phoneNumberId: 'not-of-meta' }, 'code 100'],
    ['the account is not known to it', 'wabaId', { wabaId: 'not-of-meta' }, 'code 100'],
    ['the number is of another account', 'wabaId', { wabaId: '555001' }, 'not the account'],
  ])('are not added when Meta says that %s', async (_title, field, claim, words) => {
    const tenantId = await test.openTenant();
    await simulate('tokens', { token: 'EAAG-worn-out', state: 'revoked' });
    const body = { ...request(), accessToken: `EAAG-${newId()}`, ...claim };
    const declared = /^\d+$/.test(body.phoneNumberId);
    if (declared) await simulate('phone-numbers', { phoneNumberId: body.phoneNumberId, wabaId: '555000' });
    for (const path of ['phone-numbers', 'phone-numbers/check']) {
      const { displayPhoneNumber: _, ...checked } = body;
      const answer = await test.operator.post(`/tenants/${tenantId}/${path}`, path.endsWith('check') ? checked : body);
      const message = expect.stringContaining(words) as string;
      expect(answer).toMatchObject({
        status: 400,
        body: { code: 'validation_failed', fields: [{ path: field, message }] },
      });
      expect(JSON.stringify(answer.body)).not.toContain(body.accessToken);
    }
    expect((await test.operator.get(`/tenants/${tenantId}/phone-numbers`)).body.items).toEqual([]);
  });

  it('are added unverified while Meta is away, and verified as soon as it is back', async () => {
    const tenantId = await test.openTenant();
    const body = { ...request(), wabaId: newId() };
    await simulate('faults', { kind: 'http', httpStatus: 503, body: '', times: 1 });
    const { status, path, body: added } = await add(tenantId, body);
    expect({ status, added }).toMatchObject({
      status: 201,
      added: {
        status: 'unverified',
        displayPhoneNumber: '+1 555-078-3881',
        refreshedAt: null,
        webhookSubscribed: null,
      },
    });
    expect(added['problem']).toMatch(/Meta could not be asked/);
    const job = test.platform.app.get(PhoneNumberRefreshJob, { strict: false });
    await job.runAll(new Date(Date.now() + 10 * 60_000));
    expect((await test.operator.get(path)).body).toMatchObject({
      status: 'connected',
      problem: null,
      refreshedAt: expect.any(String) as string,
    });
  });

  it('are checked with Meta before they are added, without a trace', async () => {
    const tenantId = await test.openTenant();
    const { displayPhoneNumber: _, ...claim } = request();
    await simulate('phone-numbers', { ...claim, verifiedName: 'Lucky Shrub', registered: false });
    expect(await test.operator.post(`/tenants/${tenantId}/phone-numbers/check`, claim)).toMatchObject({
      status: 200,
      body: {
        phoneNumberId: claim.phoneNumberId,
        wabaId: '555000',
        verifiedName: 'Lucky Shrub',
        nameStatus: 'APPROVED',
        qualityRating: 'GREEN',
        throughput: 80,
        messagingLimitTier: 'TIER_UNLIMITED',
        health: 'AVAILABLE',
        healthIssues: [],
        isRegistered: false,
        webhookSubscribed: true,
      },
    });
    expect((await test.operator.get(`/tenants/${tenantId}/phone-numbers`)).body.items).toEqual([]);
    const { rows } = await test.platform.test.database.pool.query('SELECT * FROM audit_log WHERE tenant_id = $1', [
      tenantId,
    ]);
    expect(JSON.stringify(rows)).not.toContain('phone_number');
  });

  it("show it when the token may not subscribe to the account's webhooks, and are added all the same", async () => {
    const tenantId = await test.openTenant();
    const body = { ...request(), accessToken: `EAAG-${newId()}`, wabaId: newId() };
    await simulate('faults', { kind: 'error', code: 200, match: { path: 'subscribed_apps' }, times: 2 });
    expect(await add(tenantId, body)).toMatchObject({
      status: 201,
      body: { status: 'connected', webhookSubscribed: false, problem: null },
    });
  });

  it('are looked up at Meta daily: what has changed is shown, one that fails does not keep the others', async () => {
    const tenantId = await test.openTenant();
    const token = `EAAG-${newId()}`;
    const lost = await add(tenantId, { ...request(), accessToken: token, wabaId: newId() });
    const kept = await add(tenantId);
    const job = test.platform.app.get(PhoneNumberRefreshJob, { strict: false });
    while ((await job.runAll()) > 0);
    await simulate('tokens', { token, state: 'revoked' });
    await simulate('phone-numbers', {
      phoneNumberId: kept.body['phoneNumberId'],
      qualityRating: 'RED',
      health: 'LIMITED',
      healthErrors: [{ error_code: 141006, error_description: 'Payment issue', possible_solution: 'Pay' }],
    });
    const tomorrow = new Date(Date.now() + 25 * 60 * 60_000);
    while ((await job.runAll(tomorrow)) > 0);
    expect(await job.runAll(tomorrow)).toBe(0);
    expect((await test.operator.get(lost.path)).body).toMatchObject({
      status: 'error',
      problem: expect.stringMatching(/^Meta refused this \(code 190\)/) as string,
    });
    expect((await test.operator.get(kept.path)).body).toMatchObject({
      status: 'connected',
      qualityRating: 'RED',
      health: 'LIMITED',
      healthIssues: [{ entity: 'PHONE_NUMBER', code: 141006, description: 'Payment issue', solution: 'Pay' }],
      problem: null,
    });
    const { items } = (await test.operator.get(`/tenants/${tenantId}/audit-log?action=phone_number.refreshed`)).body;
    expect(items.map(({ targetId }) => targetId).sort()).toEqual([lost.id, kept.id].sort());
  });

  it('are verified by a version of the Graph API too that does not have all of the fields', async () => {
    const tenantId = await test.openTenant();
    const body = request();
    await simulate('faults', { kind: 'error', code: 100, match: { path: body.phoneNumberId }, times: 1 });
    expect(await add(tenantId, body)).toMatchObject({
      status: 201,
      body: { status: 'connected', qualityRating: 'GREEN', nameStatus: null, messagingLimitTier: null },
    });
  });

  it("are managed by programs with Meta's own words, their own alone, and what that changes is shown", async () => {
    const meta = test.platform.app.get(PhoneNumberMeta, { strict: false });
    const tenantId = await test.openTenant();
    const [wabaId, accessToken] = [newId(), `EAAG-${newId()}`];
    const { path, body } = await add(tenantId, { ...request(), wabaId, accessToken });
    const phoneNumberId = String(body['phoneNumberId']);
    await simulate('phone-numbers', { phoneNumberId: newId(), wabaId });

    const owned = { tenantId, phoneNumberId };
    const program = { user: 'system', origin: null } as const;
    expect(await meta.read(tenantId, phoneNumberId, 'name_status')).toEqual({
      id: phoneNumberId,
      name_status: 'APPROVED',
    });
    const { data } = await meta.list(tenantId, wabaId, new URLSearchParams({ fields: 'id', access_token: 'pk_1' }));
    expect(data).toEqual([{ id: phoneNumberId }]);
    await meta.changeProfile(owned, { messaging_product: 'whatsapp', about: 'Bread' }, program);
    expect(await meta.profile(tenantId, phoneNumberId, new URLSearchParams({ fields: 'about' }))).toEqual({
      data: [{ messaging_product: 'whatsapp', about: 'Bread' }],
    });
    const product = { messaging_product: 'whatsapp' };
    expect(await meta.deregister(owned, product, program)).toEqual({ success: true });
    expect((await test.operator.get(path)).body).toMatchObject({ status: 'unverified' });
    await meta.requestCode(owned, { code_method: 'SMS', language: 'en' }, program);
    await meta.verifyCode(owned, { code: '123456' }, program);
    await meta.register(owned, { ...product, pin: '123456' }, program);
    expect((await test.operator.get(path)).body).toMatchObject({ status: 'connected' });
    await expect(meta.register(owned, { ...product, pin: '1' }, program)).rejects.toMatchObject({
      code: 'GW_002',
      metaHttpStatus: 400,
    });
    const { items } = (await test.operator.get(`/tenants/${tenantId}/audit-log?limit=5`)).body;
    expect((items as { action: string }[]).map(({ action }) => action)).toEqual(
      ['registered', 'code_verified', 'code_requested', 'deregistered', 'profile_changed'].map(
        (action) => `phone_number.${action}`,
      ),
    );

    const stranger = await test.openTenant();
    for (const attempt of [
      meta.read(stranger, phoneNumberId),
      meta.list(stranger, wabaId, new URLSearchParams()),
      meta.profile(stranger, phoneNumberId, new URLSearchParams()),
      meta.deregister({ tenantId: stranger, phoneNumberId }, product, program),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'NUM_001' });
    }
  });

  it('are proven by a code that Meta sends, and their profile is changed at Meta', async () => {
    const tenantId = await test.openTenant();
    const { path } = await add(tenantId);
    expect((await test.operator.post(`${path}/request-code`, { codeMethod: 'FAX', language: 'en' })).status).toBe(400);
    expect(await test.operator.post(`${path}/request-code`, { codeMethod: 'SMS', language: 'en_US' })).toMatchObject({
      status: 200,
    });
    expect(await test.operator.post(`${path}/verify-code`, { code: '654321' })).toMatchObject({
      status: 422,
      body: { code: 'meta_refused' },
    });
    expect((await test.operator.post(`${path}/verify-code`, { code: '123456' })).status).toBe(200);
    expect(await test.operator.get(`${path}/profile`)).toMatchObject({
      status: 200,
      body: { about: 'Hey there! I am using WhatsApp.', vertical: 'UNDEFINED', websites: [], email: null },
    });
    const changes = { about: 'Bread', websites: ['https://example.com'], vertical: 'RESTAURANT' };
    expect(await test.operator.patch(`${path}/profile`, changes)).toMatchObject({ status: 200, body: changes });
    for (const body of [{ about: '' }, { about: 'x'.repeat(140) }, { websites: ['a', 'b', 'c'] }, { vertical: 'X' }]) {
      expect((await test.operator.patch(`${path}/profile`, body)).status).toBe(400);
    }
    const { items } = (await test.operator.get(`/tenants/${tenantId}/audit-log`)).body;
    expect(items.map(({ action }) => action)).toEqual(
      expect.arrayContaining([
        'phone_number.code_requested',
        'phone_number.code_verified',
        'phone_number.profile_changed',
      ]),
    );
    expect(JSON.stringify(items)).not.toContain('123456');
  });

  it('learn their name, quality, throughput and health from Meta', async () => {
    const tenantId = await test.openTenant();
    const { path, body } = await add(tenantId);
    await simulate('phone-numbers', {
      phoneNumberId: body['phoneNumberId'],
      wabaId: '555000',
      verifiedName: 'Lucky Shrub',
      throughputLevel: 'HIGH',
    });
    const verified = await test.operator.post(`${path}/verify`);
    expect(verified).toMatchObject({
      status: 200,
      body: {
        verifiedName: 'Lucky Shrub',
        status: 'connected',
        qualityRating: 'GREEN',
        health: 'AVAILABLE',
        throughput: 1000,
      },
    });
    expect((await test.operator.get(path)).body).toEqual(verified.body);
  });

  it("tell in Meta's words why Meta refused, and stand at error when it was for the token", async () => {
    const tenantId = await test.openTenant();
    const token = 'EAAG-expired';
    const { path } = await add(tenantId, { ...request(), accessToken: token });
    await simulate('tokens', { token, state: 'expired' });
    const answer = await test.operator.post(`${path}/verify`);
    expect(answer).toMatchObject({ status: 422, body: { code: 'meta_refused' } });
    expect(JSON.stringify(answer.body)).not.toContain(token);
    expect((await test.operator.get(path)).body).toMatchObject({ status: 'error' });
    await test.operator.patch(path, { accessToken: 'EAAG-renewed' });
    await test.platform.app.get(PhoneNumberRefreshJob, { strict: false }).runAll();
    expect((await test.operator.get(path)).body).toMatchObject({ status: 'connected', problem: null });
  });

  it('are registered with a PIN of six digits and deregistered', async () => {
    const tenantId = await test.openTenant();
    const { path } = await add(tenantId);
    expect((await test.operator.post(`${path}/register`, { pin: '12345' })).status).toBe(400);
    expect(await test.operator.post(`${path}/register`, { pin: '123456' })).toMatchObject({
      status: 200,
      body: { status: 'connected' },
    });
    expect(await test.operator.post(`${path}/deregister`)).toMatchObject({
      status: 200,
      body: { status: 'unverified' },
    });
    const { rows } = await test.platform.test.database.pool.query('SELECT * FROM audit_log WHERE tenant_id = $1', [
      tenantId,
    ]);
    expect(JSON.stringify(rows)).not.toContain('123456');
  });
});
