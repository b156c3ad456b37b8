import { Injectable } from '@nestjs/common';
import { isUuid, uuidv7Time, type V1Message, type V1MessageDetail } from '@switchboard/contracts';
import { messageEventId, statusEventId } from '../../events/message-event-id';
import { type Page, pageOf } from '../../http/pagination';
import { priceCategoryOf } from '../billing/pricing';
import { PricingService, type RateExplanation } from '../billing/pricing.service';
import { ContactService } from '../contact/contact.service';
import { explainCharge } from './charge-explanation';
import { filterOf } from './log-filter';
import type { MessageQuery } from './message-query.dto';
import {
  type LogCharge,
  type LogEntry,
  type LogEvent,
  type LogMessage,
  MessageLogRepository,
} from './message-log.repository';
import { type ConsoleMessageDetail, presentForConsole } from './playground/console-message-view';
import { type MessageHistory, presentDetail, presentMessage, userOf } from './message-view';
import { MessageWebhooks } from './message-webhooks';

/** The message log of a tenant, as v1 and the console show it. */
@Injectable()
export class MessageLogService {
  constructor(
    private readonly repository: MessageLogRepository,
    private readonly contacts: ContactService,
    private readonly webhooks: MessageWebhooks,
    private readonly pricing: PricingService,
  ) {}

  /** Newest first, a page at a time. */
  async list(tenantId: string, query: MessageQuery): Promise<Page<V1Message>> {
    const rows = await this.repository.list(tenantId, filterOf(query), query.limit + 1);
    const windows = await this.windowsOf(tenantId, rows);
    return pageOf(
      rows,
      query.limit,
      ({ id }) => id,
      (row) => presentMessage(row, windows.get(row.id) ?? null),
    );
  }

  /** Rows of the log as they are shown. */
  async present(tenantId: string, rows: readonly LogMessage[]): Promise<V1Message[]> {
    const windows = await this.windowsOf(tenantId, rows);
    return rows.map((row) => presentMessage(row, windows.get(row.id) ?? null));
  }

  /** One message by our id or by its wamid; null when the tenant has none such. */
  async find(tenantId: string, idOrWamid: string): Promise<V1MessageDetail | null> {
    const entry = await this.read(tenantId, idOrWamid);
    if (!entry) return null;
    const [history, window] = await this.historyOf(tenantId, entry);
    return presentDetail(entry.message, history, window);
  }

  /** As `find`, for people. */
  async findForConsole(tenantId: string, idOrWamid: string): Promise<Omit<ConsoleMessageDetail, 'media'> | null> {
    const entry = await this.read(tenantId, idOrWamid);
    if (!entry) return null;
    const [history, window] = await this.historyOf(tenantId, entry);
    return presentForConsole(entry, history, window);
  }

  private read(tenantId: string, idOrWamid: string): Promise<LogEntry | null> {
    // PostgreSQL stores no NUL, so no message has one in its id.
    if (idOrWamid.includes('\0')) return Promise.resolve(null);
    return this.repository.find(tenantId, isUuid(idOrWamid) ? { id: idOrWamid } : { wamid: idOrWamid });
  }

  private async historyOf(tenantId: string, entry: LogEntry): Promise<[MessageHistory, string | null]> {
    const { message, charge, events, transfers } = entry;
    const [windows, webhooks, rate] = await Promise.all([
      this.windowsOf(tenantId, [message]),
      this.webhooks.attemptsOf(tenantId, eventIdsOf(tenantId, message, events)),
      this.rateOf(tenantId, message, charge),
    ]);
    const explained =
      message.direction === 'outbound' ? explainCharge({ message, charge, events, transfers, rate }) : null;
    return [{ events, transfers, webhooks, charge: explained }, windows.get(message.id) ?? null];
  }

  /** Meta's id of the number that received a message; null when the tenant received none such. */
  async findReceiver(tenantId: string, wamid: string): Promise<string | null> {
    return wamid.includes('\0') ? null : this.repository.findReceiver(tenantId, wamid);
  }

  private async rateOf(
    tenantId: string,
    { id: messageId, phoneNumberId, category: word }: LogMessage,
    { rateCardId, market }: LogCharge,
  ): Promise<RateExplanation | null> {
    const category = priceCategoryOf(word ?? '');
    if (rateCardId === null || market === null || category === null) return null;
    return this.pricing.explain({ tenantId, messageId, phoneNumberId }, { rateCardId, market, category });
  }

  /** Until when each message's number may write freely to its user, by the message's id. */
  private async windowsOf(tenantId: string, messages: readonly LogMessage[]): Promise<Map<string, string | null>> {
    const windows = await this.contacts.windows(
      tenantId,
      messages.map((message) => ({ phoneNumberId: message.phoneNumberId, user: userOf(message) })),
    );
    return new Map(messages.map(({ id }, index) => [id, windows[index] ?? null]));
  }
}

/** The ids of what endpoints were told about a message: they follow from what it reports. */
function eventIdsOf(
  tenantId: string,
  { id, direction, wamid, type }: LogMessage,
  events: readonly LogEvent[],
): string[] {
  if (wamid === null) return [];
  if (direction === 'inbound') return [messageEventId(tenantId, { wamid, type, at: uuidv7Time(id) })];
  return events.map(({ event, at }) => statusEventId(tenantId, wamid, event, at));
}
