import { AccountStore } from './account-store';
import { DueQueue } from './due-queue';
import { FaultStore } from './fault-store';
import { MediaStore } from './media-store';
import { MessageLog } from './message-log';
import type { SimulatorConfig } from './simulator-config';
import { StatusReporter } from './status-reporter';
import { UploadLog } from './upload-log';
import { UserStore } from './user-store';
import { WebhookSender } from './webhook-sender';

const MESSAGES_MAX = 100_000;
const MESSAGES_MAX_BYTES = 64 * 1024 * 1024;
const UPLOADS_MAX = 10_000;

/**
 * Everything that the simulated Meta knows. All of it is bounded, and in memory but for the bytes of media, which lie in
 * a temporary folder; none of it outlives the process.
 */
export class World {
  config: SimulatorConfig;
  accounts = new AccountStore();
  users = new UserStore();
  log = new MessageLog(MESSAGES_MAX, MESSAGES_MAX_BYTES);
  faults = new FaultStore();
  uploads = new UploadLog(UPLOADS_MAX);
  readonly media: MediaStore;
  /** Reports, reviews and repetitions to come. */
  readonly timers = new DueQueue();
  /** Answers that are held back; a reset lets them go out, because their callers still wait. */
  readonly answers = new DueQueue();
  readonly webhooks: WebhookSender;
  readonly reporter: StatusReporter;

  constructor(
    private readonly startConfig: SimulatorConfig,
    readonly appSecret: string,
    temporaryFolder?: string,
  ) {
    this.config = startConfig;
    this.media = new MediaStore(temporaryFolder);
    this.webhooks = new WebhookSender(() => this.config, appSecret, this.timers);
    this.reporter = new StatusReporter(this);
  }

  /** Sends a webhook about an account, unless the app was unsubscribed from it. */
  publish(wabaId: string, field: string, value: unknown): void {
    if (this.accounts.findWaba(wabaId)?.subscribed === false) return;
    this.webhooks.push({ wabaId, json: JSON.stringify({ value, field }) });
  }

  /** As after the start, except that webhooks still go where they were sent to last. */
  reset(): void {
    this.timers.clear();
    this.webhooks.clear();
    this.config = { ...this.startConfig, webhookUrl: this.config.webhookUrl };
    this.accounts = new AccountStore();
    this.users = new UserStore();
    this.log = new MessageLog(MESSAGES_MAX, MESSAGES_MAX_BYTES);
    this.faults = new FaultStore();
    this.uploads = new UploadLog(UPLOADS_MAX);
    this.media.clear();
  }
}
