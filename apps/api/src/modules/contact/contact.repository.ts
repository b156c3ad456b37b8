import { Injectable } from '@nestjs/common';
import { Database } from '@switchboard/database';

/** A user as a number of the tenant knows them. */
export interface ContactRecord {
  /** Our id of the number, and Meta's. */
  phoneNumberId: string;
  metaPhoneNumberId: string;
  userKey: string;
  waId: string | null;
  userId: string | null;
  profileName: string | null;
  lastInboundAt: Date;
  optedOut: boolean;
}

/** The place of a contact in the list. */
export type ContactPlace = Pick<ContactRecord, 'lastInboundAt' | 'phoneNumberId' | 'userKey'>;

/** A number of the tenant (by our id) and a user, by digits or user id. */
export interface Conversation {
  phoneNumberId: string;
  user: string;
}

@Injectable()
export class ContactRepository {
  constructor(private readonly database: Database) {}

  /** Those heard of last first, up to `take` of them, from a place in the list on. */
  list(
    tenantId: string,
    { search, after, take }: { search?: string; after?: ContactPlace; take: number },
  ): Promise<ContactRecord[]> {
    const searched = search === undefined ? undefined : { contains: search, mode: 'insensitive' as const };
    const { lastInboundAt, phoneNumberId, userKey } = after ?? {};
    return this.database.tenant(tenantId, async (transaction) => {
      const rows = await transaction.contact.findMany({
        where: {
          tenantId,
          AND: [
            searched ? { OR: [{ waId: searched }, { userId: searched }, { profileName: searched }] } : {},
            after
              ? {
                  OR: [
                    { lastInboundAt: { lt: lastInboundAt } },
                    { lastInboundAt, phoneNumberId: { lt: phoneNumberId } },
                    { lastInboundAt, phoneNumberId, userKey: { lt: userKey } },
                  ],
                }
              : {},
          ],
        },
        include: { phoneNumber: { select: { phoneNumberId: true } } },
        orderBy: [{ lastInboundAt: 'desc' }, { phoneNumberId: 'desc' }, { userKey: 'desc' }],
        take,
      });
      const ids = rows.flatMap(({ waId, userId }) => [waId, userId]).filter((id) => id !== null);
      const optOuts = await transaction.optOut.findMany({
        where: { tenantId, recipient: { in: ids } },
        select: { recipient: true },
      });
      const stopped = new Set<string | null>(optOuts.map(({ recipient }) => recipient));
      return rows.map(({ phoneNumber, ...row }) => ({
        ...row,
        metaPhoneNumberId: phoneNumber.phoneNumberId,
        optedOut: stopped.has(row.waId) || stopped.has(row.userId),
      }));
    });
  }

  /**
   * When each user was last heard of by the number; null for never. A user who is named by the phone number may have written
   * last without showing it, and the other way round: all that the contacts know of both ids counts.
   */
  async lastInbound(tenantId: string, conversations: readonly Conversation[]): Promise<(Date | null)[]> {
    const numbers = conversations.map(({ phoneNumberId }) => phoneNumberId);
    const users = conversations.map(({ user }) => user);
    const rows = await this.database.tenant(
      tenantId,
      (transaction) => transaction.$queryRaw<{ at: Date | null }[]>`
        SELECT greatest(
                 (SELECT max(c.last_inbound_at) FROM contacts c
                   WHERE c.tenant_id = ${tenantId}::uuid AND c.phone_number_id = k.number AND c.user_key = k.recipient),
                 (SELECT max(c.last_inbound_at) FROM contacts c
                   WHERE c.tenant_id = ${tenantId}::uuid AND c.phone_number_id = k.number AND c.user_id = k.recipient),
                 (SELECT max(o.last_inbound_at) FROM contacts c
                    JOIN contacts o ON o.tenant_id = c.tenant_id AND o.phone_number_id = c.phone_number_id AND o.user_id = c.user_id
                   WHERE c.tenant_id = ${tenantId}::uuid AND c.phone_number_id = k.number AND c.user_key = k.recipient)) AS at
          FROM ROWS FROM (unnest(${numbers}::uuid[]), unnest(${users}::text[])) WITH ORDINALITY AS k(number, recipient, position)
         ORDER BY k.position`,
    );
    return rows.map(({ at }) => at);
  }
}
