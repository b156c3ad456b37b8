import { Injectable } from '@nestjs/common';
import { Database, type TenantTransaction } from '@switchboard/database';

export interface InvitationRecord {
  tenantId: string;
  id: string;
  email: string;
  role: string;
  createdAt: Date;
  expiresAt: Date;
}

const open = (now: Date) => ({ acceptedAt: null, expiresAt: { gt: now } });

@Injectable()
export class InvitationRepository {
  constructor(private readonly database: Database) {}

  /** The open invitation with this token, of whichever tenant: the token is all that its holder has. */
  async findOpenByToken(tokenHash: string, now: Date): Promise<(InvitationRecord & { tenantName: string }) | null> {
    const found = await this.database.platform.invitation.findFirst({
      where: { tokenHash, ...open(now) },
      include: { tenant: { select: { name: true } } },
    });
    return found && { ...found, tenantName: found.tenant.name };
  }

  findOpen(tenantId: string, transaction: TenantTransaction, id: string, now: Date): Promise<InvitationRecord | null> {
    return transaction.invitation.findFirst({ where: { tenantId, id, ...open(now) } });
  }

  listOpen(
    tenantId: string,
    transaction: TenantTransaction,
    now: Date,
    beforeId: string | undefined,
    take: number,
  ): Promise<InvitationRecord[]> {
    return transaction.invitation.findMany({
      where: { tenantId, id: { lt: beforeId }, ...open(now) },
      orderBy: { id: 'desc' },
      take,
    });
  }

  countOpen(tenantId: string, transaction: TenantTransaction, now: Date): Promise<number> {
    return transaction.invitation.count({ where: { tenantId, ...open(now) } });
  }

  /** Answers with the name of the tenant that is invited to. */
  async insert(
    tenantId: string,
    transaction: TenantTransaction,
    invitation: Omit<InvitationRecord, 'tenantId'> & { tokenHash: string; invitedBy: string },
  ): Promise<string> {
    const { tenant } = await transaction.invitation.create({
      data: { tenantId, ...invitation },
      select: { tenant: { select: { name: true } } },
    });
    return tenant.name;
  }

  async setRole(tenantId: string, transaction: TenantTransaction, id: string, role: string): Promise<void> {
    await transaction.invitation.updateMany({ where: { tenantId, id, acceptedAt: null }, data: { role } });
  }

  /** Withdraws the open invitations of an e-mail address, or the one with an id. */
  async deleteOpen(
    tenantId: string,
    transaction: TenantTransaction,
    which: { email: string } | { id: string },
  ): Promise<void> {
    await transaction.invitation.deleteMany({ where: { tenantId, acceptedAt: null, ...which } });
  }

  /** Uses an invitation up; null when someone else did, it was withdrawn or changed hands, or it has ended. */
  async accept(
    tenantId: string,
    transaction: TenantTransaction,
    id: string,
    now: Date,
  ): Promise<InvitationRecord | null> {
    const [accepted] = await transaction.invitation.updateManyAndReturn({
      where: { tenantId, id, ...open(now) },
      data: { acceptedAt: now },
    });
    return accepted ?? null;
  }
}
