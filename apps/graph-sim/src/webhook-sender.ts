import { createHmac } from 'node:crypto';

import { Agent, request } from 'undici';

import type { DueQueue } from './due-queue';
import type { SimulatorConfig } from './simulator-config';

/** One update, already serialised, with the account that it belongs to. */
export interface WebhookChange {
  readonly wabaId: string;
  readonly json: string;
}

interface Batch {
  readonly body: Buffer;
  readonly updates: number;
  readonly bornMs: number;
  attempts: number;
}

export interface WebhookCounts {
  /** Updates waiting for their first POST, on their way, and waiting for a repetition. */
  readonly queued: number;
  readonly inFlight: number;
  readonly retrying: number;
  /** Updates answered with 200. */
  readonly delivered: number;
  /** Updates given up after too many attempts or too long, and updates dropped because the queue was full. */
  readonly abandoned: number;
  readonly dropped: number;
  readonly failedAttempts: number;
}

const PENDING_UPDATES_MAX = 200_000;
const BATCH_MAX_BYTES = 1024 * 1024;

/**
 * Delivers updates as Meta does: collected for a moment, signed, at least once, repeated with growing pauses until the
 * receiver answers 200. What waits is bounded; beyond the bound new updates are dropped and counted.
 */
export class WebhookSender {
  private queue: WebhookChange[] = [];
  private queueHead = 0;
  private due: Batch[] = [];
  private windowOpen = false;
  private running = 0;
  private inFlight = 0;
  private retrying = 0;
  private delivered = 0;
  private abandoned = 0;
  private dropped = 0;
  private failedAttempts = 0;
  private generation = 0;
  private readonly agent = new Agent({ connections: 64, pipelining: 1, allowH2: false });

  constructor(
    private readonly config: () => SimulatorConfig,
    private readonly appSecret: string,
    private readonly timers: DueQueue,
  ) {}

  get counts(): WebhookCounts {
    const { inFlight, retrying, delivered, abandoned, dropped, failedAttempts } = this;
    return { queued: this.queuedUpdates, inFlight, retrying, delivered, abandoned, dropped, failedAttempts };
  }

  /** Queues an update. Without a URL it is discarded. */
  push(change: WebhookChange): void {
    if (this.config().webhookUrl === null) return;
    if (this.queuedUpdates + this.inFlight + this.retrying >= PENDING_UPDATES_MAX) {
      this.dropped += 1;
      return;
    }
    this.queue.push(change);
    if (this.queuedUpdates >= this.config().webhookBatchSize) this.pump();
    else this.openWindow();
  }

  /** Forgets everything that waits, as its timers were forgotten before; what is on its way is not repeated. */
  clear(): void {
    this.windowOpen = false;
    this.queue = [];
    this.queueHead = 0;
    this.due = [];
    this.retrying = 0;
    this.inFlight = 0;
    this.generation += 1;
  }

  async close(): Promise<void> {
    this.clear();
    await this.agent.destroy();
  }

  private get queuedUpdates(): number {
    return this.queue.length - this.queueHead;
  }

  private openWindow(): void {
    if (this.windowOpen) return;
    this.windowOpen = true;
    this.timers.schedule(this.config().webhookWindowMs, () => {
      this.windowOpen = false;
      this.pump();
    });
  }

  private pump(): void {
    while (this.running < this.config().webhookConcurrency) {
      const repeated = this.due.shift();
      if (repeated !== undefined) this.retrying -= repeated.updates;
      const batch = repeated ?? this.nextBatch();
      if (batch === undefined) return;
      this.running += 1;
      this.inFlight += batch.updates;
      void this.deliver(batch, this.generation);
    }
  }

  private nextBatch(): Batch | undefined {
    const { webhookBatchSize } = this.config();
    const changes: WebhookChange[] = [];
    for (let bytes = 0; changes.length < webhookBatchSize && bytes < BATCH_MAX_BYTES;) {
      const change = this.queue[this.queueHead];
      if (change === undefined) break;
      this.queueHead += 1;
      changes.push(change);
      bytes += change.json.length;
    }
    if (this.queueHead > 1_024 && this.queueHead * 2 > this.queue.length) {
      this.queue = this.queue.slice(this.queueHead);
      this.queueHead = 0;
    }
    if (changes.length === 0) return undefined;
    return { body: Buffer.from(envelope(changes)), updates: changes.length, bornMs: performance.now(), attempts: 0 };
  }

  private async deliver(batch: Batch, generation: number): Promise<void> {
    batch.attempts += 1;
    const taken = await this.post(batch.body);
    this.running -= 1;
    if (generation !== this.generation) return;
    this.inFlight -= batch.updates;
    if (taken) this.delivered += batch.updates;
    else this.retryLater(batch);
    this.pump();
  }

  private async post(body: Buffer): Promise<boolean> {
    const { webhookUrl, webhookTimeoutMs } = this.config();
    if (webhookUrl === null) return false;
    try {
      const answer = await request(webhookUrl, {
        method: 'POST',
        dispatcher: this.agent,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'facebookexternalua',
          'x-hub-signature-256': signWebhook(body, this.appSecret),
        },
        body,
        signal: AbortSignal.timeout(webhookTimeoutMs),
      });
      await answer.body.dump();
      return answer.statusCode === 200;
    } catch {
      return false;
    }
  }

  private retryLater(batch: Batch): void {
    this.failedAttempts += 1;
    const { webhookMaxAttempts, webhookMaxAgeMs, webhookRetryBaseMs, webhookRetryMaxMs } = this.config();
    const ageMs = performance.now() - batch.bornMs;
    if (batch.attempts >= webhookMaxAttempts || ageMs >= webhookMaxAgeMs) {
      this.abandoned += batch.updates;
      return;
    }
    this.retrying += batch.updates;
    const pauseMs = Math.min(webhookRetryMaxMs, webhookRetryBaseMs * 2 ** Math.min(batch.attempts - 1, 30));
    const { generation } = this;
    this.timers.schedule(pauseMs * (0.75 + Math.random() / 2), () => {
      if (generation !== this.generation) return;
      this.due.push(batch);
      this.pump();
    });
  }
}

/** The value of `X-Hub-Signature-256`: HMAC-SHA256 of the raw body under the app's secret. */
export function signWebhook(body: Uint8Array, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
}

function envelope(changes: readonly WebhookChange[]): string {
  const byWaba = new Map<string, string[]>();
  for (const { wabaId, json } of changes) {
    const entry = byWaba.get(wabaId);
    if (entry === undefined) byWaba.set(wabaId, [json]);
    else entry.push(json);
  }
  const entries = [...byWaba].map(([id, list]) => `{"id":${JSON.stringify(id)},"changes":[${list.join(',')}]}`);
  return `{"object":"whatsapp_business_account","entry":[${entries.join(',')}]}`;
}
