import { Injectable } from '@nestjs/common';
import {
  GatewayError,
  isJsonObject,
  isUuid,
  type JsonObject,
  type MetaCreatedTemplate,
  type MetaPage,
  type MetaSuccess,
  type MetaTemplate,
} from '@switchboard/contracts';
import { GraphClient } from '@switchboard/graph-client';
import { graphFailure } from '../../graph/graph-failure';
import { type RelayOutcome, relayedObject, relayedPage } from '../../graph/relayed';
import { decodeCursor, type Page, pageOf } from '../../http/pagination';
import { ProblemError } from '../../http/problem';
import { AuditService } from '../audit/audit.service';
import { graphProblem } from '../tenant/graph-problem';
import { accountToken, TenantDirectory } from '../tenant/tenant-directory';
import { recordsFromMeta } from './meta-template';
import { templateDefinitionProblems } from './template-definition';
import { SYSTEM, type TemplateAccount, type TemplateActor, TemplateSync } from './template-sync.service';
import {
  type AccountSyncList,
  type CreateTemplateRequest,
  presentAccountSync,
  presentTemplate,
  type TemplateDetailView,
  type TemplateQuery,
  type TemplateSyncView,
  type TemplateView,
} from './template.dto';
import { type TemplateRecord, TemplateRepository } from './template.repository';
import { TemplateSyncRepository } from './template-sync.repository';

/** Meta's answer to a template that it took. */
export type CreatedTemplate = MetaCreatedTemplate;

/** A tenant's message templates: Meta's, and our copy of them that follows. */
@Injectable()
export class TemplateService {
  constructor(
    private readonly repository: TemplateRepository,
    private readonly syncs: TemplateSyncRepository,
    private readonly copies: TemplateSync,
    private readonly tenants: TenantDirectory,
    private readonly graph: GraphClient,
    private readonly audit: AuditService,
  ) {}

  /** What was last synced, newest first. */
  async list(tenantId: string, query: TemplateQuery): Promise<Page<TemplateView>> {
    const tenant = await this.tenants.require(tenantId);
    const { search, wabaId, status, category, language, cursor, limit } = query;
    const filter = { search, wabaId, status, category, language, beforeId: decodeCursor(cursor), take: limit + 1 };
    const rows = await this.repository.transaction(tenant.id, (transaction) =>
      this.repository.list(tenant.id, transaction, filter),
    );
    return pageOf(rows, limit, ({ id }) => id, presentTemplate);
  }

  /** One template by our id. */
  async get(tenantId: string, id: string): Promise<TemplateDetailView> {
    const { template, languagesOfName } = await this.find(tenantId, id);
    return { ...presentTemplate(template), languagesOfName };
  }

  /** How the copies of the accounts of the tenant's numbers stand. */
  async listSyncs(tenantId: string): Promise<AccountSyncList> {
    const tenant = await this.tenants.require(tenantId);
    const states = await this.repository.transaction(tenant.id, (transaction) =>
      this.syncs.list(tenant.id, transaction),
    );
    const wabaIds = [...new Set(tenant.phoneNumbers.map(({ wabaId }) => wabaId))].sort();
    const items = wabaIds.map((wabaId) =>
      presentAccountSync(
        wabaId,
        states.find((state) => state.wabaId === wabaId),
      ),
    );
    return { items, nextCursor: null };
  }

  /**
   * Makes a template at Meta, from the console.
   * @throws ProblemError 400 with the fields that Meta would refuse, 422 `meta_refused`, 502, 504
   */
  async create(tenantId: string, request: CreateTemplateRequest, actor: TemplateActor): Promise<TemplateView> {
    const { wabaId, ...given } = request;
    const tenant = await this.tenants.requireOpen(tenantId);
    const definition = JSON.parse(JSON.stringify(given)) as JsonObject;
    const problems = [...templateDefinitionProblems(definition)];
    const accessToken = accountToken(tenant, wabaId);
    if (accessToken === undefined)
      problems.push({ path: 'wabaId', rule: 'known', message: 'must be an account of one of the phone numbers' });
    if (accessToken === undefined || problems.length > 0) throw ProblemError.invalid(problems);
    const account = { tenantId: tenant.id, wabaId, accessToken };
    const outcome = await this.graph.relay({ ...templatesOf(account), method: 'POST', body: definition });
    if (outcome.kind !== 'accepted') throw graphProblem(outcome, accessToken);
    const template = await this.keep(account, definition, outcome, actor);
    if (!template) throw new ProblemError(504, 'meta_unknown', "Meta's answer does not name the template.");
    return presentTemplate(template);
  }

  /**
   * Deletes a template at Meta, from the console: its name in all languages, or one language.
   * @throws ProblemError 404, 422 `meta_refused`, 502, 504
   */
  async remove(tenantId: string, id: string, scope: 'name' | 'language', actor: TemplateActor): Promise<void> {
    const { template } = await this.find(tenantId, id);
    const tenant = await this.tenants.requireOpen(tenantId);
    const { wabaId, name, metaId } = template;
    const accessToken = accountToken(tenant, wabaId);
    if (accessToken === undefined)
      throw ProblemError.conflict('The tenant has no phone number of the account of this template any more.');
    const account = { tenantId: tenant.id, wabaId, accessToken };
    const doomed = { name, metaId: scope === 'language' ? metaId : undefined };
    const outcome = await this.removeAtMeta(account, doomed, actor);
    if (outcome.kind !== 'accepted') throw graphProblem(outcome, accessToken);
  }

  /**
   * Reads all templates of the accounts of the tenant's numbers from Meta, and makes the copy equal to them, account by account.
   * @throws ProblemError 409 without a number, 422 `meta_refused`, 502, 504; then the account at fault keeps its copy
   */
  async sync(tenantId: string, actor: TemplateActor): Promise<TemplateSyncView> {
    const tenant = await this.tenants.requireOpen(tenantId);
    const wabaIds = [...new Set(tenant.phoneNumbers.map(({ wabaId }) => wabaId))];
    if (wabaIds.length === 0) throw ProblemError.conflict('Add a phone number first: templates belong to its account.');
    const accounts = wabaIds.map((wabaId) => ({
      tenantId: tenant.id,
      wabaId,
      accessToken: accountToken(tenant, wabaId) ?? '',
    }));
    return this.copies.runAll(accounts, actor, graphProblem);
  }

  /**
   * Makes a template at Meta as it is given, without a check of ours.
   * @returns Meta's answer; the copy has the template already
   * @throws GatewayError NUM_001 for an account of which the tenant has no number, GW_002 to GW_005
   */
  async createFor(
    tenantId: string,
    wabaId: string,
    definition: Readonly<Record<string, unknown>>,
    actor: TemplateActor = SYSTEM,
  ): Promise<CreatedTemplate> {
    const account = await this.accountOf(tenantId, wabaId);
    const body = definition as JsonObject;
    const outcome = await this.graph.relay({ ...templatesOf(account), method: 'POST', body });
    const answer = relayedObject(outcome);
    await this.keep(account, body, outcome, actor);
    return answer as unknown as CreatedTemplate;
  }

  /**
   * Deletes a name at Meta in all its languages, or the one template of it that Meta's id names.
   * @returns Meta's answer; the copy has forgotten them already
   * @throws GatewayError NUM_001, GW_002 to GW_005
   */
  async deleteByName(
    tenantId: string,
    wabaId: string,
    name: string,
    metaTemplateId?: string,
    actor: TemplateActor = SYSTEM,
  ): Promise<MetaSuccess> {
    const account = await this.accountOf(tenantId, wabaId);
    const outcome = await this.removeAtMeta(account, { name, metaId: metaTemplateId }, actor);
    return relayedObject(outcome) as unknown as MetaSuccess;
  }

  /** Meta's own page of an account's templates. @throws GatewayError NUM_001, GW_002 to GW_005 */
  async proxyList(tenantId: string, wabaId: string, query: URLSearchParams): Promise<MetaPage<MetaTemplate>> {
    const account = await this.accountOf(tenantId, wabaId);
    return relayedPage(await this.graph.relay({ ...templatesOf(account), method: 'GET', query }));
  }

  /**
   * Makes the copies of these accounts equal to Meta's lists, as `sync` does.
   * @throws GatewayError NUM_001 for an account of which the tenant has no number, GW_002 to GW_005
   */
  async syncAccounts(tenantId: string, wabaIds: readonly string[], actor: TemplateActor): Promise<TemplateSyncView> {
    const accounts = await Promise.all(wabaIds.map((wabaId) => this.accountOf(tenantId, wabaId)));
    return this.copies.runAll(accounts, actor, graphFailure);
  }

  private async accountOf(tenantId: string, wabaId: string): Promise<TemplateAccount> {
    const tenant = await this.tenants.get(tenantId);
    const accessToken = tenant ? accountToken(tenant, wabaId) : undefined;
    if (!tenant || accessToken === undefined) throw new GatewayError('NUM_001');
    return { tenantId: tenant.id, wabaId, accessToken };
  }

  private async find(tenantId: string, id: string): Promise<{ template: TemplateRecord; languagesOfName: string[] }> {
    const tenant = await this.tenants.require(tenantId);
    const found = isUuid(id)
      ? await this.repository.transaction(tenant.id, async (transaction) => {
          const template = await this.repository.findById(tenant.id, transaction, id);
          return template && { template, named: await this.repository.listByName(tenant.id, transaction, template) };
        })
      : null;
    if (!found) throw ProblemError.notFound('Template');
    return { template: found.template, languagesOfName: found.named.map(({ language }) => language) };
  }

  /** Writes down what Meta has just taken. Null when its answer does not say what that is: then the next sync finds it. */
  private async keep(
    account: TemplateAccount,
    definition: JsonObject,
    outcome: RelayOutcome,
    { user, origin }: TemplateActor,
  ): Promise<TemplateRecord | null> {
    if (outcome.kind !== 'accepted' || !isJsonObject(outcome.json)) return null;
    const { tenantId, wabaId } = account;
    const answer = outcome.json;
    const id = typeof answer['id'] === 'number' ? String(answer['id']) : answer['id'];
    const made = { ...definition, ...answer, id } as unknown as MetaTemplate;
    const [template] = recordsFromMeta(wabaId, [made], new Date());
    // What is made from Meta's library has its text from there.
    const isWhole = Array.isArray(definition['components']);
    if (!isWhole) await this.copies.run(account);
    return this.repository.transaction(tenantId, async (transaction) => {
      await this.audit.record(transaction, {
        tenantId,
        actor: user,
        origin,
        action: 'template.created',
        targetType: 'template',
        targetId: template?.name ?? null,
        after: { wabaId, language: definition['language'], ...answer },
      });
      return template && isWhole ? this.repository.insert(tenantId, transaction, template) : null;
    });
  }

  private async removeAtMeta(
    account: TemplateAccount,
    doomed: { name: string; metaId: string | undefined },
    { user, origin }: TemplateActor,
  ): Promise<RelayOutcome> {
    const { tenantId, wabaId } = account;
    const { name, metaId } = doomed;
    const query = new URLSearchParams({ name, ...(metaId !== undefined && { hsm_id: metaId }) });
    const outcome = await this.graph.relay({ ...templatesOf(account), method: 'DELETE', query });
    if (outcome.kind !== 'accepted' || !isJsonObject(outcome.json) || outcome.json['success'] !== true) return outcome;
    await this.repository.transaction(tenantId, async (transaction) => {
      const removed = await this.repository.remove(tenantId, transaction, { wabaId, name, metaId });
      await this.audit.record(transaction, {
        tenantId,
        actor: user,
        origin,
        action: 'template.deleted',
        targetType: 'template',
        targetId: name,
        before: { wabaId, name, metaId, removed },
      });
    });
    return outcome;
  }
}

/** Where the templates of an account are at Meta, and who asks. */
function templatesOf({ wabaId, accessToken }: TemplateAccount): { path: string[]; accessToken: string } {
  return { path: [wabaId, 'message_templates'], accessToken };
}
