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
  /** Ids from here on, and ids below this. */
  fromId?: string;
  beforeId?: string;
}

const MESSAGE = {
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

export type LogMessage = Prisma.MessageGetPayload<{ select: typeof MESSAGE }> & { payload?: unknown };
export type LogEvent = Prisma.MessageEventGetPayload<{ select: { event: true; at: true; detail: true } }>;
export type LogTransfer = Prisma.TransferGetPayload<{ select: typeof TRANSFER }>;

/** What the price of a message followed from. */
export type LogCharge = Prisma.MessageGetPayload<{ select: typeof CHARGE }> & {
  /** IANA zone of the number that it was sent from. */
  timeZone: string;
};

/** Reads the message log of one tenant. */
@Injectable()
export class MessageLogRepository {
  constructor(private readonly database: Database) {}

  /** Newest first, up to `take`. */
  list(tenantId: string, filter: LogFilter, take: number): Promise<LogMessage[]> {
    const { fromId, beforeId, ...equal } = filter;
    return this.database.tenant(tenantId, (transaction) =>
      transaction.message.findMany({
        where: { tenantId, ...equal, id: { gte: fromId, lt: beforeId } },
        select: MESSAGE,
        orderBy: { id: 'desc' },
        take,
      }),
    );
  }

  /** A message by our id, or by Meta's. */
  find(
    tenantId: string,
    key: { id: string } | { wamid: string },
  ): Promise<{ message: LogMessage; charge: LogCharge; events: LogEvent[]; transfers: LogTransfer[] } | null> {
    return this.database.tenant(tenantId, async (transaction) => {
      const message = await transaction.message.findFirst({
        where: { tenantId, ...key },
        select: { ...MESSAGE, ...CHARGE, payload: true, phoneNumber: { select: { timeZone: true } } },
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
      return { message, charge: { ...message, timeZone }, events, transfers };
    });
  }
}
