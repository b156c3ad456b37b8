import { Injectable } from '@nestjs/common';
import { Database, type TenantTransaction } from '@switchboard/database';

/** Links with which people set a new password. */
@Injectable()
export class PasswordResetRepository {
  constructor(private readonly database: Database) {}

  /** Has a job done; one for an address is enough, however many are asked for while it waits. */
  async enqueue(identifier: string, email: string): Promise<void> {
    const jobs = JSON.stringify([{ identifier, payload: { email }, key: `${identifier}:${email}` }]);
    await this.database.platform.$executeRaw`SELECT enqueue_jobs(${jobs}::json)`;
  }

  async insert(reset: { tokenHash: string; userId: string; createdAt: Date; expiresAt: Date }): Promise<void> {
    await this.database.platform.passwordReset.create({ data: reset, select: { tokenHash: true } });
  }

  /** Whose live link it is; null when it is unknown, used or too old, or its user is disabled. */
  async findUserId(tokenHash: string, now: Date): Promise<string | null> {
    const found = await this.database.platform.passwordReset.findFirst({
      where: { tokenHash, expiresAt: { gt: now }, user: { disabledAt: null } },
      select: { userId: true },
    });
    return found?.userId ?? null;
  }

  /** Uses a link up, and with it all others of its user; false when someone else has. */
  async use(transaction: TenantTransaction, userId: string, tokenHash: string, now: Date): Promise<boolean> {
    const { count } = await transaction.passwordReset.deleteMany({
      where: { userId, tokenHash, expiresAt: { gt: now } },
    });
    if (count === 0) return false;
    await transaction.passwordReset.deleteMany({ where: { userId } });
    return true;
  }
}
