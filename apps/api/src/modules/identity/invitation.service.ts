import { Injectable } from '@nestjs/common';
import { uuidv7 } from '@switchboard/contracts';
import type { RequestOrigin } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { hashSecretToken } from '../../secrets/secret-token';
import { AuditService } from '../audit/audit.service';
import { AuthenticationService } from './authentication.service';
import { InvitationRepository } from './invitation.repository';
import type { AcceptInvitationRequest } from './member.dto';
import { MemberRepository } from './member.repository';
import { PasswordHasher } from './password-hasher.service';
import { presentUser, principalOf, type UserRecord, type UserView } from './user-principal';
import { UserRepository } from './user.repository';

/** How someone invited becomes a member. */
@Injectable()
export class InvitationService {
  constructor(
    private readonly invitations: InvitationRepository,
    private readonly members: MemberRepository,
    private readonly users: UserRepository,
    private readonly authentication: AuthenticationService,
    private readonly hasher: PasswordHasher,
    private readonly audit: AuditService,
  ) {}

  /**
   * Accepts an invitation once. Where the e-mail address has an account, the password must be that account's: a link, which its
   * sender knows too, never gives power over an existing account.
   */
  async accept(request: AcceptInvitationRequest, origin: RequestOrigin): Promise<UserView> {
    const now = new Date();
    const invitation = await this.invitations.findOpenByToken(hashSecretToken(request.token), now);
    if (!invitation) throw ProblemError.notFound('Invitation');
    const existing = await this.users.findByEmail(invitation.email);
    const user = existing ?? (await this.newUser(invitation.email, request));
    if (existing && !(await this.authentication.verifyPassword(existing, request.password, origin.ip))) {
      throw ProblemError.unauthorized('This e-mail address has an account. Enter the password of that account.');
    }
    const { tenantId } = invitation;
    const role = await this.members.transaction(tenantId, async (transaction) => {
      if (!existing && !(await this.users.insert(transaction, user))) {
        throw ProblemError.conflict('This e-mail address has just got an account. Try again with its password.');
      }
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
      return accepted.role;
    });
    const memberships = [...user.memberships, { tenantId, role }];
    return presentUser(principalOf({ ...user, memberships }, { via: 'session', sessionId: null, csrfToken: null }));
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
      disabledAt: null,
      memberships: [],
    };
  }
}
