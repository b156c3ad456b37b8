import { Injectable } from '@nestjs/common';
import { isUuid, uuidv7 } from '@switchboard/contracts';
import type { RequestOrigin, UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { hashSecretToken, newSecretToken } from '../../secrets/secret-token';
import { AuditService, PLATFORM } from '../audit/audit.service';
import type { SessionView } from './session.dto';
import { type Liveness, type SessionRecord, SessionRepository } from './session.repository';
import { TotpVerifier } from './totp-verifier.service';
import { principalOf } from './user-principal';
import { UserRepository } from './user.repository';

const HOUR_MS = 60 * 60 * 1000;
/** A working day: whoever is still there tomorrow signs in again. */
const SESSION_TTL_MS = 12 * HOUR_MS;
/** A console left open over a long lunch still works; one forgotten on a shared machine does not for long. */
const SESSION_IDLE_MS = 2 * HOUR_MS;
/** The same for clients, who can warn before it. */
export const SESSION_IDLE_SECONDS = SESSION_IDLE_MS / 1_000;
/** The last use is written no more often than this, so that reading the console does not write to the database. */
const TOUCH_INTERVAL_MS = 60 * 1000;
/** Per user; a further sign-in ends the oldest. */
const SESSIONS_MAX = 20;

/** What a browser gets at sign-in; the token goes into the cookie and nowhere else. */
export interface OpenedSession {
  token: string;
  csrfToken: string;
  expiresAt: Date;
}

/** Sessions of people at the console: 12 hours at most, 2 hours without use. */
@Injectable()
export class SessionService {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly users: UserRepository,
    private readonly audit: AuditService,
    private readonly totp: TotpVerifier,
  ) {}

  /** Opens a session for a user who has just proved who they are. */
  async open(user: UserPrincipal, origin: RequestOrigin): Promise<OpenedSession> {
    const now = new Date();
    const token = newSecretToken();
    const csrfToken = newSecretToken();
    const expiresAt = new Date(now.getTime() + SESSION_TTL_MS);
    const id = uuidv7();
    await this.users.transaction(async (transaction) => {
      await this.sessions.prune(transaction, user.userId, livenessAt(now), SESSIONS_MAX - 1);
      await this.sessions.insert(transaction, {
        id,
        userId: user.userId,
        tokenHash: hashSecretToken(token),
        csrfToken,
        ip: origin.ip,
        userAgent: origin.userAgent,
        createdAt: now,
        lastSeenAt: now,
        expiresAt,
      });
      await this.audit.record(transaction, {
        tenantId: PLATFORM,
        actor: user,
        origin,
        action: 'session.opened',
        targetType: 'session',
        targetId: id,
      });
    });
    return { token, csrfToken, expiresAt };
  }

  /**
   * Who a session token belongs to; null when it is unknown or has ended.
   * @param isAttended whether somebody is there: what a page does by itself is no use of the session
   */
  async resume(token: string, isAttended = true): Promise<UserPrincipal | null> {
    const now = new Date();
    const found = await this.sessions.findLive(hashSecretToken(token), livenessAt(now));
    if (!found) return null;
    const { session, user } = found;
    if (isAttended && now.getTime() - session.lastSeenAt.getTime() >= TOUCH_INTERVAL_MS)
      await this.sessions.touch(session.id, now);
    const { id: sessionId, csrfToken, expiresAt } = session;
    return principalOf(user, { via: 'session', sessionId, csrfToken, expiresAt, hasTotp: this.totp.isOn(user) });
  }

  /** The user's own live sessions, newest first. */
  async list(user: UserPrincipal): Promise<SessionView[]> {
    const sessions = await this.sessions.listLiveByUser(user.userId, livenessAt(new Date()));
    return sessions.map((session) => present(session, user.sessionId));
  }

  /** Ends all sessions of the user but the one that asks. */
  async revokeOthers(user: UserPrincipal, origin: RequestOrigin): Promise<void> {
    await this.users.transaction(async (transaction) => {
      const sessionsEnded = await this.sessions.deleteOthers(transaction, user.userId, user.sessionId);
      if (sessionsEnded === 0) return;
      await this.audit.record(transaction, {
        tenantId: PLATFORM,
        actor: user,
        origin,
        action: 'session.others_ended',
        targetType: 'user',
        targetId: user.userId,
        after: { sessionsEnded },
      });
    });
  }

  /** Ends one of the user's own sessions. */
  async revoke(user: UserPrincipal, id: string, origin: RequestOrigin): Promise<void> {
    if (!isUuid(id)) throw ProblemError.notFound('Session');
    await this.users.transaction(async (transaction) => {
      if (!(await this.sessions.delete(transaction, user.userId, id))) throw ProblemError.notFound('Session');
      await this.audit.record(transaction, {
        tenantId: PLATFORM,
        actor: user,
        origin,
        action: 'session.ended',
        targetType: 'session',
        targetId: id,
      });
    });
  }
}

function livenessAt(now: Date): Liveness {
  return { now, idleSince: new Date(now.getTime() - SESSION_IDLE_MS) };
}

function present(session: SessionRecord, currentId: string | null): SessionView {
  return {
    id: session.id,
    ip: session.ip,
    userAgent: session.userAgent,
    createdAt: session.createdAt.toISOString(),
    lastSeenAt: session.lastSeenAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    current: session.id === currentId,
  };
}
