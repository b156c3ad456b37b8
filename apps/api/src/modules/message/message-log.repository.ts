import { Injectable } from '@nestjs/common';
import { Database, type Prisma } from '@switchboard/database';

/** What the log is searched by; times bound the id, which begins with the time. */
export interface LogFilter {
  direction?: string;
  status?: string;
  type?: string;
  metaPhoneNumberId?: string;
  to?: string;
  sandbox?: boolean;
  category?: string;
  /** The code of the error that it failed with. */
  errorCode?: string;
  /** Ids from here on, and ids below this. */
  fromId?: string;
  beforeId?: string;
}

/** What the log shows of a message. */
export const LOG_COLUMNS = {
  id: true,
  wamid: true,
  direction: true,
  status: true,
  type: true,
  to: true,
  from: true,
  phoneNumberId: true,
  metaPhoneNumberId: true,
  sandbox: true,
  category: true,
  error: true,
  currency: true,
  heldMicros: true,
  platformFeeMicros: true,
  metaFeeMicros: true,
  markupMicros: true,
  createdAt: true,
  updatedAt: true,
} satisfies Prisma.MessageSelect;

/** Who asked for it, and how. */
const ORIGIN = { apiKeyId: true, marketingLite: true, requestId: true } satisfies Prisma.MessageSelect;

const CHARGE = {
  market: true,
  country: true,
  rateCardId: true,
  pricing: true,
  markupBps: true,
  quotedPlatformFeeMicros: true,
  quotedMetaFeeMicros: true,
  quotedMarkupMicros: true,
} satisfies Prisma.MessageSelect;

const TRANSFER = {
  id: true,
  step: true,
  fromKind: true,
  toKind: true,
  amountMicros: true,
  createdAt: true,
} satisfies Prisma.TransferSelect;

export type LogMessage = Prisma.MessageGetPayload<{ select: typeof LOG_COLUMNS }> & { payload?: unknown };
export type LogOrigin = Prisma.MessageGetPayload<{ select: typeof ORIGIN }>;
export type LogEvent = Prisma.MessageEventGetPayload<{ select: { event: true; at: true; detail: true } }>;
export type LogTransfer = Prisma.TransferGetPayload<{ select: typeof TRANSFER }>;

/** What the price of a message followed from. */
export type LogCharge = Prisma.MessageGetPayload<{ select: typeof CHARGE }> & {
  /** IANA zone of the number that it was sent from. */
  timeZone: string;
};

/** A message with everything that the log knows of it. */
export interface LogEntry {
  message: LogMessage;
  origin: LogOrigin;
  charge: LogCharge;
  events: LogEvent[];
  transfers: LogTransfer[];
}

/** Reads the message log of one tenant. */
@Injectable()
export class MessageLogRepository {
  constructor(private readonly database: Database) {}

  /** Newest first, up to `take`. */
  list(tenantId: string, filter: LogFilter, take: number): Promise<LogMessage[]> {
    const { fromId, beforeId, errorCode, ...equal } = filter;
    const error = errorCode === undefined ? undefined : { path: ['code'], equals: errorCode };
    return this.database.tenant(tenantId, (transaction) =>
      transaction.message.findMany({
        where: { tenantId, ...equal, error, id: { gte: fromId, lt: beforeId } },
        select: LOG_COLUMNS,
        orderBy: { id: 'desc' },
        take,
      }),
    );
  }

  /** Meta's id of the number that received a message; null when the tenant received none such. */
  async findReceiver(tenantId: string, wamid: string): Promise<string | null> {
    const message = await this.database.tenant(tenantId, (transaction) =>
      transaction.message.findFirst({
        where: { tenantId, wamid, direction: 'inbound' },
        select: { metaPhoneNumberId: true },
      }),
    );
    return message?.metaPhoneNumberId ?? null;
  }

  /** A message by our id, or by Meta's. */
  find(tenantId: string, key: { id: string } | { wamid: string }): Promise<LogEntry | null> {
    return this.database.tenant(tenantId, async (transaction) => {
      const message = await transaction.message.findFirst({
        where: { tenantId, ...key },
        select: { ...LOG_COLUMNS, ...CHARGE, ...ORIGIN, payload: true, phoneNumber: { select: { timeZone: true } } },
      });
      if (!message) return null;
      const events = await transaction.messageEvent.findMany({
        where: { tenantId, messageId: message.id },
        select: { event: true, at: true, detail: true },
      });
      const transfers = await transaction.transfer.findMany({
        where: { tenantId, operationId: message.id },
        select: TRANSFER,
        orderBy: { id: 'asc' },
      });
      const { timeZone } = message.phoneNumber;
      return { message, origin: message, charge: { ...message, timeZone }, events, transfers };
    });
  }
}
