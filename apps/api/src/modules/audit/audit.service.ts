import { Injectable } from '@nestjs/common';
import { isUuid, uuidv7, uuidv7Time } from '@switchboard/contracts';
import type { TenantTransaction } from '@switchboard/database';
import { decodeCursor, type Page, pageOf } from '../../http/pagination';
import type { Principal, RequestOrigin } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import type { AuditEntryView, AuditQuery } from './audit.dto';
import { type AuditFilter, AuditRepository, type AuditRow } from './audit.repository';
import { auditable } from './auditable';

/** The tenant of the platform's own acts. */
export const PLATFORM = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** An act to be remembered. */
export interface AuditAct {
  /** Whose log it belongs to; `PLATFORM` for acts on the platform itself. */
  tenantId: string;
  /** Who did it; `system` for the program itself. */
  actor: Principal | 'system';
  /** From where; null when no request asked for it. */
  origin: RequestOrigin | null;
  /** `<target>.<past participle>`, such as `api_key.revoked`. */
  action: string;
  targetType: string;
  targetId: string | null;
  /** The state before and after; fields that could hold secrets are redacted. */
  before?: object;
  after?: object;
}

/** The memory of who did what. Entries are never changed or deleted; the database itself refuses that. */
@Injectable()
export class AuditService {
  constructor(private readonly repository: AuditRepository) {}

  /** Writes one act, in the transaction of the change itself where there is one: then neither exists without the other. */
  record(transaction: TenantTransaction | null, act: AuditAct): Promise<void> {
    const id = uuidv7();
    return this.repository.insert(transaction, {
      tenantId: act.tenantId,
      id,
      // The id's own time, so that the order of ids is the order of times.
      at: uuidv7Time(id),
      ...actorColumns(act.actor),
      action: act.action,
      targetType: act.targetType,
      targetId: act.targetId,
      before: act.before ? auditable(act.before) : null,
      after: act.after ? auditable(act.after) : null,
      ip: act.origin?.ip ?? null,
      userAgent: act.origin?.userAgent ?? null,
      requestId: act.origin?.requestId ?? null,
    });
  }

  /** The log of one tenant, newest first. */
  async listByTenant(tenantId: string, query: AuditQuery): Promise<Page<AuditEntryView>> {
    const rows = isUuid(tenantId) ? await this.repository.listByTenant(tenantId, filterOf(query)) : null;
    if (!rows) throw ProblemError.notFound('Tenant');
    return pageOf(rows, query.limit, (row) => row.id, present);
  }

  /** The log of the platform and of all tenants, newest first. */
  async listAll(query: AuditQuery): Promise<Page<AuditEntryView>> {
    return pageOf(await this.repository.listAll(filterOf(query)), query.limit, (row) => row.id, present);
  }
}

function filterOf(query: AuditQuery): AuditFilter {
  return {
    action: query.action,
    actor: query.actor,
    targetType: query.targetType,
    targetId: query.targetId,
    from: query.from === undefined ? undefined : new Date(query.from),
    to: query.to === undefined ? undefined : new Date(query.to),
    beforeId: decodeCursor(query.cursor),
    take: query.limit + 1,
  };
}

function actorColumns(actor: Principal | 'system'): Pick<AuditRow, 'actorKind' | 'actorId' | 'actorName'> {
  if (actor === 'system') return { actorKind: 'system', actorId: null, actorName: null };
  if (actor.kind === 'user') return { actorKind: 'user', actorId: actor.userId, actorName: actor.email };
  return { actorKind: 'api_key', actorId: actor.keyId, actorName: actor.keyPrefix };
}

function present(row: AuditRow): AuditEntryView {
  return {
    id: row.id,
    at: row.at.toISOString(),
    tenantId: row.tenantId === PLATFORM ? null : row.tenantId,
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    action: row.action,
    targetType: row.targetType,
    targetId: row.targetId,
    before: row.before,
    after: row.after,
    ip: row.ip,
    userAgent: row.userAgent,
    requestId: row.requestId,
  };
}
