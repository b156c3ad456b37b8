import type { LoggedMessage, LoggedMessageDetail, MessageQuery } from './log-types';
import type { MessageOf, MessageType, OutgoingMessage, SentMessage } from './message-types';
import type { CallOptions, SendOptions } from './options';
import { Paged } from './paged';
import { randomId } from './random-id';
import { timeText } from './time-text';
import type { Success, Transport } from './transport';
import { callV1 } from './v1';

const SEND_PATH = '/v1/wa/message';
const LOG_PATH = '/v1/wa/messages';

/**
 * Sending, and the message log (`/v1/wa`: on every plan). Every send carries an Idempotency-Key, so that its retries cannot send
 * twice. Keys need the scope `messages:send`, for the log `messages:read`.
 */
export class Messages {
  constructor(private readonly transport: Transport) {}

  text(message: MessageOf<'text'>, options?: SendOptions): Promise<SentMessage> {
    return this.sendAs('text', message, options);
  }

  image(message: MessageOf<'image'>, options?: SendOptions): Promise<SentMessage> {
    return this.sendAs('image', message, options);
  }

  video(message: MessageOf<'video'>, options?: SendOptions): Promise<SentMessage> {
    return this.sendAs('video', message, options);
  }

  audio(message: MessageOf<'audio'>, options?: SendOptions): Promise<SentMessage> {
    return this.sendAs('audio', message, options);
  }

  document(message: MessageOf<'document'>, options?: SendOptions): Promise<SentMessage> {
    return this.sendAs('document', message, options);
  }

  sticker(message: MessageOf<'sticker'>, options?: SendOptions): Promise<SentMessage> {
    return this.sendAs('sticker', message, options);
  }

  location(message: MessageOf<'location'>, options?: SendOptions): Promise<SentMessage> {
    return this.sendAs('location', message, options);
  }

  contacts(message: MessageOf<'contacts'>, options?: SendOptions): Promise<SentMessage> {
    return this.sendAs('contacts', message, options);
  }

  reaction(message: MessageOf<'reaction'>, options?: SendOptions): Promise<SentMessage> {
    return this.sendAs('reaction', message, options);
  }

  template(message: MessageOf<'template'>, options?: SendOptions): Promise<SentMessage> {
    return this.sendAs('template', message, options);
  }

  interactive(message: MessageOf<'interactive'>, options?: SendOptions): Promise<SentMessage> {
    return this.sendAs('interactive', message, options);
  }

  /**
   * Sends any message.
   * @throws SwitchboardError with the gateway's codes. `GW_004` means that the outcome is not known: the message may arrive. Look at
   *   it with `get(error.params.message_id)` or wait for its webhook; do not send it again.
   */
  async send(message: OutgoingMessage, options: SendOptions = {}): Promise<SentMessage> {
    const { data, answer } = await this.post<Omit<SentMessage, 'messageId' | 'isReplayed'>>(message, options);
    return {
      ...data,
      messageId: answer.headers.get('x-message-id'),
      isReplayed: answer.headers.get('idempotent-replayed') === 'true',
    };
  }

  /**
   * Marks an inbound message as read, free of charge.
   * @param messageId its wamid
   * @param options `typing` also shows the user that an answer is being written
   */
  async markRead(messageId: string, options: SendOptions & { typing?: boolean } = {}): Promise<{ success: boolean }> {
    const { typing, ...rest } = options;
    const body = { status: 'read', message_id: messageId, ...(typing && { typing_indicator: { type: 'text' } }) };
    return (await this.post<{ success: boolean }>(body, rest)).data;
  }

  /**
   * One message with its timeline and what it cost.
   * @param id Switchboard's id, or the wamid
   * @throws SwitchboardError `MSG_001` when there is none
   */
  async get(id: string, options?: CallOptions): Promise<LoggedMessageDetail> {
    const url = this.transport.url(`${LOG_PATH}/${encodeURIComponent(id)}`);
    return (await callV1<LoggedMessageDetail>(this.transport, { method: 'GET', url, repeatable: 'always' }, options))
      .data;
  }

  /** The message log, newest first, fetched page by page while it is walked through. */
  list(query: MessageQuery = {}, options?: CallOptions): Paged<LoggedMessage> {
    const { phoneNumberId, fromTime, toTime, ...same } = query;
    return new Paged(async (cursor) => {
      const url = this.transport.url(LOG_PATH, {
        ...same,
        phone_number_id: phoneNumberId,
        from_time: timeText(fromTime),
        to_time: timeText(toTime),
        cursor,
      });
      const { data } = await callV1<{ items: LoggedMessage[]; nextCursor: string | null }>(
        this.transport,
        { method: 'GET', url, repeatable: 'always' },
        options,
      );
      return { items: data.items, next: data.nextCursor };
    });
  }

  private sendAs<Type extends MessageType>(
    type: Type,
    message: MessageOf<Type>,
    options: SendOptions | undefined,
  ): Promise<SentMessage> {
    return this.send({ ...message, type } as unknown as OutgoingMessage, options);
  }

  private post<Data>(message: object, options: SendOptions): Promise<{ data: Data; answer: Success }> {
    const { transport } = this;
    const { phoneNumberId, sandbox, marketingLite, idempotencyKey } = options;
    const url = transport.url(SEND_PATH, {
      phone_number_id: phoneNumberId ?? transport.options.phoneNumberId,
      is_fake: (sandbox ?? transport.options.sandbox) || undefined,
      mmlite: marketingLite || undefined,
    });
    const request = {
      method: 'POST',
      url,
      body: JSON.stringify({ messaging_product: 'whatsapp', ...message }),
      repeatable: 'always',
      idempotencyKey: idempotencyKey ?? randomId(),
    } as const;
    return callV1<Data>(transport, request, options);
  }
}
