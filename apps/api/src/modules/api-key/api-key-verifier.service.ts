import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { GatewayError, hashApiKey, isWellFormedApiKey, LIMITS } from '@switchboard/contracts';
import { CacheNotices } from '../../database/cache-notices';
import { SnapshotCache } from '../../database/snapshot-cache';
import type { ApiKeyPrincipal } from '../../http/principal';
import { tooManyRequests } from '../../http/quota/key-quota.service';
import { MemoryQuotaStore, type QuotaWindow } from '../../http/quota/quota-store';
import { clientNetwork } from '../../secrets/client-network';
import type { PlanSnapshot } from '../billing/plan';
import { PlanDirectory } from '../billing/plan-directory.service';
import { TenantDirectory, type TenantSnapshot } from '../tenant/tenant-directory';
import { ApiKeyRepository } from './api-key.repository';
import { ApiKeyUsage } from './api-key-usage.service';
import { CorruptKeyError, readStoredKey, type StoredKey } from './stored-key';

const BEARER = /^Bearer +([^ ]+) *$/i;
const MAX_KEYS = 50_000;
/** A backstop only: changes are heard of within milliseconds. */
const TTL_MS = 300_000;
const FAILURE_WINDOW_MS = 60_000;

interface Composition {
  tenant: TenantSnapshot;
  plan: PlanSnapshot;
  principal: ApiKeyPrincipal;
}

/**
 * Finds out whose key a request carries. Keys are remembered by their SHA-256, never as themselves; a revocation reaches every
 * instance by a notice of the database. Failures are limited per client network, so that keys cannot be guessed at speed.
 */
@Injectable()
export class ApiKeyVerifier {
  private readonly keys: SnapshotCache<StoredKey>;
  /** One principal per state of key, tenant and plan: the path of a message makes no object anew. */
  private readonly compositions = new WeakMap<StoredKey, Composition>();
  private readonly failures = new MemoryQuotaStore();
  /** Hashes of keys that were good when last seen. A change of one key drops all of its tenant's from memory, and being dropped must not make a good key wait. */
  private readonly knownGood = new LRUCache<string, true>({ max: MAX_KEYS });

  constructor(
    repository: ApiKeyRepository,
    private readonly tenants: TenantDirectory,
    private readonly plans: PlanDirectory,
    private readonly usage: ApiKeyUsage,
    notices: CacheNotices,
  ) {
    this.keys = new SnapshotCache({
      max: MAX_KEYS,
      ttlMs: TTL_MS,
      notices,
      load: async (keyHash) => {
        const row = await repository.findByHash(keyHash);
        return row && readStoredKey(row);
      },
      drops: ({ table, tenantId }, _, key) => table === 'api_keys' && (key === null || key.tenantId === tenantId),
    });
  }

  /**
   * @param authorization the request's Authorization header
   * @param ip the client's address, against whose network failures are counted
   * @throws GatewayError AUTH_001 to AUTH_005 as the contract says, RATE_001 after 30 failures in a minute
   */
  async verify(authorization: string | undefined, ip: string): Promise<ApiKeyPrincipal> {
    if (authorization === undefined) throw new GatewayError('AUTH_002');
    const [, key] = BEARER.exec(authorization) ?? [];
    if (key === undefined || !isWellFormedApiKey(key)) throw this.failure('AUTH_003', ip);
    const now = new Date();
    const keyHash = hashApiKey(key);
    const stored = this.keys.peek(keyHash) ?? (await this.lookUp(keyHash, ip));
    if (!stored || (stored.expiresAt !== null && stored.expiresAt <= now)) {
      this.knownGood.delete(keyHash);
      throw this.failure('AUTH_001', ip);
    }
    const principal = await this.compose(stored);
    this.usage.note(stored, now);
    return principal;
  }

  /** A network that has failed too often gets no further look-up, but for keys that were good before. */
  private async lookUp(keyHash: string, ip: string): Promise<StoredKey | null> {
    if (!this.knownGood.has(keyHash)) {
      const { refusedBy, retryAfterMs } = this.failures.peek([failuresOf(ip)]);
      if (refusedBy !== null) throw tooManyRequests('min', retryAfterMs);
    }
    try {
      const stored = await this.keys.get(keyHash);
      if (stored) this.knownGood.set(keyHash, true);
      return stored;
    } catch (error) {
      throw new GatewayError(error instanceof CorruptKeyError ? 'AUTH_005' : 'AUTH_004', { cause: error });
    }
  }

  /** Counted when it is known, so that of many guesses at once no more are answered than of guesses in a row. */
  private failure(code: 'AUTH_001' | 'AUTH_003', ip: string): GatewayError {
    const { refusedBy, retryAfterMs } = this.failures.take([failuresOf(ip)]);
    return refusedBy === null ? new GatewayError(code) : tooManyRequests('min', retryAfterMs);
  }

  private async compose(key: StoredKey): Promise<ApiKeyPrincipal> {
    const [tenant, plan] = await this.surroundings(key);
    const known = this.compositions.get(key);
    if (known && known.tenant === tenant && known.plan === plan) return known.principal;
    const principal = principalOf(key, tenant, plan);
    this.compositions.set(key, { tenant, plan, principal });
    return principal;
  }

  private async surroundings(key: StoredKey): Promise<[TenantSnapshot, PlanSnapshot]> {
    try {
      const [tenant, plan] = await Promise.all([this.tenants.get(key.tenantId), this.plans.get(key.tenantId)]);
      if (!tenant) throw new CorruptKeyError(key.id, 'its tenant does not exist');
      return [tenant, plan];
    } catch (error) {
      if (error instanceof GatewayError) throw error;
      throw new GatewayError(error instanceof CorruptKeyError ? 'AUTH_005' : 'AUTH_004', { cause: error });
    }
  }
}

function failuresOf(ip: string): QuotaWindow {
  return { key: clientNetwork(ip), limit: LIMITS.failedAuthenticationsPerMinute, windowMs: FAILURE_WINDOW_MS };
}

function principalOf(key: StoredKey, tenant: TenantSnapshot, plan: PlanSnapshot): ApiKeyPrincipal {
  return {
    kind: 'api-key',
    keyId: key.id,
    keyPrefix: key.prefix,
    keyName: key.name,
    tenantId: key.tenantId,
    scopes: key.scopes,
    allowedIps: key.allowedIps,
    phoneNumberId: key.phoneNumberId,
    expiresAt: key.expiresAt,
    monthlySpendLimitMicros: key.monthlySpendLimitMicros,
    tenant: { id: tenant.id, name: tenant.name, status: tenant.status, currency: tenant.currency },
    plan,
  };
}
