import { type GraphSimulator, type SimulatorConfig, startGraphSimulator } from '@switchboard/graph-sim';
import { type Answer, expectStatus, HttpClient } from './http-client';
import { SECRETS } from './switchboard';

/** A request to send a message, as the simulated Meta got it. */
export interface SimulatedMessage {
  path: string;
  token: string;
  rawBody: string;
  to: string;
  type: string;
  callbackData: string;
  wamid: string | null;
  accepted: boolean;
  errorCode?: number;
  statuses: { status: string; at: string }[];
}

export interface FaultRequest {
  kind: string;
  match?: Record<string, string>;
  code?: number;
  httpStatus?: number;
  details?: string;
  delayMs?: number;
  bytesPerSecond?: number;
  afterBytes?: number;
  sizeBytes?: number;
  times?: number;
  probability?: number;
  body?: string;
  headers?: Record<string, string>;
}

/** A file that the simulated Meta holds. */
export interface SimulatedMedia {
  id: string;
  phoneNumberId: string;
  origin: 'upload' | 'inbound';
  mimeType: string;
  filename?: string;
  /** Hexadecimal. */
  sha256: string;
  sizeBytes: number;
  /** How often its metadata was asked for, and its bytes. */
  metadataReads: number;
  downloads: number;
}

/** A request to upload media, as the simulated Meta got it. */
export interface SimulatedUpload {
  phoneNumberId: string;
  token: string;
  state: 'under-way' | 'completed' | 'refused' | 'broken-off';
  /** Of the whole body; grows while it comes. */
  receivedBytes: number;
  /** Null until answered; 0: never answered. */
  httpStatus: number | null;
  mediaId: string | null;
}

/** All uploads since the start: begun = underWay + completed + refused + brokenOff. */
export interface UploadCounts {
  begun: number;
  underWay: number;
  completed: number;
  refused: number;
  brokenOff: number;
}

/** What a user's phone sends: `{from, phoneNumberId, type, <type>: content}`. */
export interface PhoneMessage {
  from: string;
  phoneNumberId: string;
  type: string;
  [key: string]: unknown;
}

/** The content of a message with media; what else it holds goes into the webhook as it is. */
export interface PhoneMedia {
  /** Its bytes; a sample without them, or, with `sizeBytes`, the start of the file that is then filled up. */
  data?: Uint8Array;
  sizeBytes?: number;
  seed?: string;
  mimeType?: string;
  caption?: string;
  filename?: string;
  [key: string]: unknown;
}

/** The file that a phone sent. */
export interface SentMedia {
  wamid: string;
  userId: string;
  mediaId: string;
  /** Hexadecimal. */
  sha256: string;
  sizeBytes: number;
}

/** Lifts the limits that Meta would set, so that only Switchboard's own are felt. */
export const UNLIMITED: Partial<SimulatorConfig> = { throughputPerSecond: 0, pairLimit: false };

/** The simulated Meta, running in the test's process: it outlives a Switchboard that is killed. */
export class Simulator {
  private constructor(
    private readonly simulator: GraphSimulator,
    private readonly http: HttpClient,
  ) {}

  static async start(config: Partial<SimulatorConfig> = UNLIMITED): Promise<Simulator> {
    const simulator = await startGraphSimulator({ appSecret: SECRETS.META_APP_SECRET, config });
    return new Simulator(simulator, new HttpClient(simulator.baseUrl));
  }

  get baseUrl(): string {
    return this.simulator.baseUrl;
  }

  /** Names the Switchboard that statuses are reported to. */
  deliverTo(switchboardUrl: string): Promise<void> {
    return this.configure({ webhookUrl: `${switchboardUrl}/webhooks/meta` });
  }

  async configure(config: Partial<SimulatorConfig>): Promise<void> {
    await this.control('PATCH', 'config', config);
  }

  async fault(fault: FaultRequest): Promise<void> {
    await this.control('POST', 'faults', fault);
  }

  async clearFaults(): Promise<void> {
    await this.control('DELETE', 'faults');
  }

  /** What arrived, newest first. */
  async messages(filter: Record<string, string> = {}): Promise<SimulatedMessage[]> {
    const query = new URLSearchParams({ limit: '10000', ...filter });
    return (await this.control('GET', `messages?${query}`)).items as SimulatedMessage[];
  }

  async counts(): Promise<{ received: number; accepted: number }> {
    return (await this.control('GET', 'state')).messages as { received: number; accepted: number };
  }

  /** What Meta holds, newest first. */
  async media(filter: Record<string, string> = {}): Promise<SimulatedMedia[]> {
    const query = new URLSearchParams({ limit: '10000', ...filter });
    return (await this.control('GET', `media?${query}`)).items as SimulatedMedia[];
  }

  /** The uploads that Meta was asked for, newest first. */
  async uploads(filter: Record<string, string> = {}): Promise<SimulatedUpload[]> {
    const query = new URLSearchParams({ limit: '10000', ...filter });
    return (await this.control('GET', `uploads?${query}`)).items as SimulatedUpload[];
  }

  async uploadCounts(): Promise<UploadCounts> {
    return (await this.control('GET', 'uploads?limit=1')).counts as UploadCounts;
  }

  /** Lets media expire at Meta. */
  async expireMedia(mediaId: string): Promise<void> {
    await this.control('DELETE', `media/${mediaId}`);
  }

  /** A user writes to a business. */
  async phoneSends(message: PhoneMessage): Promise<{ wamid: string; userId: string }> {
    return (await this.control('POST', 'phone/messages', message)) as { wamid: string; userId: string };
  }

  /** A user sends a business a file: image, video, audio, document or sticker. */
  async phoneSendsMedia(
    { from, phoneNumberId, type }: Pick<PhoneMessage, 'from' | 'phoneNumberId' | 'type'>,
    { data, ...rest }: PhoneMedia = {},
  ): Promise<SentMedia> {
    const dataBase64 = data === undefined ? undefined : Buffer.from(data).toString('base64');
    const message = { from, phoneNumberId, type, [type]: { dataBase64, ...rest } };
    return (await this.control('POST', 'phone/messages', message)) as SentMedia;
  }

  /** Whether nothing waits to be reported any more. */
  async isQuiet(): Promise<boolean> {
    const { scheduled, webhooks } = await this.control('GET', 'state');
    return scheduled === 0 && webhooks.queued === 0 && webhooks.inFlight === 0 && webhooks.retrying === 0;
  }

  /** Calls the control API; throws for anything but success. */
  async control(method: string, path: string, body?: unknown): Promise<Answer['json']> {
    return expectStatus(await this.http.call(`/_sim/${path}`, { method, body }), 200);
  }

  async close(): Promise<void> {
    await this.http.close();
    await this.simulator.close();
  }
}
