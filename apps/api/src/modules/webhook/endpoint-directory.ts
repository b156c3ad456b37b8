import { Injectable, Logger } from '@nestjs/common';
import type { WebhookFormat } from '@switchboard/contracts';
import { CacheNotices } from '../../database/cache-notices';
import { SnapshotCache } from '../../database/snapshot-cache';
import { EndpointRepository, type StoredEndpoint } from './endpoint.repository';
import { EndpointSecrets } from './endpoint-secrets';

/** An endpoint as delivering needs it, secrets in plain text. Never to be logged or answered. */
export interface EndpointSnapshot {
  tenantId: string;
  id: string;
  url: string;
  format: WebhookFormat;
  isEnabled: boolean;
  headers: Readonly<Record<string, string>>;
  secret: string;
  previous: { secret: string; until: Date } | null;
  bearerToken: string | null;
  hubSignature: boolean;
}

const MAX_ENDPOINTS = 20_000;
/** A backstop only: changes are heard of within milliseconds. */
const TTL_MS = 300_000;

/** Endpoints, kept in memory; secrets are decrypted once per load. */
@Injectable()
export class EndpointDirectory {
  private readonly logger = new Logger(EndpointDirectory.name);
  private readonly endpoints: SnapshotCache<EndpointSnapshot>;

  constructor(
    private readonly repository: EndpointRepository,
    private readonly secrets: EndpointSecrets,
    notices: CacheNotices,
  ) {
    this.endpoints = new SnapshotCache({
      max: MAX_ENDPOINTS,
      ttlMs: TTL_MS,
      notices,
      load: (key) => this.load(key),
      drops: ({ table, tenantId }, key) =>
        table === 'webhook_endpoints' && tenantId !== null && key.startsWith(`${tenantId}/`),
    });
  }

  /** Null when there is no such endpoint, or its secrets cannot be opened: then nothing can be signed. */
  async get(tenantId: string, id: string): Promise<EndpointSnapshot | null> {
    return this.endpoints.get(`${tenantId}/${id}`);
  }

  private async load(key: string): Promise<EndpointSnapshot | null> {
    const [tenantId = '', id = ''] = key.split('/');
    const endpoint = await this.repository.findForDelivery(tenantId, id);
    if (!endpoint) return null;
    try {
      return snapshotOf(endpoint, this.secrets);
    } catch (error) {
      this.logger.error(
        { err: error, tenantId, endpointId: id },
        'The secrets of a webhook endpoint cannot be opened.',
      );
      return null;
    }
  }
}

/** @throws SecretBoxError when its secrets cannot be opened */
export function snapshotOf(endpoint: StoredEndpoint, secrets: EndpointSecrets): EndpointSnapshot {
  const previous = secrets.previousSecretOf(endpoint);
  return {
    tenantId: endpoint.tenantId,
    id: endpoint.id,
    url: endpoint.url,
    format: endpoint.format as WebhookFormat,
    isEnabled: endpoint.status === 'enabled',
    headers: secrets.headersOf(endpoint),
    secret: secrets.signingSecretOf(endpoint),
    previous:
      previous !== null && endpoint.previousSecretUntil
        ? { secret: previous, until: endpoint.previousSecretUntil }
        : null,
    bearerToken: secrets.bearerTokenOf(endpoint),
    hubSignature: endpoint.hubSignature,
  };
}
