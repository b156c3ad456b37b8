import { Injectable } from '@nestjs/common';
import { isUuid, uuidv7 } from '@switchboard/contracts';
import { decodeCursor, type Page, pageOf } from '../../http/pagination';
import type { RequestOrigin, UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { AuditService } from '../audit/audit.service';
import type { ChangeTenantRequest, CreateTenantRequest, TenantQuery, TenantView } from './tenant.dto';
import { presentTenant } from './tenant.dto';
import {
  type ChangeTenantSettingsRequest,
  presentTenantSettings,
  type TenantSettingsView,
} from './tenant-settings.dto';
import { TenantOpening } from './tenant-opening';
import { type TenantRecord, TenantRepository } from './tenant.repository';

const DEFAULT_CURRENCY = 'USD';

type TenantStatus = 'active' | 'suspended' | 'closed';

/** From which states a tenant gets into another. Closing is final. */
const TRANSITIONS: Readonly<Record<TenantStatus, { from: readonly string[]; action: string }>> = {
  active: { from: ['suspended'], action: 'tenant.resumed' },
  suspended: { from: ['active'], action: 'tenant.suspended' },
  closed: { from: ['active', 'suspended'], action: 'tenant.closed' },
};

/** Opening, suspending and closing tenants. */
@Injectable()
export class TenantService {
  constructor(
    private readonly repository: TenantRepository,
    private readonly opening: TenantOpening,
    private readonly audit: AuditService,
  ) {}

  /**
   * Opens a tenant with its wallet and plan: all of it or nothing.
   * @throws ProblemError naming `planCode` or `currency` when there is no such thing
   */
  async create(
    request: CreateTenantRequest,
    actor: UserPrincipal | 'system',
    origin: RequestOrigin | null,
  ): Promise<TenantView> {
    const { name, planCode } = request;
    const currency = request.currency ?? DEFAULT_CURRENCY;
    const opened = { status: 'active', storeLinks: false, requireTotp: false, createdAt: new Date() };
    const tenant: TenantRecord = { id: uuidv7(), name, currency, planCode, ...opened };
    await this.repository.transaction(async (transaction) => {
      await this.repository.insert(tenant.id, transaction, { name, currency, createdAt: tenant.createdAt });
      await this.opening.open(transaction, { tenantId: tenant.id, currency, planCode });
      await this.audit.record(transaction, {
        tenantId: tenant.id,
        actor,
        origin,
        action: 'tenant.created',
        targetType: 'tenant',
        targetId: tenant.id,
        after: { name, planCode, currency },
      });
    });
    return presentTenant(tenant);
  }

  /** Every tenant for operators and support; for everyone else those that they belong to. Newest first. */
  async list(query: TenantQuery, user: UserPrincipal): Promise<Page<TenantView>> {
    const { search } = query;
    const rows = await this.repository.list({
      ids: user.platformRole === null ? user.memberships.map(({ tenantId }) => tenantId) : undefined,
      search: search === undefined ? undefined : { name: search, id: isUuid(search) ? search : undefined },
      status: query.status,
      planCode: query.planCode,
      beforeId: decodeCursor(query.cursor),
      take: query.limit + 1,
    });
    return pageOf(rows, query.limit, ({ id }) => id, presentTenant);
  }

  async get(tenantId: string): Promise<TenantView> {
    return presentTenant(await this.require(tenantId));
  }

  async settings(tenantId: string): Promise<TenantSettingsView> {
    return presentTenantSettings(await this.require(tenantId));
  }

  /** Changes the name or settings. */
  async change(
    tenantId: string,
    wanted: ChangeTenantRequest,
    user: UserPrincipal,
    origin: RequestOrigin,
  ): Promise<TenantView> {
    return presentTenant(await this.apply(tenantId, wanted, user, origin));
  }

  /**
   * As `change`, with what only concerns the tenant's own people.
   * @throws ProblemError 409 when a member without one-time codes asks them of everyone: they would shut themselves out
   */
  async changeSettings(
    tenantId: string,
    wanted: ChangeTenantSettingsRequest,
    user: UserPrincipal,
    origin: RequestOrigin,
  ): Promise<TenantSettingsView> {
    if (wanted.requireTotp && !user.hasTotp && user.platformRole !== 'operator')
      throw ProblemError.conflict('Turn on one-time codes for yourself before you ask them of everyone.');
    return presentTenantSettings(await this.apply(tenantId, wanted, user, origin));
  }

  private async require(tenantId: string): Promise<TenantRecord> {
    const tenant = isUuid(tenantId) ? await this.repository.find(tenantId, null) : null;
    if (!tenant) throw ProblemError.notFound('Tenant');
    return tenant;
  }

  private apply(
    tenantId: string,
    wanted: ChangeTenantSettingsRequest,
    user: UserPrincipal,
    origin: RequestOrigin,
  ): Promise<TenantRecord> {
    return this.repository.transaction(async (transaction) => {
      const before = await this.repository.find(tenantId, transaction, true);
      if (!before) throw ProblemError.notFound('Tenant');
      if (before.status === 'closed') throw closed();
      const changes = changesOf(before, wanted);
      if (Object.keys(changes).length === 0) return before;
      const after = await this.repository.update(tenantId, transaction, changes);
      await this.audit.record(transaction, {
        tenantId,
        actor: user,
        origin,
        action: changes.name === undefined ? 'tenant.changed' : 'tenant.renamed',
        targetType: 'tenant',
        targetId: tenantId,
        before: changesOf(after, before),
        after: changes,
      });
      return after;
    });
  }

  /** The tenant's keys are refused from now on, on every instance within a second; its money and settings stay. */
  suspend(tenantId: string, user: UserPrincipal, origin: RequestOrigin): Promise<TenantView> {
    return this.move(tenantId, 'suspended', user, origin);
  }

  /** Takes a suspension back. */
  resume(tenantId: string, user: UserPrincipal, origin: RequestOrigin): Promise<TenantView> {
    return this.move(tenantId, 'active', user, origin);
  }

  /**
   * Closes a tenant for good: its keys stop working, and nothing is erased. Money reserved for messages under way does not stand
   * in the way: their status webhooks and the sweeper settle it as for any tenant.
   */
  async close(tenantId: string, user: UserPrincipal, origin: RequestOrigin): Promise<void> {
    await this.move(tenantId, 'closed', user, origin);
  }

  private move(
    tenantId: string,
    status: TenantStatus,
    user: UserPrincipal,
    origin: RequestOrigin,
  ): Promise<TenantView> {
    const { from, action } = TRANSITIONS[status];
    return this.repository.transaction(async (transaction) => {
      const before = await this.repository.find(tenantId, transaction, true);
      if (!before) throw ProblemError.notFound('Tenant');
      if (before.status === status) return presentTenant(before);
      if (!from.includes(before.status)) throw closed();
      const after = await this.repository.update(tenantId, transaction, { status });
      if (status === 'closed') await this.opening.close(transaction, tenantId);
      await this.audit.record(transaction, {
        tenantId,
        actor: user,
        origin,
        action,
        targetType: 'tenant',
        targetId: tenantId,
        before: { status: before.status },
        after: { status },
      });
      return presentTenant(after);
    });
  }
}

/** The settings in which what is wanted differs from what there is. */
function changesOf(current: TenantRecord, wanted: ChangeTenantSettingsRequest): ChangeTenantSettingsRequest {
  const { name, storeLinks, requireTotp } = wanted;
  return {
    ...(name !== undefined && name !== current.name && { name }),
    ...(storeLinks !== undefined && storeLinks !== current.storeLinks && { storeLinks }),
    ...(requireTotp !== undefined && requireTotp !== current.requireTotp && { requireTotp }),
  };
}

function closed(): ProblemError {
  return ProblemError.conflict('The tenant is closed.');
}
