import { Injectable } from '@nestjs/common';
import type { MetaTemplate } from '@switchboard/contracts';
import { GraphClient, type GraphOutcome } from '@switchboard/graph-client';
import type { Principal, RequestOrigin } from '../../http/principal';
import { AuditService } from '../audit/audit.service';
import { graphProblem } from '../tenant/graph-problem';
import { recordsFromMeta } from './meta-template';
import { type SyncedCounts, TemplateRepository } from './template.repository';
import { TemplateSyncRepository } from './template-sync.repository';

/** Of 100 templates each. Meta allows 6,000 templates per account; an answer that never ends must not keep us. */
const PAGES_MAX = 100;

/** Who wants something done with templates, and from where; `system` is the program itself. */
export interface TemplateActor {
  user: Principal | 'system';
  origin: RequestOrigin | null;
}

export const SYSTEM: TemplateActor = { user: 'system', origin: null };

/** An account of a tenant's numbers, with a token that can speak for it. */
export interface TemplateAccount {
  tenantId: string;
  wabaId: string;
  accessToken: string;
}

/** What a sync of one account found and changed. */
export interface SyncedAccount extends SyncedCounts {
  /** Templates that Meta has. */
  total: number;
}

export type SyncOutcome = GraphOutcome<{ readonly kind: 'accepted'; readonly account: SyncedAccount }>;

/** Makes the copies of accounts' templates equal to Meta's lists. */
@Injectable()
export class TemplateSync {
  constructor(
    private readonly templates: TemplateRepository,
    private readonly syncs: TemplateSyncRepository,
    private readonly graph: GraphClient,
    private readonly audit: AuditService,
  ) {}

  /** Reads all templates of an account and writes them down, with how that went. The copy stays as it is when Meta fails. */
  async run(account: TemplateAccount, actor: TemplateActor = SYSTEM): Promise<SyncOutcome> {
    const { tenantId, wabaId, accessToken } = account;
    const triedAt = new Date();
    const outcome = await this.readAll(wabaId, accessToken);
    if (outcome.kind !== 'accepted') {
      const error = graphProblem(outcome, accessToken).message;
      await this.syncs.fail(tenantId, wabaId, { triedAt, error });
      return outcome;
    }
    const records = recordsFromMeta(wabaId, outcome.templates, new Date());
    const counts = await this.templates.transaction(tenantId, async (transaction) => {
      const written = await this.templates.replaceAll(tenantId, transaction, wabaId, records);
      await this.syncs.succeed(tenantId, transaction, wabaId, { triedAt, templates: records.length });
      // Every hour of every account would bury what people did.
      if (actor.user !== 'system' || written.added + written.updated + written.removed > 0)
        await this.audit.record(transaction, {
          tenantId,
          actor: actor.user,
          origin: actor.origin,
          action: 'templates.synced',
          targetType: 'waba',
          targetId: wabaId,
          after: { total: records.length, ...written },
        });
      return written;
    });
    return { kind: 'accepted', account: { total: records.length, ...counts } };
  }

  private async readAll(
    wabaId: string,
    accessToken: string,
  ): Promise<GraphOutcome<{ readonly kind: 'accepted'; readonly templates: readonly MetaTemplate[] }>> {
    const templates: MetaTemplate[] = [];
    let after: string | undefined;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const outcome = await this.graph.listTemplates(wabaId, accessToken, after);
      if (outcome.kind !== 'accepted') return outcome;
      const { data, paging } = outcome.json;
      if (!Array.isArray(data)) return unusable("Meta's answer is not a list of templates.");
      templates.push(...(data as readonly MetaTemplate[]));
      after = paging?.cursors?.after;
      // On the last page Meta still names a cursor, but no address of a next page.
      if (paging?.next === undefined || after === undefined) return { kind: 'accepted', templates };
    }
    return unusable(`Meta's list of templates has more than ${PAGES_MAX} pages.`);
  }
}

const SERVICE_ERROR = 2;
const BAD_GATEWAY = 502;

/** An answer that is no answer: Meta has failed, and the same call may succeed later. */
function unusable(message: string): GraphOutcome<never> {
  return {
    kind: 'refused',
    httpStatus: BAD_GATEWAY,
    error: { message, code: SERVICE_ERROR },
    fromMeta: false,
    retryClass: 'backoff',
  };
}
