import { Injectable, Logger } from '@nestjs/common';
import { AppConfig } from '../../config/env';
import { GatewayError, LIMITS } from '@switchboard/contracts';
import { v1ErrorAnswer } from '../../http/v1-error';
import { FILE_STREAM_TIMEOUT_MS } from '../media/outbound/kept-upload.service';
import { idOfAge } from './id-of-age';
import { SettlementRepository, type StoredMessage } from './settlement.repository';
import { SettlementService } from './settlement.service';

/** On top of an upload's and a send's deadline: the time to write the outcome. */
const SETTLING_MS = 15_000;
/** A file that is behind a link is fetched and streamed to Meta before its message is sent. */
const LINKED_FILE_MS = LIMITS.linkFetchTimeoutMs + FILE_STREAM_TIMEOUT_MS;
/** An answer that Meta has not reported on for this long will not come any more. */
const UNCERTAIN_MS = 24 * 60 * 60 * 1_000;
/** Meta keeps a message that it could not deliver for at most this long. */
const UNDELIVERED_MS = 30 * 24 * 60 * 60 * 1_000;
const BATCH = 500;

/**
 * Ends what nobody else will end. A message whose process died between intake and settlement becomes `uncertain` (it may have
 * reached Meta; it is never sent again); reservations that no status can settle any more go back to the wallet.
 */
@Injectable()
export class SweepService {
  private readonly logger = new Logger(SweepService.name);

  constructor(
    private readonly config: AppConfig,
    private readonly repository: SettlementRepository,
    private readonly settlement: SettlementService,
  ) {}

  /** One round; safe in several processes at once. Returns how many messages were ended. */
  async sweep(now: Date = new Date()): Promise<number> {
    const cutOffMs = 2 * this.config.graph.timeoutMs + SETTLING_MS;
    const swept =
      (await this.each('accepted', now, cutOffMs, (message) => this.giveUpWaiting(message))) +
      (await this.each('uncertain', now, UNCERTAIN_MS, (message) => this.settlement.expire(message, NO_OUTCOME))) +
      (await this.each('submitted', now, UNDELIVERED_MS, (message) => this.settlement.expire(message, UNDELIVERED))) +
      (await this.each('sent', now, UNDELIVERED_MS, (message) => this.settlement.expire(message, UNDELIVERED)));
    if (swept > 0) this.logger.log(`Swept ${swept} messages.`);
    return swept;
  }

  private giveUpWaiting(message: StoredMessage): Promise<void> {
    const error = new GatewayError('GW_004', { params: { message_id: message.id } });
    const answer = v1ErrorAnswer(error, message.id);
    return this.settlement.settleSubmission(message, {
      event: { kind: 'uncertain' },
      error: {
        code: error.code,
        title: error.description,
        description: 'The process that was sending it ended before Meta answered.',
      },
      response: { status: answer.status, body: answer.body },
    });
  }

  private async each(
    status: StoredMessage['status'],
    now: Date,
    ageMs: number,
    end: (message: StoredMessage) => Promise<void>,
  ): Promise<number> {
    let count = 0;
    for (;;) {
      const batch = await this.repository.findOpen(status, {
        beforeId: idOfAge(now, ageMs),
        mediaBeforeId: idOfAge(now, ageMs + LINKED_FILE_MS),
        limit: BATCH,
      });
      const ended = await Promise.all(batch.map((message) => this.attempt(message, end)));
      count += ended.filter(Boolean).length;
      // A round that ended nothing would find the same messages again.
      if (batch.length < BATCH || !ended.includes(true)) return count;
    }
  }

  /** One message that cannot be ended must not keep the others: it is logged, and tried again in the next round. */
  private async attempt(message: StoredMessage, end: (message: StoredMessage) => Promise<void>): Promise<boolean> {
    try {
      await end(message);
      return true;
    } catch (error) {
      this.logger.error({ err: error, messageId: message.id }, 'A message could not be ended.');
      return false;
    }
  }
}

const NO_OUTCOME = {
  code: 'GW_004',
  title: 'No outcome',
  description: 'Meta reported nothing within 24 hours; the money was released.',
};
const UNDELIVERED = {
  code: 'undelivered',
  title: 'Not delivered',
  description: 'Meta reported no delivery within 30 days; the money was released.',
};
