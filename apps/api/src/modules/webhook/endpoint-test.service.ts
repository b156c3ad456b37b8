import { Injectable } from '@nestjs/common';
import { uuidv7, WEBHOOK_EVENT_SAMPLES, type WebhookEventName } from '@switchboard/contracts';
import { ProblemError } from '../../http/problem';
import { OutboundClient } from '../../outbound/outbound-client';
import { AuditService } from '../audit/audit.service';
import { attemptOutcome, RESPONSE_MAX_BYTES } from './attempt-outcome';
import { attemptHeaders } from './attempt-request';
import { type EndpointTestView, MASK } from './endpoint.dto';
import { type EndpointActor, EndpointService } from './endpoint.service';
import { snapshotOf } from './endpoint-directory';
import { EndpointSecrets } from './endpoint-secrets';
import { webhookBody } from './webhook-event-body';

const TIMEOUT_MS = 10_000;
/** Tests that wait for their answers in this process, and how long someone beyond that may wait before the next try. */
const RUNNING_MAX = 32;
const RETRY_SECONDS = 5;
/** Tells a sample from an event, for receivers that act on events. */
const TEST_HEADER = 'x-switchboard-test';

/** Sends samples of events to endpoints and shows what comes back. Only the audit log remembers it. */
@Injectable()
export class EndpointTest {
  private running = 0;

  constructor(
    private readonly endpoints: EndpointService,
    private readonly secrets: EndpointSecrets,
    private readonly outbound: OutboundClient,
    private readonly audit: AuditService,
  ) {}

  /** Works for disabled endpoints too. @throws ProblemError 404, or 429 when too many tests run */
  async send(
    tenantId: string,
    id: string,
    event: WebhookEventName,
    { user, origin }: EndpointActor,
  ): Promise<EndpointTestView> {
    const stored = await this.endpoints.require(tenantId, id);
    if (this.running >= RUNNING_MAX) throw ProblemError.tooMany(RETRY_SECONDS);
    this.running += 1;
    try {
      const view = await this.post(snapshotOf(stored, this.secrets), event);
      await this.audit.record(null, {
        tenantId: stored.tenantId,
        actor: user,
        origin,
        action: 'webhook_endpoint.tested',
        targetType: 'webhook_endpoint',
        targetId: stored.id,
        after: { event, url: stored.url, status: view.status, error: view.error },
      });
      return view;
    } finally {
      this.running -= 1;
    }
  }

  private async post(endpoint: ReturnType<typeof snapshotOf>, event: WebhookEventName): Promise<EndpointTestView> {
    const sample = WEBHOOK_EVENT_SAMPLES[event];
    const id = uuidv7();
    const body = webhookBody(
      {
        tenantId: endpoint.tenantId,
        id,
        type: event,
        metaPhoneNumberId: sample.metaPhoneNumberId,
        requestId: null,
        body: JSON.stringify(sample.body),
      },
      endpoint.format,
    );
    const headers = { ...attemptHeaders(endpoint, { id, body }, new Date()), [TEST_HEADER]: 'true' };
    const result = await this.outbound.request({
      url: endpoint.url,
      method: 'POST',
      headers,
      body,
      timeoutMs: TIMEOUT_MS,
      responseMaxBytes: RESPONSE_MAX_BYTES,
      owner: `test:${endpoint.tenantId}`,
    });
    const { status, durationMs, response, error } = attemptOutcome(result);
    const secret = new Set([...Object.keys(endpoint.headers), 'authorization']);
    const shown = Object.entries(headers).map(([name, value]) => [name, secret.has(name) ? MASK : value]);
    return {
      status,
      durationMs,
      response,
      ...(error !== null && { error }),
      request: { url: endpoint.url, headers: Object.fromEntries(shown) as Record<string, string>, body },
    };
  }
}
