import { Injectable } from '@nestjs/common';
import { Database, type TenantTransaction } from '@switchboard/database';

/** Someone who works for the platform. */
export interface MemberRecord {
  id: string;
  email: string;
  name: string;
  platformRole: string | null;
  totpSecretEncrypted: string | null;
  createdAt: Date;
}

export interface PlatformInvitationRecord {
  id: string;
  email: string;
  platformRole: string;
  createdAt: Date;
  expiresAt: Date;
}

const COLUMNS = {
  id: true,
  email: true,
  name: true,
  platformRole: true,
  totpSecretEncrypted: true,
  createdAt: true,
} as const;
const ACTIVE = { platformRole: { not: null }, disabledAt: null } as const;
/** Names the lock under which changes of these people wait for each other. */
const LOCK = 'switchboard.platform_members';

const open = (now: Date) => ({ acceptedAt: null, expiresAt: { gt: now } });

/** Who works for the platform, and who is invited to. */
@Injectable()
export class PlatformMemberRepository {
  constructor(private readonly database: Database) {}

  /** One change at a time, so that two cannot each take away the other's last operator. */
  change<T>(work: (transaction: TenantTransaction) => Promise<T>): Promise<T> {
    return this.database.platform.$transaction(async (transaction) => {
      await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${LOCK}, 0))`;
      return work(transaction);
    });
  }

  list(beforeId: string | undefined, take: number): Promise<MemberRecord[]> {
    return this.database.platform.user.findMany({
      where: { ...ACTIVE, id: { lt: beforeId } },
      select: COLUMNS,
      orderBy: { id: 'desc' },
      take,
    });
  }

  find(transaction: TenantTransaction, id: string): Promise<MemberRecord | null> {
    return transaction.user.findFirst({ where: { ...ACTIVE, id }, select: COLUMNS });
  }

  async hasEmail(transaction: TenantTransaction, email: string): Promise<boolean> {
    return (await transaction.user.count({ where: { ...ACTIVE, email } })) > 0;
  }

  countOperators(transaction: TenantTransaction): Promise<number> {
    return transaction.user.count({ where: { platformRole: 'operator', disabledAt: null } });
  }

  /** Null takes the role away; the account stays. */
  async setRole(transaction: TenantTransaction, id: string, platformRole: string | null): Promise<void> {
    await transaction.user.update({ where: { id }, data: { platformRole }, select: { id: true } });
  }

  listOpen(now: Date, beforeId: string | undefined, take: number): Promise<PlatformInvitationRecord[]> {
    return this.database.platform.platformInvitation.findMany({
      where: { id: { lt: beforeId }, ...open(now) },
      orderBy: { id: 'desc' },
      take,
    });
  }

  findOpen(transaction: TenantTransaction, id: string, now: Date): Promise<PlatformInvitationRecord | null> {
    return transaction.platformInvitation.findFirst({ where: { id, ...open(now) } });
  }

  /** The open invitation with this token. */
  findOpenByToken(tokenHash: string, now: Date): Promise<PlatformInvitationRecord | null> {
    return this.database.platform.platformInvitation.findFirst({ where: { tokenHash, ...open(now) } });
  }

  countOpen(transaction: TenantTransaction, now: Date): Promise<number> {
    return transaction.platformInvitation.count({ where: open(now) });
  }

  async insertInvitation(
    transaction: TenantTransaction,
    invitation: PlatformInvitationRecord & { tokenHash: string; invitedBy: string },
  ): Promise<void> {
    await transaction.platformInvitation.create({ data: invitation, select: { id: true } });
  }

  async setInvitedRole(transaction: TenantTransaction, id: string, platformRole: string): Promise<void> {
    await transaction.platformInvitation.updateMany({ where: { id, acceptedAt: null }, data: { platformRole } });
  }

  /** Withdraws the open invitations of an e-mail address, or the one with an id. */
  async deleteOpen(transaction: TenantTransaction, which: { email: string } | { id: string }): Promise<void> {
    await transaction.platformInvitation.deleteMany({ where: { acceptedAt: null, ...which } });
  }

  /** Uses an invitation up; null when someone else did, it was withdrawn, or it has ended. */
  async accept(transaction: TenantTransaction, id: string, now: Date): Promise<PlatformInvitationRecord | null> {
    const [accepted] = await transaction.platformInvitation.updateManyAndReturn({
      where: { id, ...open(now) },
      data: { acceptedAt: now },
    });
    return accepted ?? null;
  }
}
