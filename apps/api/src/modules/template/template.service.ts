import { Injectable } from '@nestjs/common';
import type { MetaTemplate } from '@switchboard/contracts';
import { GraphClient } from '@switchboard/graph-client';
import { decodeCursor, type Page, pageOf } from '../../http/pagination';
import type { RequestOrigin, UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { AuditService } from '../audit/audit.service';
import { graphProblem } from '../tenant/graph-problem';
import { TenantDirectory, type TenantSnapshot } from '../tenant/tenant-directory';
import { recordsFromMeta } from './meta-template';
import { presentTemplate, type TemplateQuery, type TemplateSyncView, type TemplateView } from './template.dto';
import { TemplateRepository } from './template.repository';

/** Of 100 templates each. Meta allows 6,000 templates per account; an answer that never ends must not keep us. */
const PAGES_MAX = 100;

/** A tenant's message templates, copied from Meta. */
@Injectable()
export class TemplateService {
  constructor(
    private readonly repository: TemplateRepository,
    private readonly tenants: TenantDirectory,
    private readonly graph: GraphClient,
    private readonly audit: AuditService,
  ) {}

  /** What was last synced, newest first. */
  async list(tenantId: string, query: TemplateQuery): Promise<Page<TemplateView>> {
    const tenant = await this.tenants.require(tenantId);
    const { search, wabaId } = query;
    const filter = { search, wabaId, beforeId: decodeCursor(query.cursor), take: query.limit + 1 };
    const rows = await this.repository.transaction(tenant.id, (transaction) =>
      this.repository.list(tenant.id, transaction, filter),
    );
    return pageOf(rows, query.limit, ({ id }) => id, presentTemplate);
  }

  /**
   * Reads all templates of the accounts of the tenant's numbers from Meta, and makes the copy equal to them, account by account.
   * @throws ProblemError 409 without a number, 422 `meta_refused`, 502, 504; then the account at fault keeps its copy
   */
  async sync(
    tenantId: string,
    user: UserPrincipal | 'system',
    origin: RequestOrigin | null,
  ): Promise<TemplateSyncView> {
    const tenant = await this.tenants.requireOpen(tenantId);
    const accounts = accountsOf(tenant);
    if (accounts.size === 0) throw ProblemError.conflict('Add a phone number first: templates belong to its account.');
    const result: TemplateSyncView = { wabaIds: [...accounts.keys()], total: 0, added: 0, updated: 0, removed: 0 };
    for (const [wabaId, accessToken] of accounts) {
      const templates = recordsFromMeta(wabaId, await this.readAll(wabaId, accessToken), new Date());
      await this.repository.transaction(tenant.id, async (transaction) => {
        const counts = await this.repository.replaceAll(tenant.id, transaction, wabaId, templates);
        await this.audit.record(transaction, {
          tenantId: tenant.id,
          actor: user,
          origin,
          action: 'templates.synced',
          targetType: 'waba',
          targetId: wabaId,
          after: { total: templates.length, ...counts },
        });
        result.total += templates.length;
        result.added += counts.added;
        result.updated += counts.updated;
        result.removed += counts.removed;
      });
    }
    return result;
  }

  private async readAll(wabaId: string, accessToken: string): Promise<MetaTemplate[]> {
    const templates: MetaTemplate[] = [];
    let after: string | undefined;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const outcome = await this.graph.listTemplates(wabaId, accessToken, after);
      if (outcome.kind !== 'accepted') throw graphProblem(outcome, accessToken);
      const { data, paging } = outcome.json;
      if (!Array.isArray(data))
        throw new ProblemError(502, 'meta_unavailable', "Meta's answer is not a list of templates.");
      templates.push(...(data as readonly MetaTemplate[]));
      after = paging?.cursors?.after;
      // On the last page Meta still names a cursor, but no address of a next page.
      if (paging?.next === undefined || after === undefined) return templates;
    }
    throw new ProblemError(502, 'meta_unavailable', `Meta's list of templates has more than ${PAGES_MAX} pages.`);
  }
}

/** Each account of the tenant's numbers, with a token that can read it: a working number's rather than a refused one's. */
function accountsOf(tenant: TenantSnapshot): Map<string, string> {
  const accounts = new Map<string, string>();
  const working = tenant.phoneNumbers.filter(({ status }) => status !== 'error');
  for (const { wabaId, accessToken } of [...working, ...tenant.phoneNumbers]) {
    if (!accounts.has(wabaId)) accounts.set(wabaId, accessToken);
  }
  return accounts;
}
