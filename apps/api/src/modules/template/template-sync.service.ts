import { Injectable } from '@nestjs/common';
import type { MetaTemplate } from '@switchboard/contracts';
import { GraphClient, type GraphOutcome } from '@switchboard/graph-client';
import type { Principal, RequestOrigin } from '../../http/principal';
import { AuditService } from '../audit/audit.service';
import { graphProblem } from '../tenant/graph-problem';
import { recordsFromMeta } from './meta-template';
import type { TemplateSyncView } from './template.dto';
import { type SyncedCounts, TemplateRepository } from './template.repository';
import { TemplateSyncRepository } from './template-sync.repository';

/** Of 100 templates each. Meta allows 6,000 templates per account; an answer that never ends must not keep us. */
const PAGES_MAX = 100;
/** Accounts that are read at the same time for one request. */
const AT_ONCE = 4;
/** After this time a request begins with no further account: what remains is left to jobs. */
const REQUEST_BUDGET_MS = 20_000;

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

  /**
   * Reads several accounts of a tenant while a request waits. Bound: no account is begun after 20 seconds; those that remain are
   * read by jobs.
   * @throws what `failure` makes of the first account at fault; accounts that were read before stay read
   */
  async runAll(
    accounts: readonly TemplateAccount[],
    actor: TemplateActor,
    failure: (outcome: Exclude<SyncOutcome, { kind: 'accepted' }>, accessToken: string) => Error,
  ): Promise<TemplateSyncView> {
    const startedAt = performance.now();
    const waiting = accounts.values();
    const read = new Map<string, SyncedAccount>();
    let failed: Error | undefined;
    const work = async (): Promise<void> => {
      for (;;) {
        if (failed || performance.now() - startedAt >= REQUEST_BUDGET_MS) return;
        const { value: account } = waiting.next();
        if (!account) return;
        const outcome = await this.run(account, actor);
        if (outcome.kind === 'accepted') read.set(account.wabaId, outcome.account);
        else failed ??= failure(outcome, account.accessToken);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (failed) throw failed;
    const queued = [...waiting];
    if (queued.length > 0) await this.syncs.enqueue(queued);
    return summed(accounts, read);
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

function summed(accounts: readonly TemplateAccount[], read: ReadonlyMap<string, SyncedAccount>): TemplateSyncView {
  const all = accounts.map(({ wabaId }) => wabaId);
  const sum = (field: keyof SyncedAccount): number =>
    [...read.values()].reduce((total, account) => total + account[field], 0);
  return {
    wabaIds: all.filter((wabaId) => read.has(wabaId)),
    queuedWabaIds: all.filter((wabaId) => !read.has(wabaId)),
    total: sum('total'),
    added: sum('added'),
    updated: sum('updated'),
    removed: sum('removed'),
  };
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
