import type { NestExpressApplication } from '@nestjs/platform-express';
import { generateApiKey, GatewayError } from '@switchboard/contracts';
import { AppConfig } from '../../config/env';
import { CacheNotices } from '../../database/cache-notices';
import { createHttpApplication } from '../../http-application';
import { PlanRepository } from '../billing/plan.repository';
import { startTestConsole, type TestConsole } from '../../../test/support/test-console';
import { TenantRepository } from '../tenant/tenant.repository';
import { ApiKeyRepository } from './api-key.repository';
import { ApiKeyUsage } from './api-key-usage.service';
import { ApiKeyVerifier } from './api-key-verifier.service';

describe('The verification of API keys', () => {
  let test: TestConsole;
  let other: NestExpressApplication;
  let instances: ApiKeyVerifier[];
  let tenantId: string;
  beforeAll(async () => {
    test = await startTestConsole();
    other = await createHttpApplication(test.platform.app.get(AppConfig));
    await other.init();
    instances = [test.platform.app, other].map((app) => app.get(ApiKeyVerifier, { strict: false }));
    tenantId = await test.openTenant();
  });
  afterAll(async () => {
    await other.close();
    await test.platform.stop();
  });

  const create = async () => {
    const { body } = await test.operator.post(`/tenants/${tenantId}/api-keys`, { name: 'x' });
    return {
      key: String(body['key']),
      id: String(body['id']),
      path: `/tenants/${tenantId}/api-keys/${String(body['id'])}`,
    };
  };
  const codeOf = async (verifier: ApiKeyVerifier, authorization: string, ip = '192.0.2.1') => {
    try {
      await verifier.verify(authorization, ip);
      return null;
    } catch (error) {
      return error instanceof GatewayError ? error.code : error;
    }
  };

  it('hears of a revocation on every instance within a second', async () => {
    const { key, path } = await create();
    for (const verifier of instances) expect(await codeOf(verifier, `Bearer ${key}`)).toBeNull();
    const revokedAt = performance.now();
    await test.operator.delete(path);
    for (const [index, verifier] of instances.entries()) {
      while ((await codeOf(verifier, `Bearer ${key}`, `198.51.100.${index}`)) === null)
        await new Promise((resolve) => setImmediate(resolve));
    }
    expect(performance.now() - revokedAt).toBeLessThan(1_000);
  });

  it('reads nothing from the database for a key that is in memory, and makes no new principal', async () => {
    const { app } = test.platform;
    const isHeard = new Promise<void>((resolve) => {
      app.get(CacheNotices).onChange(({ table }) => table === 'api_keys' && resolve());
    });
    const { key } = await create();
    await isHeard;
    const [verifier] = instances as [ApiKeyVerifier];
    const first = await verifier.verify(`Bearer ${key}`, '192.0.2.1');
    const reads = [
      jest.spyOn(app.get(ApiKeyRepository, { strict: false }), 'findByHash'),
      jest.spyOn(app.get(TenantRepository, { strict: false }), 'findWithNumbers'),
      jest.spyOn(app.get(PlanRepository, { strict: false }), 'findSubscription'),
    ];
    for (let count = 0; count < 100; count += 1)
      expect(await verifier.verify(`bearer ${key}`, '192.0.2.1')).toBe(first);
    for (const read of reads) expect(read).not.toHaveBeenCalled();
    expect(first).toMatchObject({
      kind: 'api-key',
      tenantId,
      tenant: { status: 'active', currency: 'USD' },
      plan: { code: 'BASIC', messagesPerSecond: 80 },
    });
    expect(
      JSON.stringify(first, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain(key);
  });

  it('answers thirty failures a minute of one network, also of many at once, and then makes it wait', async () => {
    const [verifier] = instances as [ApiKeyVerifier];
    const { key } = await create();
    const { key: unseen } = await create();
    await verifier.verify(`Bearer ${key}`, '203.0.113.1');
    const guesses = Array.from({ length: 60 }, (_, index) =>
      index % 2 === 0 ? `Bearer ${generateApiKey()}` : 'Bearer pk_guess',
    );
    const codes = await Promise.all(guesses.map((guess) => codeOf(verifier, guess, '203.0.113.1')));
    expect(codes.filter((code) => code !== 'RATE_001')).toHaveLength(30);
    await expect(verifier.verify(`Bearer ${generateApiKey()}`, '203.0.113.1')).rejects.toMatchObject({
      code: 'RATE_001',
      params: { limit_type: 'min', retry_after: expect.stringMatching(/^\d+s$/) as string },
    });
    // A key that was verified before is still let in, one that was not has to wait, and other networks do not notice.
    await create();
    expect(await codeOf(verifier, `Bearer ${key}`, '203.0.113.1')).toBeNull();
    expect(await codeOf(verifier, `Bearer ${unseen}`, '203.0.113.1')).toBe('RATE_001');
    expect(await codeOf(verifier, `Bearer ${unseen}`, '203.0.113.2')).toBeNull();
  });

  it('does not hold a burst of good keys back that nobody has seen before', async () => {
    const keys = await Promise.all(Array.from({ length: 40 }, create));
    const [verifier] = instances as [ApiKeyVerifier];
    const codes = await Promise.all(
      [...keys, ...keys].map(({ key }) => codeOf(verifier, `Bearer ${key}`, '203.0.113.9')),
    );
    expect(codes.every((code) => code === null)).toBe(true);
  });

  it('writes when keys were last used in one statement', async () => {
    const keys = await Promise.all([create(), create(), create()]);
    const [verifier] = instances as [ApiKeyVerifier];
    for (const { key } of [...keys, ...keys]) await verifier.verify(`Bearer ${key}`, '192.0.2.1');
    for (const { path } of keys) expect((await test.operator.get(path)).body['lastUsedAt']).toBeNull();
    await test.platform.app.get(ApiKeyUsage, { strict: false }).flush();
    for (const { path } of keys) {
      const { lastUsedAt } = (await test.operator.get(path)).body;
      expect(Date.now() - Date.parse(String(lastUsedAt))).toBeLessThan(10_000);
    }
  });

  it('says that a key could not be checked when the database is away, and lets known keys in', async () => {
    const { key } = await create();
    const [, verifier] = instances as [ApiKeyVerifier, ApiKeyVerifier];
    await verifier.verify(`Bearer ${key}`, '192.0.2.1');
    const { database } = test.platform.test;
    const away = new ApiKeyVerifier(
      { findByHash: () => database.platform.$queryRaw`SELECT * FROM no_such_table` } as never,
      {} as never,
      {} as never,
      { note: () => undefined } as never,
      { isListening: true, onChange: () => undefined, onReset: () => undefined } as never,
    );
    expect(await codeOf(away, `Bearer ${key}`)).toBe('AUTH_004');
    expect(await codeOf(verifier, `Bearer ${key}`)).toBeNull();
  });
});
