import { Injectable } from '@nestjs/common';
import { Database, type TenantTransaction } from '@switchboard/database';
import type { UserRecord } from './user-principal';
import { WITH_MEMBERSHIPS } from './user.repository';

export interface SessionRecord {
  id: string;
  userId: string;
  csrfToken: string;
  ip: string | null;
  userAgent: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
}

/** A session is live until it expires, and only while it has been used since `idleSince`. */
export interface Liveness {
  now: Date;
  idleSince: Date;
}

const live = ({ now, idleSince }: Liveness) => ({ expiresAt: { gt: now }, lastSeenAt: { gt: idleSince } });

@Injectable()
export class SessionRepository {
  constructor(private readonly database: Database) {}

  async insert(transaction: TenantTransaction, session: SessionRecord & { tokenHash: string }): Promise<void> {
    await transaction.session.create({ data: session, select: { id: true } });
  }

  /** The live session with this token, and its user unless they are disabled. */
  async findLive(tokenHash: string, liveness: Liveness): Promise<{ session: SessionRecord; user: UserRecord } | null> {
    const found = await this.database.platform.session.findFirst({
      where: { tokenHash, ...live(liveness), user: { disabledAt: null } },
      include: { user: { include: WITH_MEMBERSHIPS } },
    });
    if (!found) return null;
    const { user, ...session } = found;
    return { session, user };
  }

  async touch(id: string, at: Date): Promise<void> {
    await this.database.platform.session.updateMany({ where: { id }, data: { lastSeenAt: at } });
  }

  listLiveByUser(userId: string, liveness: Liveness): Promise<SessionRecord[]> {
    return this.database.platform.session.findMany({ where: { userId, ...live(liveness) }, orderBy: { id: 'desc' } });
  }

  /** False when the user has no such session. */
  async delete(transaction: TenantTransaction, userId: string, id: string): Promise<boolean> {
    const { count } = await transaction.session.deleteMany({ where: { userId, id } });
    return count === 1;
  }

  /** Ends all sessions of a user but one; answers how many. */
  async deleteOthers(transaction: TenantTransaction, userId: string, keptId: string | null): Promise<number> {
    const { count } = await transaction.session.deleteMany({
      where: { userId, id: keptId === null ? undefined : { not: keptId } },
    });
    return count;
  }

  /** Removes a user's ended sessions and, beyond `keep`, the oldest live ones. */
  async prune(transaction: TenantTransaction, userId: string, liveness: Liveness, keep: number): Promise<void> {
    const kept = await transaction.session.findMany({
      where: { userId, ...live(liveness) },
      orderBy: { id: 'desc' },
      take: keep,
      select: { id: true },
    });
    await transaction.session.deleteMany({ where: { userId, id: { notIn: kept.map(({ id }) => id) } } });
  }
}
