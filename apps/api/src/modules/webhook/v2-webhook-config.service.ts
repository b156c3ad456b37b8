import { Injectable } from '@nestjs/common';
import { WEBHOOK_EVENTS } from '@switchboard/contracts';
import type { ApiKeyPrincipal, RequestOrigin } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import type { StoredEndpoint } from './endpoint.repository';
import { type EndpointActor, EndpointService } from './endpoint.service';
import { EndpointSecrets } from './endpoint-secrets';
import { EndpointTest } from './endpoint-test.service';
import type { V2WebhookConfig, V2WebhookConfigRequest } from './v2-webhook-config.dto';
import { V2WebhookConfigRepository } from './v2-webhook-config.repository';

const NONE: V2WebhookConfig = { webhookUrl: '', webhookCode: '', isVerified: false };
/** `test` is what an endpoint is tried out with, and is told to nobody by itself. */
const ALL_EVENTS = WEBHOOK_EVENTS.filter((event) => event !== 'test');

/**
 * The one endpoint that a tenant's programs set by themselves. It is an endpoint like those of the console, where it shows too; only
 * its secret can be read again, by keys that may replace it anyway.
 */
@Injectable()
export class V2WebhookConfigService {
  constructor(
    private readonly repository: V2WebhookConfigRepository,
    private readonly endpoints: EndpointService,
    private readonly tests: EndpointTest,
    private readonly secrets: EndpointSecrets,
  ) {}

  async get(tenantId: string): Promise<V2WebhookConfig> {
    const found = await this.repository.find(tenantId);
    if (!found) return NONE;
    return this.present(await this.endpoints.require(tenantId, found.id), found.verifiedUrl);
  }

  /**
   * Sets the address, or ends it when it is empty, and tries it out: an answer of 2xx within 10 s verifies it.
   * @throws ProblemError 400 naming `webhookUrl` when it is not allowed, 409 when there are too many endpoints, 429 when too many
   *   tests run
   */
  async set(key: ApiKeyPrincipal, request: V2WebhookConfigRequest, origin: RequestOrigin): Promise<V2WebhookConfig> {
    const { tenantId } = key;
    const actor = { user: key, origin };
    const found = await this.repository.find(tenantId);
    if (request.webhookUrl === '') {
      if (found) await this.endpoints.remove(tenantId, found.id, actor);
      return NONE;
    }
    const id = await this.put(tenantId, found?.id ?? null, request, actor);
    const { status, request: sent } = await this.tests.send(tenantId, id, 'test', actor);
    const isTaken = status !== null && status >= 200 && status < 300;
    await this.repository.setVerifiedUrl(tenantId, id, isTaken ? sent.url : null);
    return this.get(tenantId);
  }

  private async put(
    tenantId: string,
    id: string | null,
    { webhookUrl: url, events }: V2WebhookConfigRequest,
    actor: EndpointActor,
  ): Promise<string> {
    try {
      if (id === null) return await this.create(tenantId, { url, events: events ?? ALL_EVENTS }, actor);
      await this.endpoints.change(tenantId, id, { url, events, status: 'enabled' }, actor);
      return id;
    } catch (error) {
      throw inV2Names(error);
    }
  }

  private async create(
    tenantId: string,
    request: Parameters<EndpointService['create']>[1],
    actor: EndpointActor,
  ): Promise<string> {
    const { id } = await this.endpoints.create(tenantId, request, actor);
    if (await this.repository.claim(tenantId, id)) return id;
    // Another request was faster: the one endpoint is its, and this one's wishes are the later ones.
    await this.endpoints.remove(tenantId, id, actor);
    const winner = await this.repository.find(tenantId);
    if (!winner) throw ProblemError.conflict('The configuration was changed at the same time. Try again.');
    await this.endpoints.change(tenantId, winner.id, { ...request, status: 'enabled' }, actor);
    return winner.id;
  }

  private present(endpoint: StoredEndpoint, verifiedUrl: string | null): V2WebhookConfig {
    const { url, status, failingSince } = endpoint;
    return {
      webhookUrl: url,
      webhookCode: this.secrets.signingSecretOf(endpoint),
      isVerified: verifiedUrl === url && status === 'enabled' && failingSince === null,
    };
  }
}

function inV2Names(error: unknown): unknown {
  if (!(error instanceof ProblemError) || !error.fields) return error;
  return ProblemError.invalid(
    error.fields.map((field) => (field.path === 'url' ? { ...field, path: 'webhookUrl' } : field)),
  );
}
