import { Injectable } from '@nestjs/common';
import {
  type FieldError,
  GatewayError,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  LIMITS,
} from '@switchboard/contracts';
import type { Response } from 'express';
import { fieldError, validationError } from '../../http/json/field-errors';
import type { ApiKeyPrincipal, EdgeRequest } from '../../http/principal';
import { validateMessageBody } from './body/message-schema';
import { readSendAnswer } from './send-answer';
import { SendService } from './send.service';
import { inV2Names, type V2Message } from './v2-message';
import type { V2SentMessage, V2Success } from './v2-message.dto';

/** Who asks for a message over v2, and where its headers go. */
export interface V2Call {
  key: ApiKeyPrincipal;
  request: EdgeRequest;
  response: Response;
  isFake: boolean;
}

/** What Meta took: its answer, and our id of the message; null for a read receipt. */
interface Taken {
  data: JsonObject;
  messageId: string | null;
}

/** Sends what bodies of v2 ask for, by the same way as v1, and tells of it in v2's names. */
@Injectable()
export class V2SendService {
  constructor(private readonly sending: SendService) {}

  /** @throws GatewayError as `SendService.send`, with the fields in v2's names; also for what Meta has refused */
  async send(message: V2Message, call: V2Call): Promise<V2SentMessage> {
    const { data, messageId } = await this.hand(message, call);
    return sentMessage(data, messageId ?? '');
  }

  /** As `send`, for message objects that may be read receipts. */
  async sendAny(message: V2Message, call: V2Call): Promise<V2SentMessage | V2Success> {
    const { data, messageId } = await this.hand(message, call);
    return messageId === null ? { success: true } : sentMessage(data, messageId);
  }

  private async hand(message: V2Message, call: V2Call): Promise<Taken> {
    const problems = [...senderProblems(message, call), ...message.problems];
    if (problems.length > 0) throw allProblems(message, problems);
    try {
      return await this.handOver(message, call);
    } catch (error) {
      throw inV2Names(error, message);
    }
  }

  private async handOver(message: V2Message, { key, request, response, isFake }: V2Call): Promise<Taken> {
    const answer = await this.sending.send({
      key,
      requestId: request.id,
      body: Buffer.from(message.text),
      // v2 has bounded the body where it was read, in the names that it came in: those that Meta has for them may be longer.
      bodyMaxBytes: LIMITS.largeBodyMaxBytes,
      mmlite: false,
      isFake,
      queryPhoneNumberId: message.phoneNumberId,
      headerPhoneNumberId: senderInHeader(request),
      idempotencyKey: request.get('idempotency-key'),
    });
    if (answer.messageId !== null) response.setHeader('X-Message-Id', answer.messageId);
    if (answer.isReplayed) response.setHeader('Idempotent-Replayed', 'true');
    const result = readSendAnswer(answer);
    if (result.kind === 'refused') throw result.error;
    return { data: JSON.parse(result.data) as JsonObject, messageId: answer.messageId };
  }
}

/** v2's own rules and Meta's in one answer, so that nobody has to put right one after the other. */
function allProblems(message: V2Message, problems: readonly FieldError[]): GatewayError {
  const known = new Set(problems.map(({ path }) => path));
  const others = breachesOf(message).filter(({ path }) => !known.has(path));
  return validationError([...problems, ...others]);
}

/** v2 does not choose a number by itself, not even the tenant's only one: a second would change where messages come from. */
function senderProblems({ phoneNumberId, problems }: V2Message, { key, request }: V2Call): FieldError[] {
  const isNamed = phoneNumberId !== undefined || problems.some(({ path }) => path === 'phoneNumberId');
  if (isNamed || senderInHeader(request) !== undefined || key.phoneNumberId !== null) return [];
  return [fieldError(['phoneNumberId'], 'required', 'is required')];
}

function senderInHeader(request: EdgeRequest): string | undefined {
  return request.get('x-phone-number-id') || undefined;
}

function breachesOf(message: V2Message): readonly FieldError[] {
  try {
    validateMessageBody(JSON.parse(message.text) as JsonObject);
    return [];
  } catch (error) {
    const renamed = inV2Names(error, message);
    if (!(renamed instanceof GatewayError)) throw error;
    return renamed.params?.['fields'] as FieldError[];
  }
}

/** Reads Meta's answer; what it does not say is null. */
function sentMessage({ contacts, messages }: JsonObject, messageId: string): V2SentMessage {
  const contact = firstOf(contacts);
  const message = firstOf(messages);
  return {
    messageId,
    wamid: textOf(message['id']) ?? '',
    to: textOf(contact['input']),
    waId: textOf(contact['wa_id']),
    status: textOf(message['message_status']) ?? 'accepted',
  };
}

function firstOf(list: JsonValue | undefined): JsonObject {
  const [first] = Array.isArray(list) ? (list as readonly JsonValue[]) : [];
  return isJsonObject(first) ? first : {};
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
