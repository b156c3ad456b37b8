import { uuidv7, type WebhookEventName } from '@switchboard/contracts';
import { Database } from '@switchboard/database';
import { AppConfig } from '../../src/config/env';
import { CacheNotices } from '../../src/database/cache-notices';
import { encodeTenantEvents, type TenantEvent } from '../../src/events/tenant-event';
import { AuditRepository } from '../../src/modules/audit/audit.repository';
import { AuditService } from '../../src/modules/audit/audit.service';
import { DispatcherRepository } from '../../src/modules/webhook/dispatcher.repository';
import { Dispatcher } from '../../src/modules/webhook/dispatcher.service';
import { LaneWorker } from '../../src/modules/webhook/dispatcher-lane.service';
import { DispatcherSettings } from '../../src/modules/webhook/dispatcher-settings';
import { EndpointRepository, type StoredEndpoint } from '../../src/modules/webhook/endpoint.repository';
import { EndpointDirectory } from '../../src/modules/webhook/endpoint-directory';
import { EndpointDisabling } from '../../src/modules/webhook/endpoint-disabling.service';
import { EndpointSecrets } from '../../src/modules/webhook/endpoint-secrets';
import { newSigningSecret } from '../../src/modules/webhook/signature';
import { EventTenantAlerts } from '../../src/modules/webhook/tenant-alerts';
import { OutboundClient } from '../../src/outbound/outbound-client';
import { SecretBox } from '../../src/secrets/secret-box';
import type { TestDatabase } from './test-database';

/** As impatient as tests are; everything else as in production. */
export const FAST: Partial<DispatcherSettings> = {
  attemptTimeoutMs: 1_500,
  leaseMs: 3_000,
  pollMs: 20,
  retryDelaysMs: [50, 50, 50],
  random: () => 0,
};

/** What a worker process has of dispatching. */
export interface TestWorker {
  dispatcher: Dispatcher;
  repository: DispatcherRepository;
  endpoints: EndpointDirectory;
  /** As a graceful shutdown does. */
  stop(): Promise<void>;
}

const BOX = new SecretBox(Buffer.alloc(32, 7));

export const testSecrets = new EndpointSecrets(BOX);

/** Starts what delivers in a worker process, with connections of its own; several make several processes. */
export async function startTestWorker(
  test: TestDatabase,
  settings: Partial<DispatcherSettings> = {},
  outbound = new OutboundClient({ allowHttp: true, allowHosts: ['127.0.0.1'] }),
): Promise<TestWorker> {
  const config = Object.assign(new AppConfig(), { databaseUrl: test.url });
  const database = new Database({ url: test.url, maxConnections: 5 });
  const notices = new CacheNotices(config);
  const stored = new EndpointRepository(database);
  const endpoints = new EndpointDirectory(stored, testSecrets, notices);
  await notices.onModuleInit();
  const audit = new AuditService(new AuditRepository(database));
  const disabling = new EndpointDisabling(stored, audit, new EventTenantAlerts(stored));
  const repository = new DispatcherRepository(database);
  const chosen = Object.assign(new DispatcherSettings(), FAST, settings);
  const worker = new LaneWorker(chosen, repository, endpoints, outbound, disabling);
  const dispatcher = new Dispatcher(config, chosen, repository, worker);
  dispatcher.onApplicationBootstrap();
  return {
    dispatcher,
    repository,
    endpoints,
    stop: async () => {
      await dispatcher.onModuleDestroy();
      await notices.onModuleDestroy();
      outbound.close();
      await database.close();
    },
  };
}

/** An endpoint made by SQL alone. */
export async function addTestEndpoint(
  test: TestDatabase,
  tenantId: string,
  url: string,
  given: Partial<StoredEndpoint> = {},
): Promise<{ id: string; secret: string }> {
  const [id, secret] = [uuidv7(), newSigningSecret()];
  const repository = new EndpointRepository(test.database);
  const now = new Date();
  await repository.transaction(tenantId, (transaction) =>
    repository.insert(tenantId, transaction, {
      id,
      url,
      events: ['messages', 'account'],
      format: 'meta',
      phoneNumberId: null,
      metaPhoneNumberId: null,
      headersEncrypted: null,
      secretEncrypted: testSecrets.seal(tenantId, id, 'secret', secret),
      previousSecretEncrypted: null,
      previousSecretUntil: null,
      bearerTokenEncrypted: null,
      hubSignature: false,
      status: 'enabled',
      disabledReason: null,
      failingSince: null,
      createdAt: now,
      updatedAt: now,
      ...given,
    }),
  );
  return { id, secret };
}

/** An event of a conversation, numbered so that its place can be told. */
export function testEvent(
  tenantId: string,
  conversation: string,
  number = 0,
  type: WebhookEventName = 'messages',
): TenantEvent {
  const value = { metadata: { phone_number_id: '1' }, messages: [{ id: `wamid.${conversation}.${number}`, number }] };
  return {
    tenantId,
    id: uuidv7(),
    type,
    metaPhoneNumberId: '1',
    orderingKey: `1:${conversation}`,
    body: JSON.stringify({ entryId: '10229', field: 'messages', value }),
    requestId: null,
  };
}

/** Publishes events as the writers of facts do; returns their ids. */
export async function publish(test: TestDatabase, events: readonly TenantEvent[]): Promise<string[]> {
  await test.database.pool.query('SELECT publish_events($1::json)', [
    encodeTenantEvents(events.map((event) => ({ event }))),
  ]);
  return events.map(({ id }) => id);
}
