import type { MetaPricing } from '@switchboard/contracts';

import type { BusinessNumber } from './account-store';
import type { WhatsAppUser } from './user-store';

export interface ReportedStatus {
  readonly status: string;
  readonly atMs: number;
}

/** One request to a message endpoint, as the simulated Meta received it. */
export interface LoggedMessage {
  readonly receivedAtMs: number;
  readonly path: string;
  readonly phoneNumberId: string;
  readonly token: string;
  /** The exact text of the body. */
  readonly rawBody: string;
  to: string | undefined;
  type: string | undefined;
  callbackData: string | undefined;
  httpStatus: number;
  errorCode: number | undefined;
  /** Present once accepted. */
  wamid: string | undefined;
  number: BusinessNumber | undefined;
  user: WhatsAppUser | undefined;
  category: MetaPricing['category'] | undefined;
  pricing: MetaPricing | undefined;
  readonly statuses: ReportedStatus[];
}

export interface MessageFilter {
  readonly to?: string;
  readonly phoneNumberId?: string;
  readonly callbackData?: string;
  readonly wamid?: string;
  readonly accepted?: boolean;
}

const STATUSES_PER_MESSAGE_MAX = 50;

/** The latest messages, bounded in number and in bytes; the oldest give way. */
export class MessageLog {
  private slots: (LoggedMessage | undefined)[];
  private byWamid = new Map<string, LoggedMessage>();
  private oldest = 0;
  private next = 0;
  private bytes = 0;
  private received = 0;
  private accepted = 0;

  constructor(
    private readonly maxMessages: number,
    private readonly maxBytes: number,
  ) {
    this.slots = new Array<LoggedMessage | undefined>(maxMessages);
  }

  get counts(): { readonly received: number; readonly accepted: number; readonly kept: number } {
    return { received: this.received, accepted: this.accepted, kept: this.next - this.oldest };
  }

  add(path: string, phoneNumberId: string, token: string, rawBody: string): LoggedMessage {
    const message: LoggedMessage = {
      receivedAtMs: Date.now(),
      path,
      phoneNumberId,
      token,
      rawBody,
      to: undefined,
      type: undefined,
      callbackData: undefined,
      httpStatus: 200,
      errorCode: undefined,
      wamid: undefined,
      number: undefined,
      user: undefined,
      category: undefined,
      pricing: undefined,
      statuses: [],
    };
    this.received += 1;
    this.bytes += rawBody.length;
    while (this.next > this.oldest && (this.next - this.oldest >= this.maxMessages || this.bytes > this.maxBytes)) {
      this.dropOldest();
    }
    this.slots[this.next % this.maxMessages] = message;
    this.next += 1;
    return message;
  }

  /** The message was accepted under this id. */
  name(message: LoggedMessage, wamid: string): void {
    message.wamid = wamid;
    this.byWamid.set(wamid, message);
    this.accepted += 1;
  }

  findByWamid(wamid: string): LoggedMessage | undefined {
    return this.byWamid.get(wamid);
  }

  /** Newest first. */
  list(filter: MessageFilter, limit: number): readonly LoggedMessage[] {
    const found: LoggedMessage[] = [];
    for (let index = this.next - 1; index >= this.oldest && found.length < limit; index -= 1) {
      const message = this.slots[index % this.maxMessages];
      if (message !== undefined && matches(message, filter)) found.push(message);
    }
    return found;
  }

  private dropOldest(): void {
    const slot = this.oldest % this.maxMessages;
    const message = this.slots[slot];
    this.slots[slot] = undefined;
    this.oldest += 1;
    if (message === undefined) return;
    this.bytes -= message.rawBody.length;
    // A message may be dropped while its answer is still to come; it is then named and found no more.
    if (message.wamid !== undefined) this.byWamid.delete(message.wamid);
  }
}

/** Remembers that a status was reported. */
export function noteStatus(message: LoggedMessage, status: string): void {
  if (message.statuses.length < STATUSES_PER_MESSAGE_MAX) message.statuses.push({ status, atMs: Date.now() });
}

function matches(message: LoggedMessage, filter: MessageFilter): boolean {
  return (
    (filter.to === undefined || message.to === filter.to) &&
    (filter.phoneNumberId === undefined || message.phoneNumberId === filter.phoneNumberId) &&
    (filter.callbackData === undefined || message.callbackData === filter.callbackData) &&
    (filter.wamid === undefined || message.wamid === filter.wamid) &&
    (filter.accepted === undefined || (message.wamid !== undefined) === filter.accepted)
  );
}
