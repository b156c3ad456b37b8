import { GatewayError } from '@switchboard/contracts';
import type { Response } from 'express';
import type { ApiKeyPrincipal } from '../principal';
import { KeyQuotaService, tooManyRequests } from './key-quota.service';
import { MemoryQuotaStore } from './quota-store';

let nowMs: number;
let quotas: KeyQuotaService;

beforeEach(() => {
  nowMs = 1_000_000;
  quotas = new KeyQuotaService(new MemoryQuotaStore(() => nowMs));
});

const keyOf = (
  plan: Partial<ApiKeyPrincipal['plan']> = {},
  given: Partial<Pick<ApiKeyPrincipal, 'keyId' | 'tenantId'>> = {},
): ApiKeyPrincipal => ({
  kind: 'api-key',
  keyId: 'key-1',
  keyPrefix: 'pk_abcdef',
  keyName: 'test',
  tenantId: 'tenant-1',
  scopes: [],
  allowedIps: [],
  phoneNumberId: null,
  expiresAt: null,
  monthlySpendLimitMicros: null,
  tenant: { id: 'tenant-1', name: 'Test', status: 'active', currency: 'USD' },
  plan: {
    code: 'BASIC',
    messagesPerSecond: 80,
    messagesPerMinute: 4_800,
    mediaPerMinute: 600,
    features: [],
    platformFeeMicros: 0n,
    markupBps: 0,
    periodEnd: null,
    ...plan,
  },
  ...given,
});

/** An answer that remembers its headers. */
function answer(): { response: Response; headers: Record<string, number> } {
  const headers: Record<string, number> = {};
  const setHeader = (name: string, value: number): void => {
    headers[name] = value;
  };
  return { response: { setHeader } as unknown as Response, headers };
}

/** What is thrown, as the caller will read it; null when the request was let in. */
async function refusalOf(request: Promise<void>): Promise<{ code: string; params: unknown } | null> {
  try {
    await request;
    return null;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { code: error.code, params: error.params };
  }
}

describe('A key’s message quota', () => {
  it('refuses the 81st request in a second and says so in the headers', async () => {
    const key = keyOf();
    for (let count = 1; count <= 80; count += 1) {
      const { response, headers } = answer();
      expect(await refusalOf(quotas.take(key, 'message', response))).toBeNull();
      expect(headers).toEqual({
        'X-RateLimit-sec-Limit': 80,
        'X-RateLimit-sec-Remaining': 80 - count,
        'X-RateLimit-min-Limit': 4_800,
        'X-RateLimit-min-Remaining': 4_800 - count,
      });
    }
    const { response, headers } = answer();
    expect(await refusalOf(quotas.take(key, 'message', response))).toEqual({
      code: 'RATE_001',
      params: { limit_type: 'sec', retry_after: '1s' },
    });
    expect(headers).toMatchObject({ 'X-RateLimit-sec-Remaining': 0, 'X-RateLimit-min-Remaining': 4_720 });
  });

  it('refuses what goes beyond the minute, and tells how long until there is room', async () => {
    const key = keyOf({ messagesPerSecond: 2, messagesPerMinute: 3 });
    for (let count = 0; count < 3; count += 1) {
      expect(await refusalOf(quotas.take(key, 'message', answer().response))).toBeNull();
      nowMs += 1_000;
    }
    expect(await refusalOf(quotas.take(key, 'message', answer().response))).toEqual({
      code: 'RATE_001',
      params: { limit_type: 'min', retry_after: '57s' },
    });
    nowMs += 57_000;
    expect(await refusalOf(quotas.take(key, 'message', answer().response))).toBeNull();
  });

  it('is each key’s own, also within a tenant', async () => {
    const [one, other] = [keyOf({ messagesPerSecond: 1 }), keyOf({ messagesPerSecond: 1 }, { keyId: 'key-2' })];
    await quotas.take(one, 'message', answer().response);
    expect(await refusalOf(quotas.take(one, 'message', answer().response))).not.toBeNull();
    expect(await refusalOf(quotas.take(other, 'message', answer().response))).toBeNull();
  });

  it('is told to a request that is refused for another reason, which uses nothing of it', async () => {
    const key = keyOf({ messagesPerSecond: 5, messagesPerMinute: 50 });
    await quotas.take(key, 'message', answer().response);
    for (let count = 0; count < 10; count += 1) {
      const { response, headers } = answer();
      await quotas.describe(key, response);
      expect(headers).toEqual({
        'X-RateLimit-sec-Limit': 5,
        'X-RateLimit-sec-Remaining': 4,
        'X-RateLimit-min-Limit': 50,
        'X-RateLimit-min-Remaining': 49,
      });
    }
  });
});

describe('The media quota', () => {
  it('never uses up the message quota, whose headers it still carries', async () => {
    const key = keyOf({ messagesPerSecond: 2, messagesPerMinute: 20, mediaPerMinute: 3 });
    for (let count = 0; count < 3; count += 1) {
      const { response, headers } = answer();
      await quotas.take(key, 'media', response);
      expect(headers).toEqual({
        'X-RateLimit-sec-Limit': 2,
        'X-RateLimit-sec-Remaining': 2,
        'X-RateLimit-min-Limit': 20,
        'X-RateLimit-min-Remaining': 20,
      });
    }
    nowMs += 10_000;
    expect(await refusalOf(quotas.take(key, 'media', answer().response))).toEqual({
      code: 'RATE_001',
      params: { limit_type: 'min', retry_after: '50s' },
    });
    expect(await refusalOf(quotas.take(key, 'message', answer().response))).toBeNull();
  });

  it('is not used up by messages', async () => {
    const key = keyOf({ messagesPerSecond: 1, mediaPerMinute: 1 });
    await quotas.take(key, 'message', answer().response);
    expect(await refusalOf(quotas.take(key, 'message', answer().response))).not.toBeNull();
    expect(await refusalOf(quotas.take(key, 'media', answer().response))).toBeNull();
  });

  it('is shared by the keys of a tenant and by no other tenant', async () => {
    const plan = { mediaPerMinute: 1 };
    await quotas.take(keyOf(plan), 'media', answer().response);
    expect(await refusalOf(quotas.take(keyOf(plan, { keyId: 'key-2' }), 'media', answer().response))).not.toBeNull();
    const stranger = keyOf(plan, { keyId: 'key-3', tenantId: 'tenant-2' });
    expect(await refusalOf(quotas.take(stranger, 'media', answer().response))).toBeNull();
  });
});

describe('A sender’s throughput', () => {
  it('is what Meta gives the number, whichever keys use it', async () => {
    for (let count = 0; count < 20; count += 1) expect(await refusalOf(quotas.takeSender('1065', 20))).toBeNull();
    expect(await refusalOf(quotas.takeSender('1065', 20))).toEqual({
      code: 'RATE_001',
      params: { limit_type: 'sec', retry_after: '1s' },
    });
    expect(await refusalOf(quotas.takeSender('2077', 20))).toBeNull();
    nowMs += 1_000;
    expect(await refusalOf(quotas.takeSender('1065', 20))).toBeNull();
  });
});

describe('RATE_001', () => {
  it.each([
    [0, '1s'],
    [1, '1s'],
    [1_000, '1s'],
    [1_001, '2s'],
    [59_999.5, '60s'],
  ])('asks a client that must wait %p ms to wait %s, so that it is let in then', (retryAfterMs, expected) => {
    expect(tooManyRequests('min', retryAfterMs).params).toEqual({ limit_type: 'min', retry_after: expected });
  });
});
