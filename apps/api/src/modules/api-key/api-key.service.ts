import { Injectable } from '@nestjs/common';
import { apiKeyPrefix, generateApiKey, hashApiKey, isUuid, parseMoney, SCOPES, uuidv7 } from '@switchboard/contracts';
import type { TenantTransaction } from '@switchboard/database';
import { type CursorQuery, decodeCursor, type Page, pageOf } from '../../http/pagination';
import type { RequestOrigin, UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { AuditService } from '../audit/audit.service';
import { PhoneNumberService } from '../tenant/phone-number.service';
import { TenantDirectory } from '../tenant/tenant-directory';
import { type ApiKeyView, type CreateApiKeyRequest, type CreatedApiKey, presentApiKey } from './api-key.dto';
import { ApiKeyRepository, type ApiKeyRow } from './api-key.repository';

/** Live keys per tenant. */
const KEYS_MAX = 200;

/** Who changes a tenant's keys, and from where. */
export interface KeyActor {
  user: UserPrincipal | 'system';
  origin: RequestOrigin | null;
}

/** Issuing, rotating and revoking API keys. A key is shown once, when it is made; stored are its hash and its first characters. */
@Injectable()
export class ApiKeyService {
  constructor(
    private readonly repository: ApiKeyRepository,
    private readonly tenants: TenantDirectory,
    private readonly numbers: PhoneNumberService,
    private readonly audit: AuditService,
  ) {}

  /** @throws ProblemError naming `phoneNumberId` when it is not a live number of the tenant, or `expiresAt` when it has passed */
  async create(tenantId: string, request: CreateApiKeyRequest, actor: KeyActor): Promise<CreatedApiKey> {
    const tenant = await this.tenants.requireOpen(tenantId);
    const now = new Date();
    const sender = await this.senderOf(tenant.id, request.phoneNumberId ?? null);
    const monthlySpendLimit = request.monthlySpendLimit ?? null;
    const row: ApiKeyRow = {
      tenantId: tenant.id,
      id: uuidv7(),
      name: request.name,
      prefix: '',
      scopes: [...(request.scopes ?? SCOPES)],
      phoneNumberId: sender?.id ?? null,
      metaPhoneNumberId: sender?.phoneNumberId ?? null,
      expiresAt: futureTime(request.expiresAt ?? null, now),
      allowedIps: request.allowedIps ?? [],
      monthlySpendLimitMicros: monthlySpendLimit === null ? null : parseMoney(monthlySpendLimit),
      lastUsedAt: null,
      createdAt: now,
      revokedAt: null,
    };
    return this.repository.transaction(tenant.id, async (transaction) => {
      const created = await this.issue(transaction, row);
      await this.record(transaction, row, actor, 'created', {
        after: presentApiKey({ ...row, prefix: created.prefix }),
      });
      return created;
    });
  }

  /** All keys, also revoked ones, newest first. */
  async list(tenantId: string, query: CursorQuery): Promise<Page<ApiKeyView>> {
    const tenant = await this.tenants.require(tenantId);
    const beforeId = decodeCursor(query.cursor);
    const rows = await this.repository.transaction(tenant.id, (transaction) =>
      this.repository.list(tenant.id, transaction, beforeId, query.limit + 1),
    );
    return pageOf(rows, query.limit, ({ id }) => id, presentApiKey);
  }

  async get(tenantId: string, id: string): Promise<ApiKeyView> {
    const tenant = await this.tenants.require(tenantId);
    return this.repository.transaction(tenant.id, async (transaction) =>
      presentApiKey(await this.require(tenant.id, transaction, id)),
    );
  }

  /**
   * Makes a new key with the settings of a live one, which itself ends after the overlap (or at its own expiry, if that is
   * sooner). What it has spent this month counts for the new key too.
   * @throws ProblemError 404, or 409 for a key that has ended
   */
  async rotate(tenantId: string, id: string, overlapSeconds: number, actor: KeyActor): Promise<CreatedApiKey> {
    const tenant = await this.tenants.requireOpen(tenantId);
    return this.repository.transaction(tenant.id, async (transaction) => {
      const now = new Date();
      const old = await this.require(tenant.id, transaction, id);
      if (old.revokedAt !== null || (old.expiresAt !== null && old.expiresAt <= now)) throw ended();
      const overlapEnd = new Date(now.getTime() + overlapSeconds * 1000);
      const expiresAt = old.expiresAt !== null && old.expiresAt < overlapEnd ? old.expiresAt : overlapEnd;
      const when = overlapSeconds === 0 ? { revokedAt: now } : { expiresAt };
      if (!(await this.repository.end(tenant.id, transaction, id, when))) throw ended();
      const row: ApiKeyRow = { ...old, id: uuidv7(), createdAt: now, lastUsedAt: null };
      const created = await this.issue(transaction, row);
      await this.repository.copySpend(tenant.id, transaction, id, row.id);
      await this.record(transaction, old, actor, 'rotated', {
        before: presentApiKey(old),
        after: { ...presentApiKey({ ...old, ...when }), replacedBy: row.id, replacedByPrefix: created.prefix },
      });
      return created;
    });
  }

  /** Ends a key: every instance refuses it within a second. Revoking a revoked key changes nothing. */
  async revoke(tenantId: string, id: string, actor: KeyActor): Promise<void> {
    const tenant = await this.tenants.require(tenantId);
    await this.repository.transaction(tenant.id, async (transaction) => {
      const key = await this.require(tenant.id, transaction, id);
      const revokedAt = new Date();
      if (!(await this.repository.end(tenant.id, transaction, id, { revokedAt }))) return;
      await this.record(transaction, key, actor, 'revoked', {
        before: presentApiKey(key),
        after: presentApiKey({ ...key, revokedAt }),
      });
    });
  }

  private async issue(transaction: TenantTransaction, row: ApiKeyRow): Promise<CreatedApiKey> {
    const { tenantId, ...columns } = row;
    if ((await this.repository.countLive(tenantId, transaction, row.createdAt)) >= KEYS_MAX) {
      throw ProblemError.conflict(`A tenant has at most ${KEYS_MAX} API keys at a time. Revoke one first.`);
    }
    const key = generateApiKey();
    const prefix = apiKeyPrefix(key);
    await this.repository.insert(tenantId, transaction, { ...columns, prefix, keyHash: hashApiKey(key) });
    return { ...presentApiKey({ ...row, prefix }), key };
  }

  private async require(tenantId: string, transaction: TenantTransaction, id: string): Promise<ApiKeyRow> {
    const key = isUuid(id) ? await this.repository.find(tenantId, transaction, id) : null;
    if (!key) throw ProblemError.notFound('API key');
    return key;
  }

  private async senderOf(
    tenantId: string,
    reference: string | null,
  ): Promise<{ id: string; phoneNumberId: string } | null> {
    if (reference === null) return null;
    const number = await this.numbers.find(tenantId, reference);
    if (number) return number;
    throw ProblemError.invalid([
      { path: 'phoneNumberId', rule: 'exists', message: 'is not a phone number of this tenant' },
    ]);
  }

  private record(
    transaction: TenantTransaction,
    key: ApiKeyRow,
    actor: KeyActor,
    action: string,
    change: { before?: object; after?: object },
  ): Promise<void> {
    return this.audit.record(transaction, {
      tenantId: key.tenantId,
      actor: actor.user,
      origin: actor.origin,
      action: `api_key.${action}`,
      targetType: 'api_key',
      targetId: key.id,
      ...change,
    });
  }
}

function futureTime(text: string | null, now: Date): Date | null {
  if (text === null) return null;
  const time = new Date(text);
  if (time > now) return time;
  throw ProblemError.invalid([{ path: 'expiresAt', rule: 'future', message: 'must be in the future' }]);
}

function ended(): ProblemError {
  return ProblemError.conflict('This key has been revoked or has expired.');
}
