import { Injectable } from '@nestjs/common';
import { isUuid, uuidv7 } from '@switchboard/contracts';
import type { TenantTransaction } from '@switchboard/database';
import { type CursorQuery, decodeCursor, type Page, pageOf } from '../../http/pagination';
import type { Principal, RequestOrigin } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { assertCustomHeaders, OutboundHeaderError } from '../../outbound/header-rules';
import { OutboundClient } from '../../outbound/outbound-client';
import { OutboundUrlError } from '../../outbound/url-rules';
import { AuditService } from '../audit/audit.service';
import { PlanDirectory } from '../billing/plan-directory.service';
import { PhoneNumberService } from '../tenant/phone-number.service';
import { TenantDirectory } from '../tenant/tenant-directory';
import {
  type ChangeEndpointRequest,
  type CreatedEndpoint,
  type CreateEndpointRequest,
  type EndpointView,
  MASK,
  presentEndpoint,
} from './endpoint.dto';
import { type EndpointChanges, EndpointRepository, type StoredEndpoint } from './endpoint.repository';
import { EndpointSecrets } from './endpoint-secrets';
import { newSigningSecret } from './signature';

const ENDPOINTS_MAX = 20;
/** Headers of ours. */
const OWN_PREFIX = 'x-switchboard-';

/** Who changes a tenant's endpoints, and from where. */
export interface EndpointActor {
  user: Principal | 'system';
  origin: RequestOrigin | null;
}

type Headers = Record<string, string>;

/** A tenant's webhook endpoints. Signing secrets are shown once, when they are made; what else is secret, never. */
@Injectable()
export class EndpointService {
  constructor(
    private readonly repository: EndpointRepository,
    private readonly secrets: EndpointSecrets,
    private readonly tenants: TenantDirectory,
    private readonly numbers: PhoneNumberService,
    private readonly outbound: OutboundClient,
    private readonly plans: PlanDirectory,
    private readonly audit: AuditService,
  ) {}

  /** @throws ProblemError naming the field that is not allowed, 403 when the plan lacks it, 409 when there are too many endpoints */
  async create(tenantId: string, request: CreateEndpointRequest, actor: EndpointActor): Promise<CreatedEndpoint> {
    const tenant = await this.tenants.requireOpen(tenantId);
    await this.requireFormat(tenant.id, request);
    const number = await this.numberOf(tenant.id, request.phoneNumberId ?? null);
    const [id, now, secret] = [uuidv7(), new Date(), newSigningSecret()];
    const bearerToken = request.bearerToken ?? null;
    const headers = checkedHeaders(request.headers ?? {}, {}, bearerToken !== null);
    const endpoint: StoredEndpoint = {
      tenantId: tenant.id,
      id,
      url: this.checkedUrl(request.url),
      events: request.events,
      format: request.format ?? 'meta',
      phoneNumberId: number?.id ?? null,
      metaPhoneNumberId: number?.phoneNumberId ?? null,
      headersEncrypted: this.secrets.sealHeaders(tenant.id, id, headers),
      secretEncrypted: this.secrets.seal(tenant.id, id, 'secret', secret),
      previousSecretEncrypted: null,
      previousSecretUntil: null,
      bearerTokenEncrypted: bearerToken && this.secrets.seal(tenant.id, id, 'bearer', bearerToken),
      hubSignature: request.hubSignature ?? false,
      status: 'enabled',
      disabledReason: null,
      failingSince: null,
      createdAt: now,
      updatedAt: now,
    };
    const view = this.present(endpoint);
    await this.repository.transaction(tenant.id, async (transaction) => {
      if ((await this.repository.countForAdding(tenant.id, transaction)) >= ENDPOINTS_MAX)
        throw ProblemError.conflict(`A tenant has at most ${ENDPOINTS_MAX} webhook endpoints. Remove one first.`);
      const { tenantId: _, ...row } = endpoint;
      await this.repository.insert(tenant.id, transaction, row);
      await this.record(transaction, endpoint, actor, 'created', { after: view });
    });
    return { ...view, secret };
  }

  /** Newest first. */
  async list(tenantId: string, query: CursorQuery): Promise<Page<EndpointView>> {
    const tenant = await this.tenants.require(tenantId);
    const beforeId = decodeCursor(query.cursor);
    const rows = await this.repository.transaction(tenant.id, (transaction) =>
      this.repository.list(tenant.id, transaction, beforeId, query.limit + 1),
    );
    return pageOf(
      rows,
      query.limit,
      ({ id }) => id,
      (row) => this.present(row),
    );
  }

  async get(tenantId: string, id: string): Promise<EndpointView> {
    return this.present(await this.require(tenantId, id));
  }

  /** The endpoint of a route. Throws ProblemError 404 when the tenant has none such. */
  async require(tenantId: string, id: string): Promise<StoredEndpoint> {
    const tenant = await this.tenants.require(tenantId);
    if (!isUuid(id)) throw notFound();
    const endpoint = await this.repository.transaction(tenant.id, (transaction) =>
      this.repository.find(tenant.id, transaction, id),
    );
    if (!endpoint) throw notFound();
    return endpoint;
  }

  /** Changes settings. Enabling it, or another URL, makes everything that waits due at once. */
  async change(
    tenantId: string,
    id: string,
    request: ChangeEndpointRequest,
    actor: EndpointActor,
  ): Promise<EndpointView> {
    const tenant = await this.tenants.requireOpen(tenantId);
    // Who has lost the feature can still switch an endpoint off.
    if (request.status !== 'disabled') await this.requireFormat(tenant.id, request);
    const number =
      request.phoneNumberId === undefined ? undefined : await this.numberOf(tenant.id, request.phoneNumberId);
    const url = request.url === undefined ? undefined : this.checkedUrl(request.url);
    return this.locked(tenant.id, id, async (transaction, before) => {
      const changes: EndpointChanges = {
        url,
        events: request.events,
        format: request.format,
        phoneNumberId: number === undefined ? undefined : (number?.id ?? null),
        hubSignature: request.hubSignature,
        ...this.secretChanges(before, request),
        ...statusChanges(before, request.status),
        // The failures were another server's.
        ...(url !== undefined && url !== before.url && { failingSince: null }),
      };
      const after = await this.repository.update(tenant.id, transaction, id, changes);
      if (!after) throw notFound();
      const isRenewed = before.status !== 'enabled' || after.url !== before.url;
      if (after.status === 'enabled' && isRenewed) await this.repository.resume(tenant.id, transaction, id);
      const view = this.present(after);
      const isTokenReplaced = typeof request.bearerToken === 'string';
      await this.record(transaction, before, actor, 'changed', {
        before: this.present(before),
        after: isTokenReplaced ? { ...view, bearerToken: 'replaced' } : view,
      });
      return view;
    });
  }

  /** Makes a new signing secret; the old one signs too until the overlap ends. */
  async rotateSecret(
    tenantId: string,
    id: string,
    overlapSeconds: number,
    actor: EndpointActor,
  ): Promise<{ secret: string }> {
    const tenant = await this.tenants.requireOpen(tenantId);
    const secret = newSigningSecret();
    await this.locked(tenant.id, id, async (transaction, before) => {
      const isOverlapping = overlapSeconds > 0;
      const after = await this.repository.update(tenant.id, transaction, id, {
        secretEncrypted: this.secrets.seal(tenant.id, id, 'secret', secret),
        previousSecretEncrypted: isOverlapping ? before.secretEncrypted : null,
        previousSecretUntil: isOverlapping ? new Date(Date.now() + overlapSeconds * 1_000) : null,
      });
      if (!after) throw notFound();
      const change = { before: this.present(before), after: this.present(after) };
      await this.record(transaction, before, actor, 'secret_rotated', change);
    });
    return { secret };
  }

  /** Removes an endpoint with its secrets; what waits for it is not delivered any more. */
  async remove(tenantId: string, id: string, actor: EndpointActor): Promise<void> {
    const tenant = await this.tenants.require(tenantId);
    await this.locked(tenant.id, id, async (transaction, before) => {
      await this.repository.remove(tenant.id, transaction, id);
      await this.record(transaction, before, actor, 'removed', { before: this.present(before) });
    });
  }

  private async locked<T>(
    tenantId: string,
    id: string,
    work: (transaction: TenantTransaction, before: StoredEndpoint) => Promise<T>,
  ): Promise<T> {
    if (!isUuid(id)) throw notFound();
    return this.repository.transaction(tenantId, async (transaction) => {
      const before = await this.repository.lock(tenantId, transaction, id);
      if (!before) throw notFound();
      return work(transaction, before);
    });
  }

  private secretChanges(before: StoredEndpoint, { headers, bearerToken }: ChangeEndpointRequest): EndpointChanges {
    const { tenantId, id } = before;
    const changes: EndpointChanges = {};
    const present = this.secrets.headersOf(before);
    const hasBearer = bearerToken === undefined ? before.bearerTokenEncrypted !== null : bearerToken !== null;
    // Checked also when only the token changes: it must not meet an Authorization header among them.
    const wanted = checkedHeaders(headers === undefined ? present : (headers ?? {}), present, hasBearer);
    if (headers !== undefined) changes.headersEncrypted = this.secrets.sealHeaders(tenantId, id, wanted);
    if (bearerToken !== undefined)
      changes.bearerTokenEncrypted = bearerToken && this.secrets.seal(tenantId, id, 'bearer', bearerToken);
    return changes;
  }

  private checkedUrl(text: string): string {
    try {
      return this.outbound.parseUrl(text).href;
    } catch (error) {
      if (!(error instanceof OutboundUrlError)) throw error;
      throw ProblemError.invalid([{ path: 'url', rule: error.reason, message: error.message }]);
    }
  }

  private async requireFormat(tenantId: string, { format }: { format?: string }): Promise<void> {
    if (format === 'envelope') await this.plans.requireFeature(tenantId, 'webhook_envelope', 'format');
  }

  private async numberOf(
    tenantId: string,
    reference: string | null,
  ): Promise<{ id: string; phoneNumberId: string } | null> {
    if (reference === null) return null;
    const number = await this.numbers.find(tenantId, reference);
    if (number) return number;
    const problem = { path: 'phoneNumberId', rule: 'exists', message: 'is not a phone number of this tenant' };
    throw ProblemError.invalid([problem]);
  }

  private present(endpoint: StoredEndpoint): EndpointView {
    return presentEndpoint(endpoint, Object.keys(this.secrets.headersOf(endpoint)), new Date());
  }

  private record(
    transaction: TenantTransaction,
    endpoint: StoredEndpoint,
    { user, origin }: EndpointActor,
    action: string,
    change: { before?: object; after?: object },
  ): Promise<void> {
    return this.audit.record(transaction, {
      tenantId: endpoint.tenantId,
      actor: user,
      origin,
      action: `webhook_endpoint.${action}`,
      targetType: 'webhook_endpoint',
      targetId: endpoint.id,
      ...change,
    });
  }
}

/** A fresh start: the days of failures before it was disabled no longer count. */
function statusChanges(before: StoredEndpoint, status: ChangeEndpointRequest['status']): EndpointChanges {
  if (status === undefined || status === before.status) return {};
  if (status === 'disabled') return { status, disabledReason: 'user' };
  return { status, disabledReason: null, failingSince: null };
}

/** @throws ProblemError naming `headers` when one is not allowed, or `***` stands for a value that is not there */
function checkedHeaders(wanted: Headers, present: Headers, hasBearerToken: boolean): Headers {
  const headers = Object.fromEntries(
    Object.entries(wanted).map(([name, value]) => [name, value === MASK ? (present[name] ?? value) : value]),
  );
  const own = Object.keys(headers).find((name) => name.toLowerCase().startsWith(OWN_PREFIX));
  if (own !== undefined) throw refusedHeader(own, 'reserved', `The header ${own} cannot be chosen.`);
  const masked = Object.keys(headers).find((name) => headers[name] === MASK);
  if (masked !== undefined) throw refusedHeader(masked, 'masked', 'has no value that could be kept');
  try {
    assertCustomHeaders(headers, { allowAuthorization: !hasBearerToken });
  } catch (error) {
    if (!(error instanceof OutboundHeaderError)) throw error;
    throw refusedHeader(error.header, error.reason, error.message);
  }
  return headers;
}

function refusedHeader(name: string | undefined, rule: string, message: string): ProblemError {
  return ProblemError.invalid([{ path: name === undefined ? 'headers' : `headers.${name}`, rule, message }]);
}

function notFound(): ProblemError {
  return ProblemError.notFound('Webhook endpoint');
}
