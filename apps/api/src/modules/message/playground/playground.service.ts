import { Injectable } from '@nestjs/common';
import { GatewayError, type V1Quote } from '@switchboard/contracts';
import type { RequestOrigin, UserPrincipal } from '../../../http/principal';
import { tooManyRequests } from '../../../http/quota/key-quota.service';
import { QuotaStore } from '../../../http/quota/quota-store';
import { AuditService } from '../../audit/audit.service';
import { assertPlanHolds } from '../../billing/plan-access';
import { PlanDirectory } from '../../billing/plan-directory.service';
import { TenantDirectory } from '../../tenant/tenant-directory';
import { QuoteService } from '../quote.service';
import { readSendAnswer } from '../send-answer';
import { SendService } from '../send.service';
import type { ConsoleSender } from '../sending-party';
import type { SendAnswer } from '../submission.service';
import type { ConsoleSendBody, MessageQuoteBody, PlaygroundOutcome } from './playground.dto';
import { inRequestFields } from './request-fields';

/** Messages that one person may send from consoles. */
const SENDS_PER_MINUTE = 60;
const MINUTE_MS = 60_000;

/** Who asks, and under which Idempotency-Key. */
export interface Asking {
  user: UserPrincipal;
  origin: RequestOrigin;
  idempotencyKey: string | undefined;
}

/** Messages that people send from the console: the way of every message, without the limits of a key. */
@Injectable()
export class Playground {
  constructor(
    private readonly sending: SendService,
    private readonly quotes: QuoteService,
    private readonly tenants: TenantDirectory,
    private readonly plans: PlanDirectory,
    private readonly limits: QuotaStore,
    private readonly audit: AuditService,
  ) {}

  /**
   * Sends a message, in the sandbox unless told otherwise. A real one is remembered in the audit log. What is refused after it was
   * written into the log is an outcome, because the message exists.
   * @throws ProblemError 404 for an unknown tenant; GatewayError as v1's send route, with the fields of this request
   */
  async send(tenantId: string, body: ConsoleSendBody, asking: Asking): Promise<PlaygroundOutcome> {
    const party = await this.partyOf(tenantId);
    await this.takeTurn(asking.user);
    const isFake = body.isFake ?? true;
    const answer = await told(
      this.sending.send({
        key: party,
        requestId: asking.origin.requestId,
        body: textOf(body),
        mmlite: body.mmlite ?? false,
        isFake,
        queryPhoneNumberId: body.phoneNumberId,
        headerPhoneNumberId: undefined,
        idempotencyKey: asking.idempotencyKey,
      }),
    );
    if (!isFake && answer.messageId !== null && !answer.isReplayed) await this.remember(party, answer, body, asking);
    return outcomeOf(answer, isFake);
  }

  /** What a message would cost with the tenant's plan and number. @throws as `send`, but for the limit */
  async quote(tenantId: string, body: MessageQuoteBody): Promise<V1Quote> {
    const party = await this.partyOf(tenantId);
    const wish = { query: body.phoneNumberId, header: undefined, keyDefault: null };
    return told(this.quotes.quoteBody(textOf(body), { key: party, wish, marketingLite: body.mmlite ?? false }));
  }

  /** What holds for the tenant's keys holds here. */
  private async partyOf(tenantId: string): Promise<ConsoleSender> {
    const { id, name, status, currency } = await this.tenants.require(tenantId);
    if (status !== 'active') throw new GatewayError('AUTH_008');
    const plan = await this.plans.get(id);
    assertPlanHolds(plan, new Date());
    return { kind: 'console', tenantId: id, tenant: { id, name, status, currency }, plan, phoneNumberId: null };
  }

  private async takeTurn({ userId }: UserPrincipal): Promise<void> {
    const window = { key: `playground:${userId}`, limit: SENDS_PER_MINUTE, windowMs: MINUTE_MS };
    const { refusedBy, retryAfterMs } = await this.limits.take([window]);
    if (refusedBy !== null) throw tooManyRequests('min', retryAfterMs);
  }

  private remember(
    { tenantId }: ConsoleSender,
    { messageId }: SendAnswer,
    { message, phoneNumberId, mmlite }: ConsoleSendBody,
    { user, origin }: Asking,
  ): Promise<void> {
    const { type, to, recipient } = message;
    return this.audit.record(null, {
      tenantId,
      actor: user,
      origin,
      action: 'message.sent',
      targetType: 'message',
      targetId: messageId,
      after: { type, to: to ?? recipient, phoneNumberId, mmlite },
    });
  }
}

/** The message as text, which every route of messages reads. */
function textOf({ message }: MessageQuoteBody): Buffer {
  return Buffer.from(JSON.stringify(message));
}

/** Tells refusals in the fields of the console's requests. */
async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof GatewayError ? inRequestFields(error) : error;
  }
}

function outcomeOf(answer: SendAnswer, sandbox: boolean): PlaygroundOutcome {
  const { messageId, isReplayed } = answer;
  const result = readSendAnswer(answer);
  if (result.kind === 'refused') return { kind: 'refused', messageId, error: inRequestFields(result.error) };
  const { messages } = JSON.parse(result.data) as { messages?: { id: string }[] };
  const wamid = messages?.[0]?.id ?? null;
  return { kind: 'sent', view: { messageId, wamid, status: wamid === null ? null : 'submitted', sandbox, isReplayed } };
}
