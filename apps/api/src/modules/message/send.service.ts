import { Injectable } from '@nestjs/common';
import { encodeCallbackData, GatewayError, uuidv7 } from '@switchboard/contracts';
import { KeyQuotaService } from '../../http/quota/key-quota.service';
import type { OutboundFile } from '../media/outbound/outbound-file';
import { OutboundMediaService } from '../media/outbound/outbound-media.service';
import { TenantDirectory, type PhoneNumberSnapshot, type TenantSnapshot } from '../tenant/tenant-directory';
import { withCallbackData } from './body/callback-splice';
import { requestFingerprint } from './body/canonical-json';
import { embeddedMediaOf, linkedMediaOf } from './body/media-reference';
import { type SendBody, validateMessageBody } from './body/message-schema';
import type { JsonBody } from '../../http/json/parse-json';
import { parseMessageJson } from './body/parse-message-json';
import { recipientKey } from '../contact/recipient';
import { templateParameterProblems } from './body/template-parameters';
import { readIdempotencyKey, replay } from './idempotency';
import { type IntakeMessage, IntakeRepository } from './intake.repository';
import { QuoteService } from './quote.service';
import { chooseSender } from './sender';
import type { SendingParty } from './sending-party';
import { SubmissionService, type SendAnswer } from './submission.service';

/** A request to send, as it came over HTTP; who may send, and how much, has been checked. */
export interface SendRequest {
  /** The key, or whoever sends without one. */
  key: SendingParty;
  requestId: string;
  body: Buffer;
  /** What the body may have besides a file's base64; 256 KiB when absent. */
  bodyMaxBytes?: number;
  mmlite: boolean;
  isFake: boolean;
  /** Meta's ids from the query and the header. */
  queryPhoneNumberId: string | undefined;
  headerPhoneNumberId: string | undefined;
  idempotencyKey: string | undefined;
}

/** A message's file, and the posted text with Meta's id in its place. */
interface MessageMedia {
  file: OutboundFile;
  textWith: (mediaId: string) => string;
}

/** Sends in flight at once in this process; one more is refused with SYS_002 before anything is written. */
const MAX_IN_FLIGHT = 4_096;
/** The category whose messages a recipient can opt out of. */
const MARKETING = new Set(['marketing', 'marketing_lite']);

/** The way of one message: checks, price, intake, Meta, settlement, answer. */
@Injectable()
export class SendService {
  private inFlight = 0;

  constructor(
    private readonly tenants: TenantDirectory,
    private readonly quotas: KeyQuotaService,
    private readonly quotes: QuoteService,
    private readonly intake: IntakeRepository,
    private readonly submission: SubmissionService,
    private readonly files: OutboundMediaService,
  ) {}

  /**
   * Sends a message or a read receipt. What is refused before intake is thrown and has cost nothing; after intake every outcome
   * is an answer, because the message exists.
   */
  async send(request: SendRequest): Promise<SendAnswer> {
    if (this.inFlight >= MAX_IN_FLIGHT) throw new GatewayError('SYS_002');
    this.inFlight += 1;
    try {
      return await this.process(request);
    } finally {
      this.inFlight -= 1;
    }
  }

  private async process(request: SendRequest): Promise<SendAnswer> {
    const json = parseMessageJson(request.body, request.bodyMaxBytes);
    const body = validateMessageBody(json.value, { templateOnly: request.mmlite });
    const idempotencyKey = readIdempotencyKey(request.idempotencyKey);
    const tenant = await this.tenants.get(request.key.tenantId);
    const media = await this.mediaOf(json, tenant, request.bodyMaxBytes);
    const sender = await this.senderOf(request, tenant);
    if (body.kind === 'read')
      return this.submission.markRead({
        sender,
        text: json.text,
        isFake: request.isFake,
        requestId: request.requestId,
      });

    const message = await this.prepare(request, { json, body, media, sender });
    message.idempotency =
      idempotencyKey === null ? null : { key: idempotencyKey, fingerprint: fingerprintOf(request, json) };
    const remembered = await this.accept(message);
    if (remembered) return remembered;
    const callbackData = encodeCallbackData(message.tenantId, message.messageId);
    return this.submission.submit(message, {
      sender,
      file: media?.file ?? null,
      recipient: body.recipient,
      bodyFor: (mediaId) =>
        withCallbackData(media && mediaId !== null ? media.textWith(mediaId) : json.text, callbackData),
    });
  }

  /** The file that has to be brought to Meta before the message: one that it carries or, where the tenant wishes so, one that it links to. */
  private async mediaOf(
    { value, text }: JsonBody,
    tenant: TenantSnapshot | null,
    bodyMaxBytes: number | undefined,
  ): Promise<MessageMedia | null> {
    const found = embeddedMediaOf(value, bodyMaxBytes) ?? (tenant?.storeLinks ? linkedMediaOf(value) : null);
    if (!found) return null;
    return { file: await this.files.check(found), textWith: (mediaId) => found.withMediaId(text, mediaId) };
  }

  private async senderOf(request: SendRequest, tenant: TenantSnapshot | null): Promise<PhoneNumberSnapshot> {
    if (request.mmlite && !request.key.plan.features.includes('mmlite')) {
      throw new GatewayError('PLAN_001', { params: { feature: 'mmlite' } });
    }
    const sender = chooseSender(tenant?.phoneNumbers ?? [], {
      query: request.queryPhoneNumberId,
      header: request.headerPhoneNumberId,
      keyDefault: request.key.phoneNumberId,
    });
    await this.quotas.takeSender(sender.phoneNumberId, sender.throughput);
    return sender;
  }

  private async prepare(
    request: SendRequest,
    parts: { json: JsonBody; body: SendBody; media: MessageMedia | null; sender: PhoneNumberSnapshot },
  ): Promise<IntakeMessage> {
    const { key } = request;
    const { json, body, media, sender } = parts;
    const { quote, category, template } = await this.quotes.quote(
      body,
      { tenant: key.tenant, plan: key.plan, sender, marketingLite: request.mmlite },
      new Date(),
    );
    if (template && body.template) {
      const problems = templateParameterProblems(
        { parameter_format: template.parameterFormat, components: template.components },
        body.template.components,
      );
      if (problems.length > 0) throw new GatewayError('GW_001', { params: { problems } });
    }
    const to = recipientKey(body.recipient);
    return {
      tenantId: key.tenantId,
      messageId: uuidv7(),
      currency: key.tenant.currency,
      apiKey: key.kind === 'api-key' ? { id: key.keyId, monthlySpendLimitMicros: key.monthlySpendLimitMicros } : null,
      optOutRecipient: MARKETING.has(category) ? to : null,
      idempotency: null,
      type: body.type,
      to,
      from: sender.displayPhoneNumber,
      phoneNumberId: sender.id,
      metaPhoneNumberId: sender.phoneNumberId,
      sandbox: request.isFake,
      marketingLite: request.mmlite,
      // A file is not kept in the log, a link is: as the tenant wrote it.
      payload: media?.file.source === 'message' ? media.textWith(`sha256:${media.file.sha256}`) : json.text,
      tenantCallbackData: body.callbackData,
      requestId: request.requestId,
      category,
      market: quote.market,
      country: quote.country,
      rateCardId: quote.rateCardId,
      platformFeeMicros: quote.platformFeeMicros,
      metaFeeMicros: quote.metaFeeMicros,
      markupMicros: quote.markupMicros,
      markupBps: key.plan.markupBps,
    };
  }

  /** Writes the message and reserves its money. Answers with the first answer of a repeated Idempotency-Key, else null. */
  private async accept(message: IntakeMessage): Promise<SendAnswer | null> {
    const verdict = await this.intake.accept(message);
    switch (verdict.verdict) {
      case 'accepted':
        return null;
      case 'known': {
        const answer = replay(verdict.record, message.idempotency?.fingerprint ?? '');
        return { ...answer, isReplayed: true, retryAfterSeconds: null };
      }
      case 'opted_out':
        throw new GatewayError('OPT_001');
      case 'key_limit':
        throw new GatewayError('BILL_002');
      case 'no_balance':
        throw new GatewayError('BILL_001');
    }
  }
}

/** What makes two requests under one Idempotency-Key the same: the body's meaning, and what the query and headers say about it. */
function fingerprintOf(request: SendRequest, json: JsonBody): string {
  return requestFingerprint({
    body: json.value,
    mmlite: request.mmlite,
    isFake: request.isFake,
    phoneNumberId: request.queryPhoneNumberId ?? request.headerPhoneNumberId ?? null,
  });
}
