import { Injectable, Logger } from '@nestjs/common';
import { GatewayError } from '@switchboard/contracts';
import { GraphClient, type GraphMessageAccepted, type GraphOutcome } from '@switchboard/graph-client';
import { v1ErrorAnswer } from '../../http/v1-error';
import { type Recipient, recipientKey } from '../contact/recipient';
import type { FileNotAtMeta, OutboundFile } from '../media/outbound/outbound-file';
import { OutboundMediaService } from '../media/outbound/outbound-media.service';
import type { PhoneNumberSnapshot } from '../tenant/tenant-directory';
import { graphError } from './graph-verdict';
import type { IntakeMessage } from './intake.repository';
import { SANDBOX_JOB } from './sandbox.job';
import type { StoredMessage } from './settlement.repository';
import { SettlementService, type Submission } from './settlement.service';

/** An answer of the send route, ready to be written: the text that is also remembered for its Idempotency-Key. */
export interface SendAnswer {
  status: number;
  body: string;
  /** Ours; null for a read receipt. */
  messageId: string | null;
  retryAfterSeconds: number | null;
  isReplayed: boolean;
  /** What was refused just now, with what its text does not say; absent on a replay. */
  error?: GatewayError;
}

/** A message on its way to Meta. */
export interface Handover {
  sender: PhoneNumberSnapshot;
  /** Brought to Meta before the message. */
  file: OutboundFile | null;
  recipient: Recipient;
  /** The text that Meta gets; `mediaId` is Meta's id of the file, when there is one. */
  bodyFor: (mediaId: string | null) => string;
}

type Outcome = GraphOutcome<GraphMessageAccepted> | FileNotAtMeta;
type Refusal = Exclude<Outcome, GraphMessageAccepted>;

/** Hands accepted messages to Meta and settles what becomes of them. */
@Injectable()
export class SubmissionService {
  private readonly logger = new Logger(SubmissionService.name);

  constructor(
    private readonly graph: GraphClient,
    private readonly settlement: SettlementService,
    private readonly files: OutboundMediaService,
  ) {}

  /** Answers when the outcome is durable. */
  async submit(message: IntakeMessage, handover: Handover): Promise<SendAnswer> {
    const outcome = message.sandbox ? sandboxOutcome(message, handover.recipient) : await this.hand(message, handover);
    const { answer, submission } = conclude(message, outcome);
    try {
      await this.settlement.settleSubmission(asStored(message), submission);
      return answer;
    } catch (error) {
      // Meta may have the message and the database does not know: the same as an answer that never came. The sweeper marks it.
      this.logger.error({ err: error, messageId: message.messageId }, 'An outcome could not be written.');
      return answerOf(new GatewayError('GW_004', { params: { message_id: message.messageId }, cause: error }), message);
    }
  }

  /** Forwards a read receipt: nothing is written and nothing charged. Throws what Meta's refusal means. */
  async markRead(receipt: {
    sender: PhoneNumberSnapshot;
    text: string;
    isFake: boolean;
    requestId: string;
  }): Promise<SendAnswer> {
    if (receipt.isFake) return success('{"success":true}', null);
    const { phoneNumberId, accessToken } = receipt.sender;
    const outcome = await this.graph.sendMessage({
      phoneNumberId,
      accessToken,
      body: receipt.text,
      marketingLite: false,
      expect: 'success',
    });
    if (outcome.kind === 'accepted') return success(outcome.rawBody, null);
    throw graphError(outcome, false, null);
  }

  /** @param lostId an id of the file that Meta has been found to have forgotten */
  private async hand(message: IntakeMessage, handover: Handover, lostId?: string): Promise<Outcome> {
    const { sender, file, bodyFor } = handover;
    const { tenantId, marketingLite } = message;
    const { phoneNumberId, accessToken } = sender;
    const owner = { tenantId, sender };
    const atMeta = file && (await this.files.bringToMeta(file, owner, lostId));
    if (atMeta && atMeta.kind !== 'ready') return atMeta;
    const body = bodyFor(atMeta?.metaMediaId ?? null);
    const outcome = await this.graph.sendMessage({ phoneNumberId, accessToken, body, marketingLite });
    // What Meta refused it has not sent. Another file that is lost so quickly is not brought to it a third time.
    const mayRepeat = atMeta && outcome.kind === 'refused' && lostId === undefined;
    if (!mayRepeat || !(await this.files.isLost(atMeta, owner, outcome))) return outcome;
    return this.hand(message, handover, atMeta.metaMediaId);
  }
}

/** What Meta's answer, or the file's fault, means for the sender and for the message. */
function conclude(message: IntakeMessage, outcome: Outcome): { answer: SendAnswer; submission: Submission } {
  const isRemembered = message.idempotency !== null;
  if (outcome.kind === 'accepted') {
    const answer = success(outcome.rawBody, message.messageId);
    return {
      answer,
      submission: {
        event: { kind: 'submitted', wamid: outcome.wamid },
        response: isRemembered ? { status: answer.status, body: answer.body } : undefined,
        jobs: message.sandbox
          ? [{ identifier: SANDBOX_JOB, payload: { tenantId: message.tenantId, id: message.messageId } }]
          : undefined,
      },
    };
  }
  const isFileUnusable = outcome.kind === 'unusable';
  const error = isFileUnusable ? outcome.error : graphError(outcome, message.type === 'template', message.messageId);
  const answer = answerOf(error, message);
  return {
    answer,
    submission: {
      event: { kind: outcome.kind === 'unknown' ? 'uncertain' : 'refused' },
      error: describe(outcome, error),
      // Meta's limits pass, and files are mended: the same key may try again, and nothing has been sent that could be sent twice.
      response: !isRemembered
        ? undefined
        : error.code === 'GW_005' || isFileUnusable
          ? 'forget'
          : { status: answer.status, body: answer.body },
    },
  };
}

/** The error as the message log keeps it: Meta's own where there is one. */
function describe(outcome: Refusal, error: GatewayError): unknown {
  if (outcome.kind === 'unusable') {
    const reason = error.params?.['reason'];
    return { code: error.code, title: error.description, ...(typeof reason === 'string' && { description: reason }) };
  }
  if (outcome.kind !== 'refused')
    return { code: error.code, title: error.description, description: outcome.cause.message };
  const { code, message, error_data } = outcome.error;
  return { code: String(code), title: message, description: error_data?.details ?? message };
}

function success(data: string, messageId: string | null): SendAnswer {
  return {
    status: 200,
    body: `{"isSuccess":true,"data":${data}}`,
    messageId,
    retryAfterSeconds: null,
    isReplayed: false,
  };
}

function answerOf(error: GatewayError, message: IntakeMessage): SendAnswer {
  return { ...v1ErrorAnswer(error, message.requestId), messageId: message.messageId, isReplayed: false, error };
}

/** A sandbox message never leaves the house; its wamid cannot be mistaken for Meta's. */
function sandboxOutcome(message: IntakeMessage, recipient: Recipient): GraphMessageAccepted {
  const wamid = `wamid.FAKE_${BigInt(`0x${message.messageId.replaceAll('-', '')}`).toString()}`;
  const input = recipientKey(recipient);
  const contact = recipient.kind === 'phone' ? { input, wa_id: input } : { input, user_id: input };
  const json = { messaging_product: 'whatsapp', contacts: [contact], messages: [{ id: wamid }] } as const;
  return { kind: 'accepted', status: 200, rawBody: JSON.stringify(json), json, wamid };
}

/** The message as intake has just written it. */
function asStored(message: IntakeMessage): StoredMessage {
  return {
    tenantId: message.tenantId,
    id: message.messageId,
    version: 0,
    status: 'accepted',
    sandbox: message.sandbox,
    wamid: null,
    currency: message.currency,
    apiKeyId: message.apiKey?.id ?? null,
    phoneNumberId: message.phoneNumberId,
    metaPhoneNumberId: message.metaPhoneNumberId,
    to: message.to,
    category: message.category,
    pricing: null,
    rateCardId: message.rateCardId,
    markupBps: message.markupBps,
    heldMicros: message.platformFeeMicros + message.metaFeeMicros + message.markupMicros,
    quotedPlatformFeeMicros: message.platformFeeMicros,
    quotedMetaFeeMicros: message.metaFeeMicros,
    quotedMarkupMicros: message.markupMicros,
    platformFeeMicros: 0n,
    metaFeeMicros: 0n,
    markupMicros: 0n,
    tenantCallbackData: message.tenantCallbackData,
    requestId: message.requestId,
    timeline: [],
  };
}
