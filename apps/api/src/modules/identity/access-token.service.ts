import { Injectable } from '@nestjs/common';
import {
  apiKeyPrefix,
  generateAccessToken,
  hashApiKey,
  isUuid,
  isWellFormedAccessToken,
  uuidv7,
} from '@switchboard/contracts';
import type { RequestOrigin, UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { AuditService, PLATFORM } from '../audit/audit.service';
import type { AccessTokenView, CreateAccessTokenRequest, CreatedAccessToken } from './access-token.dto';
import { type AccessTokenRecord, AccessTokenRepository } from './access-token.repository';
import { TotpVerifier } from './totp-verifier.service';
import { principalOf } from './user-principal';
import { UserRepository } from './user.repository';

/** Live tokens per user. */
const TOKENS_MAX = 50;
/** The last use is written no more often than this. */
const TOUCH_INTERVAL_MS = 60 * 1000;

/** Personal access tokens: scripts use them instead of a session and have the rights of their user. */
@Injectable()
export class AccessTokenService {
  constructor(
    private readonly tokens: AccessTokenRepository,
    private readonly users: UserRepository,
    private readonly audit: AuditService,
    private readonly totp: TotpVerifier,
  ) {}

  /** Makes a token; it is shown in the answer and never again. */
  async create(
    user: UserPrincipal,
    request: CreateAccessTokenRequest,
    origin: RequestOrigin,
  ): Promise<CreatedAccessToken> {
    const now = new Date();
    const expiresAt = request.expiresAt ? new Date(request.expiresAt) : null;
    if (expiresAt && expiresAt <= now) {
      throw ProblemError.invalid([{ path: 'expiresAt', rule: 'future', message: 'must be in the future' }]);
    }
    const token = generateAccessToken();
    const record: AccessTokenRecord = {
      id: uuidv7(),
      userId: user.userId,
      name: request.name,
      prefix: apiKeyPrefix(token),
      createdAt: now,
      expiresAt,
      lastUsedAt: null,
    };
    await this.users.transaction(async (transaction) => {
      if ((await this.tokens.countLiveByUser(transaction, user.userId, now)) >= TOKENS_MAX) {
        throw ProblemError.conflict(`You have ${TOKENS_MAX} access tokens already. Revoke one first.`);
      }
      await this.tokens.insert(transaction, { ...record, tokenHash: hashApiKey(token) });
      await this.audit.record(transaction, {
        tenantId: PLATFORM,
        actor: user,
        origin,
        action: 'access_token.created',
        targetType: 'access_token',
        targetId: record.id,
        after: { name: record.name, prefix: record.prefix, expiresAt },
      });
    });
    return { ...present(record), token };
  }

  /** The user's own live tokens, newest first. */
  async list(user: UserPrincipal): Promise<AccessTokenView[]> {
    return (await this.tokens.listLiveByUser(user.userId, new Date())).map(present);
  }

  /** Revokes one of the user's own tokens; it is refused from the next request on. */
  async revoke(user: UserPrincipal, id: string, origin: RequestOrigin): Promise<void> {
    if (!isUuid(id)) throw ProblemError.notFound('Access token');
    await this.users.transaction(async (transaction) => {
      const name = await this.tokens.revoke(transaction, user.userId, id, new Date());
      if (name === null) throw ProblemError.notFound('Access token');
      await this.audit.record(transaction, {
        tenantId: PLATFORM,
        actor: user,
        origin,
        action: 'access_token.revoked',
        targetType: 'access_token',
        targetId: id,
        before: { name },
      });
    });
  }

  /** Who a token belongs to; null when it is malformed, unknown, revoked or expired. */
  async identify(token: string): Promise<UserPrincipal | null> {
    if (!isWellFormedAccessToken(token)) return null;
    const now = new Date();
    const found = await this.tokens.findLive(hashApiKey(token), now);
    if (!found) return null;
    const usedMsAgo = now.getTime() - (found.token.lastUsedAt?.getTime() ?? 0);
    if (usedMsAgo >= TOUCH_INTERVAL_MS) await this.tokens.touch(found.token.id, now);
    const { token: record, user } = found;
    const means = { via: 'access-token', sessionId: null, csrfToken: null, expiresAt: record.expiresAt } as const;
    return principalOf(user, { ...means, hasTotp: this.totp.isOn(user) });
  }
}

function present(record: AccessTokenRecord): AccessTokenView {
  return {
    id: record.id,
    name: record.name,
    prefix: record.prefix,
    createdAt: record.createdAt.toISOString(),
    expiresAt: record.expiresAt?.toISOString() ?? null,
    lastUsedAt: record.lastUsedAt?.toISOString() ?? null,
  };
}
