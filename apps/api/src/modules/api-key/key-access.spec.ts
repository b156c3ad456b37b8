import { GatewayError } from '@switchboard/contracts';
import type { ApiKeyPrincipal } from '../../http/principal';
import { checkKeyAccess } from './key-access';

const NOW = new Date('2026-06-01T12:00:00Z');

function key(overrides: Partial<ApiKeyPrincipal> = {}): ApiKeyPrincipal {
  const tenantId = '01900000-0000-7000-8000-000000000001';
  return {
    kind: 'api-key',
    keyId: '01900000-0000-7000-8000-00000000000a',
    keyPrefix: 'pk_abcdef',
    keyName: 'Server',
    tenantId,
    scopes: ['messages:send'],
    allowedIps: ['192.0.2.0/24'],
    phoneNumberId: null,
    expiresAt: null,
    monthlySpendLimitMicros: null,
    tenant: { id: tenantId, name: 'Acme', status: 'active', currency: 'USD' },
    plan: plan(null),
    ...overrides,
  };
}

function plan(periodEnd: Date | null): ApiKeyPrincipal['plan'] {
  const limits = { messagesPerSecond: 80, messagesPerMinute: 4800, mediaPerMinute: 600 };
  return { code: 'BASIC', ...limits, features: [], platformFeeMicros: 1_000n, markupBps: 0, periodEnd };
}

const withStatus = (status: string) => ({ ...key().tenant, status });

function refusal(principal: ApiKeyPrincipal, ip = '192.0.2.9') {
  try {
    checkKeyAccess(principal, { scope: 'messages:send', ip, now: NOW });
    return null;
  } catch (error) {
    return error instanceof GatewayError ? { code: error.code, params: error.params } : error;
  }
}

describe('checkKeyAccess', () => {
  it('lets a key pass that has the scope, from an allowed address, of an active tenant with a running plan', () => {
    expect(refusal(key())).toBeNull();
    expect(refusal(key({ allowedIps: [] }), '')).toBeNull();
    expect(refusal(key({ plan: plan(new Date(NOW.getTime() + 1)) }))).toBeNull();
  });

  it('names the scope that a key lacks', () => {
    expect(refusal(key({ scopes: ['messages:read'] }))).toEqual({
      code: 'AUTH_006',
      params: { scope: 'messages:send' },
    });
  });

  it('refuses an address that is not on the list', () => {
    expect(refusal(key(), '198.51.100.1')).toMatchObject({ code: 'AUTH_007' });
  });

  it.each(['suspended', 'closed', 'anything else'])('refuses the keys of a tenant that is %s', (status) => {
    expect(refusal(key({ tenant: withStatus(status) }))).toMatchObject({ code: 'AUTH_008' });
  });

  it('refuses a plan from the instant at which its period ends', () => {
    expect(refusal(key({ plan: plan(NOW) }))).toMatchObject({ code: 'PLAN_001' });
  });

  it('tells of scope, address, tenant and plan in this order', () => {
    const everythingWrong = { scopes: [], tenant: withStatus('suspended'), plan: plan(new Date(0)) };
    expect(refusal(key(everythingWrong), '198.51.100.1')).toMatchObject({ code: 'AUTH_006' });
    expect(refusal(key({ ...everythingWrong, scopes: ['messages:send'] }), '198.51.100.1')).toMatchObject({
      code: 'AUTH_007',
    });
    expect(refusal(key({ ...everythingWrong, scopes: ['messages:send'] }))).toMatchObject({ code: 'AUTH_008' });
    expect(refusal(key({ plan: plan(new Date(0)) }))).toMatchObject({ code: 'PLAN_001' });
  });
});
