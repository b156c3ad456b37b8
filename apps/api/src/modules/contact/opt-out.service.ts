import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '@switchboard/database';
import type { Page } from '../../http/pagination';
import type { RequestOrigin, UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { AuditService } from '../audit/audit.service';
import { TenantDirectory } from '../tenant/tenant-directory';
import { decodeKeyCursor, encodeKeyCursor } from './list-cursor';
import { type OptOutQuery, type OptOutView, presentOptOut } from './opt-out.dto';
import { OptOutRepository } from './opt-out.repository';
import { recipientKey, recipientOf } from './recipient';

/** Who changes an opt-out, and from where. */
export interface OptOutActor {
  user: UserPrincipal;
  origin: RequestOrigin;
}

/** The recipients who get no marketing messages from a tenant. Intake refuses those before any money is reserved. */
@Injectable()
export class OptOutService {
  constructor(
    private readonly repository: OptOutRepository,
    private readonly tenants: TenantDirectory,
    private readonly audit: AuditService,
  ) {}

  /** In the order of their recipients. */
  async list(tenantId: string, query: OptOutQuery): Promise<Page<OptOutView>> {
    const tenant = await this.tenants.require(tenantId);
    const [after] = decodeKeyCursor(query.cursor, (key) => key.length === 1) ?? [];
    const rows = await this.repository.transaction(tenant.id, (transaction) =>
      this.repository.list(tenant.id, transaction, { search: query.search, after, take: query.limit + 1 }),
    );
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    return {
      items: shown.map(presentOptOut),
      nextCursor: rows.length > query.limit && last ? encodeKeyCursor([last.recipient]) : null,
    };
  }

  /** Opts a recipient out; one who has opted out already stays as before. Throws ProblemError 400 for what is no recipient. */
  async add(tenantId: string, recipient: string, actor: OptOutActor): Promise<OptOutView> {
    const tenant = await this.tenants.requireOpen(tenantId);
    const key = keyOf(recipient);
    if (key === null) {
      const message = 'recipient must be a phone number with country code, or a business-scoped user id';
      throw ProblemError.invalid([{ path: 'recipient', rule: 'recipient', message }]);
    }
    return this.repository.transaction(tenant.id, async (transaction) => {
      const isNew = await this.repository.insert(tenant.id, transaction, key, 'console');
      const optOut = await this.repository.find(tenant.id, transaction, key);
      if (!optOut) throw ProblemError.conflict('The recipient has just been opted in again.');
      await this.repository.remember(tenant.id, transaction, key, 'stop');
      const view = presentOptOut(optOut);
      if (isNew)
        await this.record(transaction, { tenantId: tenant.id, recipient: key, actor, action: 'added', after: view });
      return view;
    });
  }

  /** Lets a recipient have marketing messages again. Throws ProblemError 404 for one who has not opted out. */
  async remove(tenantId: string, recipient: string, actor: OptOutActor): Promise<void> {
    const tenant = await this.tenants.require(tenantId);
    const key = keyOf(recipient);
    if (key === null) throw ProblemError.notFound('Opt-out');
    await this.repository.transaction(tenant.id, async (transaction) => {
      const before = await this.repository.find(tenant.id, transaction, key);
      if (!before || !(await this.repository.remove(tenant.id, transaction, key)))
        throw ProblemError.notFound('Opt-out');
      await this.repository.remember(tenant.id, transaction, key, 'resume');
      await this.record(transaction, {
        tenantId: tenant.id,
        recipient: key,
        actor,
        action: 'removed',
        before: presentOptOut(before),
      });
    });
  }

  private record(
    transaction: TenantTransaction,
    act: { tenantId: string; recipient: string; actor: OptOutActor; action: string; before?: object; after?: object },
  ): Promise<void> {
    return this.audit.record(transaction, {
      tenantId: act.tenantId,
      actor: act.actor.user,
      origin: act.actor.origin,
      action: `opt_out.${act.action}`,
      targetType: 'opt_out',
      targetId: act.recipient,
      before: act.before,
      after: act.after,
    });
  }
}

/** The one text that all ways to write a recipient share, as intake compares it. */
function keyOf(recipient: string): string | null {
  const found = recipientOf(recipient, recipient);
  return found && recipientKey(found);
}
