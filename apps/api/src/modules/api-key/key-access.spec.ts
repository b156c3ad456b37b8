import { GatewayError } from '@switchboard/contracts';
import type { ApiKeyPrincipal } from '../../http/principal';
import { checkKeyAccess, checkV2KeyAccess } from './key-access';

const NOW = new Date('2026-06-01T12:00:00Z');
/** What is said of a plan that ended now. */
const PLAN_ENDED = { reason: 'PLAN_EXPIRED', ended_at: NOW.toISOString() };

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

function plan(periodEnd: Date | null, features: string[] = []): ApiKeyPrincipal['plan'] {
  const limits = { messagesPerSecond: 80, messagesPerMinute: 4800, mediaPerMinute: 600 };
  return { code: 'BASIC', ...limits, features, platformFeeMicros: 1_000n, markupBps: 0, periodEnd };
}

const withStatus = (status: string) => ({ ...key().tenant, status });

const refusal = (principal: ApiKeyPrincipal, ip = '192.0.2.9') =>
  thrownBy(() => checkKeyAccess(principal, { scope: 'messages:send', ip, now: NOW }));

const v2Refusal = (principal: ApiKeyPrincipal, { ip = '192.0.2.9', hasPhoneNumber = true } = {}) =>
  thrownBy(() => checkV2KeyAccess(principal, { scope: 'messages:send', ip, now: NOW, hasPhoneNumber }));

function thrownBy(check: () => void) {
  try {
    check();
    return null;
  } catch (error) {
    return error instanceof GatewayError ? { code: error.code, params: error.params, text: error.description } : error;
  }
}

describe('checkKeyAccess', () => {
  it('lets a key pass that has the scope, from an allowed address, of an active tenant with a running plan', () => {
    expect(refusal(key())).toBeNull();
    expect(refusal(key({ allowedIps: [] }), '')).toBeNull();
    expect(refusal(key({ plan: plan(new Date(NOW.getTime() + 1)) }))).toBeNull();
  });

  it('names the scope that a key lacks', () => {
    expect(refusal(key({ scopes: ['messages:read'] }))).toMatchObject({
      code: 'AUTH_006',
      params: { scope: 'messages:send' },
    });
  });

  it('asks no scope of a key where the route asks for none, and everything else', () => {
    const scopeless = (overrides: Partial<ApiKeyPrincipal>, ip = '192.0.2.9') =>
      thrownBy(() => checkKeyAccess(key({ scopes: [], ...overrides }), { scope: null, ip, now: NOW }));
    expect(scopeless({})).toBeNull();
    expect(scopeless({}, '198.51.100.1')).toMatchObject({ code: 'AUTH_007' });
    expect(scopeless({ tenant: withStatus('suspended') })).toMatchObject({ code: 'AUTH_008' });
  });

  it('refuses an address that is not on the list', () => {
    expect(refusal(key(), '198.51.100.1')).toMatchObject({ code: 'AUTH_007' });
  });

  it.each(['suspended', 'closed', 'anything else'])('refuses the keys of a tenant that is %s', (status) => {
    expect(refusal(key({ tenant: withStatus(status) }))).toMatchObject({ code: 'AUTH_008' });
  });

  it('refuses a plan from the instant at which its period ends', () => {
    expect(refusal(key({ plan: plan(NOW) }))).toMatchObject({ code: 'PLAN_001', params: PLAN_ENDED });
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

describe('checkV2KeyAccess', () => {
  const open = plan(null, ['webhooks', 'v2_api']);
  const ended = plan(NOW, ['v2_api']);

  it('lets a key pass whose tenant has a phone number and a running plan with v2', () => {
    expect(v2Refusal(key({ plan: open }))).toBeNull();
  });

  it('names the feature that a plan lacks', () => {
    expect(v2Refusal(key({ plan: plan(null, ['webhooks']) }))).toEqual({
      code: 'PLAN_001',
      params: { feature: 'v2_api' },
      text: 'The plan does not include the v2 API.',
    });
  });

  it('says that a plan has ended, and not that it lacks anything', () => {
    for (const features of [[], ['v2_api']]) {
      expect(v2Refusal(key({ plan: plan(NOW, features) }))).toEqual({
        code: 'PLAN_001',
        params: PLAN_ENDED,
        text: 'The plan has expired.',
      });
    }
  });

  it('says that a tenant without a phone number has no account', () => {
    expect(v2Refusal(key({ plan: open }), { hasPhoneNumber: false })).toMatchObject({
      code: 'NUM_002',
      text: 'WhatsApp account not found',
    });
  });

  it('tells of scope, address, tenant, phone number, the plan’s end and its features in this order', () => {
    const wrong = { scopes: [], tenant: withStatus('suspended'), plan: plan(NOW) };
    const elsewhere = { ip: '198.51.100.1', hasPhoneNumber: false };
    const refusals = [
      v2Refusal(key(wrong), elsewhere),
      v2Refusal(key({ ...wrong, scopes: ['messages:send'] }), elsewhere),
      v2Refusal(key({ ...wrong, scopes: ['messages:send'] }), { hasPhoneNumber: false }),
      v2Refusal(key({ plan: plan(NOW) }), { hasPhoneNumber: false }),
      v2Refusal(key({ plan: plan(NOW) })),
      v2Refusal(key({ plan: plan(null) })),
      v2Refusal(key({ plan: ended })),
    ];
    expect(refusals.map((refused) => (refused as { code: string }).code)).toEqual([
      'AUTH_006',
      'AUTH_007',
      'AUTH_008',
      'NUM_002',
      'PLAN_001',
      'PLAN_001',
      'PLAN_001',
    ]);
    expect(refusals.map((refused) => (refused as { params?: object }).params)).toEqual([
      { scope: 'messages:send' },
      ...Array<undefined>(3).fill(undefined),
      PLAN_ENDED,
      { feature: 'v2_api' },
      PLAN_ENDED,
    ]);
  });
});
