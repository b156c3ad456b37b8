import { Injectable } from '@nestjs/common';
import { uuidv7 } from '@switchboard/contracts';
import type { TenantTransaction } from '@switchboard/database';
import type { RequestOrigin } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { hashSecretToken } from '../../secrets/secret-token';
import { AuditService, PLATFORM } from '../audit/audit.service';
import { AuthenticationService } from './authentication.service';
import { type InvitationRecord, InvitationRepository } from './invitation.repository';
import type { AcceptInvitationRequest, InvitationPreviewView } from './member.dto';
import { MemberRepository } from './member.repository';
import { PasswordHasher } from './password-hasher.service';
import { type PlatformInvitationRecord, PlatformMemberRepository } from './platform-member.repository';
import { knownPlatformRole, presentUser, principalOf, type UserRecord, type UserView } from './user-principal';
import { UserRepository } from './user.repository';

/** An open invitation, into a tenant or to the platform. */
type Invitation =
  ({ kind: 'tenant' } & InvitationRecord & { tenantName: string }) | ({ kind: 'platform' } & PlatformInvitationRecord);

/** How someone invited becomes a member. */
@Injectable()
export class InvitationService {
  constructor(
    private readonly invitations: InvitationRepository,
    private readonly platform: PlatformMemberRepository,
    private readonly members: MemberRepository,
    private readonly users: UserRepository,
    private readonly authentication: AuthenticationService,
    private readonly hasher: PasswordHasher,
    private readonly audit: AuditService,
  ) {}

  /** What the holder of a link is invited to. @throws ProblemError 404 for a link that is unknown, used or too old */
  async preview(token: string): Promise<InvitationPreviewView> {
    const invitation = await this.find(token, new Date());
    const { email, expiresAt } = invitation;
    const isTenant = invitation.kind === 'tenant';
    return {
      email,
      tenantName: isTenant ? invitation.tenantName : null,
      role: isTenant ? invitation.role : invitation.platformRole,
      hasAccount: (await this.users.findByEmail(email)) !== null,
      expiresAt: expiresAt.toISOString(),
    };
  }

  /**
   * Accepts an invitation once. Where the e-mail address has an account, the password must be that account's: a link, which its
   * sender knows too, never gives power over an existing account.
   */
  async accept(request: AcceptInvitationRequest, origin: RequestOrigin): Promise<UserView> {
    const now = new Date();
    const invitation = await this.find(request.token, now);
    const existing = await this.users.findByEmail(invitation.email);
    const user = existing ?? (await this.newUser(invitation.email, request));
    if (existing && !(await this.authentication.verifyPassword(existing, request.password, origin.ip))) {
      throw ProblemError.unauthorized('This e-mail address has an account. Enter the password of that account.');
    }
    const work = async (transaction: TenantTransaction): Promise<void> => {
      if (!existing && !(await this.users.insert(transaction, user))) {
        throw ProblemError.conflict('This e-mail address has just got an account. Try again with its password.');
      }
      if (invitation.kind === 'tenant') await this.joinTenant(transaction, { invitation, user, origin, now });
      else await this.joinPlatform(transaction, { invitation, user, origin, now });
    };
    if (invitation.kind === 'tenant') await this.members.transaction(invitation.tenantId, work);
    else await this.platform.change(work);
    const joined = await this.users.findById(user.id);
    return presentUser(principalOf(joined ?? user, { via: 'session', sessionId: null, csrfToken: null }));
  }

  private async joinTenant(
    transaction: TenantTransaction,
    { invitation, user, origin, now }: Joining<InvitationRecord>,
  ): Promise<void> {
    const { tenantId } = invitation;
    const accepted = await this.invitations.accept(tenantId, transaction, invitation.id, now);
    if (!accepted) throw ProblemError.notFound('Invitation');
    await this.members.insert(tenantId, transaction, { userId: user.id, role: accepted.role });
    await this.audit.record(transaction, {
      tenantId,
      actor: principalOf(user, { via: 'session', sessionId: null, csrfToken: null }),
      origin,
      action: 'member.joined',
      targetType: 'member',
      targetId: user.id,
      after: { email: user.email, role: accepted.role },
    });
  }

  private async joinPlatform(
    transaction: TenantTransaction,
    { invitation, user, origin, now }: Joining<PlatformInvitationRecord>,
  ): Promise<void> {
    const accepted = await this.platform.accept(transaction, invitation.id, now);
    if (!accepted) throw ProblemError.notFound('Invitation');
    const { platformRole } = accepted;
    await this.platform.setRole(transaction, user.id, platformRole);
    await this.audit.record(transaction, {
      tenantId: PLATFORM,
      actor: principalOf(user, { via: 'session', sessionId: null, csrfToken: null }),
      origin,
      action: 'platform_member.joined',
      targetType: 'platform_member',
      targetId: user.id,
      before: { platformRole: knownPlatformRole(user.platformRole) },
      after: { email: user.email, platformRole },
    });
  }

  private async find(token: string, now: Date): Promise<Invitation> {
    const tokenHash = hashSecretToken(token);
    const invitation = await this.invitations.findOpenByToken(tokenHash, now);
    if (invitation) return { kind: 'tenant', ...invitation };
    const platform = await this.platform.findOpenByToken(tokenHash, now);
    if (!platform) throw ProblemError.notFound('Invitation');
    return { kind: 'platform', ...platform };
  }

  private async newUser(email: string, { name, password }: AcceptInvitationRequest): Promise<UserRecord> {
    const passwordHash = await this.hasher.hash(password);
    return {
      id: uuidv7(),
      email,
      name,
      passwordHash,
      platformRole: null,
      totpSecretEncrypted: null,
      createdAt: new Date(),
      disabledAt: null,
      memberships: [],
    };
  }
}

/** Someone who accepts an invitation. */
interface Joining<T> {
  invitation: T;
  user: UserRecord;
  origin: RequestOrigin;
  now: Date;
}
