import { Injectable } from '@nestjs/common';
import { GatewayError, type JsonObject } from '@switchboard/contracts';
import { decodeCursor } from '../../http/pagination';
import type { ApiKeyPrincipal, RequestOrigin } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { type PhoneNumberSnapshot, TenantDirectory } from '../tenant/tenant-directory';
import { templateDefinitionProblems } from './template-definition';
import { presentTemplate, TemplateQuery, type TemplateSyncView } from './template.dto';
import { TemplateRepository } from './template.repository';
import { TemplateService } from './template.service';
import type { V2CreatedTemplate, V2Template, V2TemplatePage, V2TemplateQuery } from './v2-template.dto';

/** What of a definition is ours to check; of the rest Meta knows more. */
const CHECKED_FIELDS: ReadonlySet<string> = new Set(['name', 'language', 'category']);

/** A tenant's templates, for its programs: accounts are named by their numbers. */
@Injectable()
export class V2TemplateService {
  constructor(
    private readonly templates: TemplateService,
    private readonly repository: TemplateRepository,
    private readonly tenants: TenantDirectory,
  ) {}

  /** What was last synced, newest first. @throws ProblemError 400, GatewayError NUM_001 */
  async list(key: ApiKeyPrincipal, query: V2TemplateQuery): Promise<V2TemplatePage> {
    const { search, status, limit, after: cursor } = query;
    decodeCursor(cursor, 'after');
    const wabaId = query.phoneNumberId ? accountOf(await this.numbersOf(key), query.phoneNumberId) : undefined;
    const wishes = Object.assign(new TemplateQuery(), { search, status, limit, cursor, wabaId });
    const { items, nextCursor } = await this.templates.list(key.tenantId, wishes);
    return { items, paging: { after: nextCursor } };
  }

  /** A template in all its languages, in one account or in all. @throws GatewayError NUM_001, ROUTE_001 when there is none */
  async get(key: ApiKeyPrincipal, name: string, phoneNumberId: string | undefined): Promise<V2Template> {
    const numbers = await this.numbersOf(key);
    const accounts = phoneNumberId === undefined ? accountsOf(numbers) : [accountOf(numbers, phoneNumberId)];
    const found = name.includes('\0')
      ? []
      : await this.repository.transaction(key.tenantId, async (transaction) => {
          const named = [];
          for (const wabaId of accounts)
            named.push(...(await this.repository.listByName(key.tenantId, transaction, { wabaId, name })));
          return named;
        });
    if (found.length === 0) throw new GatewayError('ROUTE_001', { description: 'Template not found' });
    return { name, items: found.map(presentTemplate) };
  }

  /** Makes a template at Meta. @throws ProblemError 400, GatewayError NUM_001, VAL_002, GW_002 to GW_005 */
  async create(
    key: ApiKeyPrincipal,
    { phoneNumberId = null, ...definition }: JsonObject,
    origin: RequestOrigin,
  ): Promise<V2CreatedTemplate> {
    const problems = templateDefinitionProblems(definition).filter(({ path }) => CHECKED_FIELDS.has(path));
    if (phoneNumberId !== null && typeof phoneNumberId !== 'string')
      problems.push({ path: 'phoneNumberId', rule: 'type', message: 'must be a string' });
    if (problems.length > 0) throw ProblemError.invalid(problems);
    const wabaId = chooseAccount(await this.numbersOf(key), key, phoneNumberId as string | null);
    const made = await this.templates.createFor(key.tenantId, wabaId, definition, { user: key, origin });
    const { id, status, category } = made;
    return { id, status, category };
  }

  /** Deletes a template at Meta in all its languages. @throws GatewayError NUM_001, VAL_002, GW_002 to GW_005 */
  async remove(
    key: ApiKeyPrincipal,
    name: string,
    phoneNumberId: string | undefined,
    origin: RequestOrigin,
  ): Promise<void> {
    const wabaId = chooseAccount(await this.numbersOf(key), key, phoneNumberId ?? null);
    await this.templates.deleteByName(key.tenantId, wabaId, name, undefined, { user: key, origin });
  }

  /** Makes the copy equal to what Meta has, for one account or all. @throws GatewayError NUM_001, GW_002 to GW_005 */
  async sync(key: ApiKeyPrincipal, phoneNumberId: string | null, origin: RequestOrigin): Promise<TemplateSyncView> {
    const numbers = await this.numbersOf(key);
    const wabaIds = phoneNumberId === null ? accountsOf(numbers) : [accountOf(numbers, phoneNumberId)];
    return this.templates.syncAccounts(key.tenantId, wabaIds, { user: key, origin });
  }

  private async numbersOf({ tenantId }: ApiKeyPrincipal): Promise<readonly PhoneNumberSnapshot[]> {
    return (await this.tenants.get(tenantId))?.phoneNumbers ?? [];
  }
}

function accountsOf(numbers: readonly PhoneNumberSnapshot[]): string[] {
  return [...new Set(numbers.map(({ wabaId }) => wabaId))];
}

/** @throws GatewayError NUM_001 for a number that is not the tenant's */
function accountOf(numbers: readonly PhoneNumberSnapshot[], phoneNumberId: string): string {
  const number = numbers.find((each) => each.phoneNumberId === phoneNumberId);
  if (!number) throw new GatewayError('NUM_001');
  return number.wabaId;
}

/** The account of the number that is named, of the key's default number, or the only one: in the order of senders. */
function chooseAccount(
  numbers: readonly PhoneNumberSnapshot[],
  key: ApiKeyPrincipal,
  phoneNumberId: string | null,
): string {
  if (phoneNumberId !== null) return accountOf(numbers, phoneNumberId);
  const standing = numbers.find(({ id }) => id === key.phoneNumberId);
  if (standing) return standing.wabaId;
  const [only, ...others] = accountsOf(numbers);
  if (only === undefined || others.length > 0) throw new GatewayError('VAL_002');
  return only;
}
