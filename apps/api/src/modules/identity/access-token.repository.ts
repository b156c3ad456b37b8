import { Injectable } from '@nestjs/common';
import { Database, type TenantTransaction } from '@switchboard/database';
import type { UserRecord } from './user-principal';
import { WITH_MEMBERSHIPS } from './user.repository';

export interface AccessTokenRecord {
  id: string;
  userId: string;
  name: string;
  prefix: string;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}

const live = (now: Date) => ({ revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] });

@Injectable()
export class AccessTokenRepository {
  constructor(private readonly database: Database) {}

  async insert(transaction: TenantTransaction, token: AccessTokenRecord & { tokenHash: string }): Promise<void> {
    await transaction.accessToken.create({ data: token, select: { id: true } });
  }

  /** The live token with this hash, and its user unless they are disabled. */
  async findLive(tokenHash: string, now: Date): Promise<{ token: AccessTokenRecord; user: UserRecord } | null> {
    const found = await this.database.platform.accessToken.findFirst({
      where: { tokenHash, ...live(now), user: { disabledAt: null } },
      include: { user: { include: WITH_MEMBERSHIPS } },
    });
    if (!found) return null;
    const { user, ...token } = found;
    return { token, user };
  }

  async touch(id: string, at: Date): Promise<void> {
    await this.database.platform.accessToken.updateMany({ where: { id }, data: { lastUsedAt: at } });
  }

  countLiveByUser(transaction: TenantTransaction, userId: string, now: Date): Promise<number> {
    return transaction.accessToken.count({ where: { userId, ...live(now) } });
  }

  listLiveByUser(userId: string, now: Date): Promise<AccessTokenRecord[]> {
    return this.database.platform.accessToken.findMany({ where: { userId, ...live(now) }, orderBy: { id: 'desc' } });
  }

  /** The name of the token that was revoked; null when the user has no such token. */
  async revoke(transaction: TenantTransaction, userId: string, id: string, now: Date): Promise<string | null> {
    const [revoked] = await transaction.accessToken.updateManyAndReturn({
      where: { userId, id, revokedAt: null },
      data: { revokedAt: now },
      select: { name: true },
    });
    return revoked?.name ?? null;
  }
}
