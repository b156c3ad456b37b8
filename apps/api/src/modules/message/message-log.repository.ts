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

export type LogMessage = Prisma.MessageGetPayload<{ select: typeof MESSAGE }> & { payload?: unknown };
export type LogEvent = Prisma.MessageEventGetPayload<{ select: { event: true; at: true; detail: true } }>;
export type LogTransfer = Prisma.TransferGetPayload<{ select: { step: true; amountMicros: true; createdAt: true } }>;

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
  ): Promise<{ message: LogMessage; events: LogEvent[]; transfers: LogTransfer[] } | null> {
    return this.database.tenant(tenantId, async (transaction) => {
      const message = await transaction.message.findFirst({
        where: { tenantId, ...key },
        select: { ...MESSAGE, payload: true },
      });
      if (!message) return null;
      const events = await transaction.messageEvent.findMany({
        where: { tenantId, messageId: message.id },
        select: { event: true, at: true, detail: true },
      });
      const transfers = await transaction.transfer.findMany({
        where: { tenantId, operationId: message.id },
        select: { step: true, amountMicros: true, createdAt: true },
        orderBy: { id: 'asc' },
      });
      return { message, events, transfers };
    });
  }
}
