import { Injectable } from '@nestjs/common';
import { isUuid, type PlatformRole, uuidv7 } from '@switchboard/contracts';
import type { TenantTransaction } from '@switchboard/database';
import { AppConfig } from '../../config/env';
import { type CursorQuery, decodeCursor, type Page, pageOf } from '../../http/pagination';
import type { RequestOrigin, UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { hashSecretToken, newSecretToken } from '../../secrets/secret-token';
import { AuditService, PLATFORM } from '../audit/audit.service';
import { InvitationLetterService } from './invitation-letter.service';
import { INVITATION_TTL_MS, invitationUrl } from './invitation-link';
import {
  type InvitePlatformMemberRequest,
  type PlatformInvitationView,
  type PlatformMemberView,
  presentPlatformInvitation,
  presentPlatformMember,
} from './platform-member.dto';
import { type MemberRecord, PlatformMemberRepository } from './platform-member.repository';
import { TotpVerifier } from './totp-verifier.service';
import { normalisedEmail } from './user-principal';

/** Open invitations to the platform. */
const INVITATIONS_MAX = 100;

/** A change of someone, and who makes it. */
interface Actor {
  user: UserPrincipal;
  origin: RequestOrigin;
}

/** Who works for the platform, as operator or support, and who is invited to. */
@Injectable()
export class PlatformMemberService {
  constructor(
    private readonly repository: PlatformMemberRepository,
    private readonly totp: TotpVerifier,
    private readonly audit: AuditService,
    private readonly letters: InvitationLetterService,
    private readonly config: AppConfig,
  ) {}

  /**
   * Makes a link with which someone joins within 7 days, and sends it where there is a mail server; it replaces an earlier one for the
   * same address.
   * @throws ProblemError 409 for someone who works for the platform already, or beyond 100 open invitations
   */
  async invite(request: InvitePlatformMemberRequest, actor: Actor): Promise<PlatformInvitationView> {
    const { platformRole } = request;
    const [id, token, createdAt, email] = [uuidv7(), newSecretToken(), new Date(), normalisedEmail(request.email)];
    const expiresAt = new Date(createdAt.getTime() + INVITATION_TTL_MS);
    await this.repository.change(async (transaction) => {
      if (await this.repository.hasEmail(transaction, email))
        throw ProblemError.conflict(`${email} works for the platform already.`);
      await this.repository.deleteOpen(transaction, { email });
      if ((await this.repository.countOpen(transaction, createdAt)) >= INVITATIONS_MAX)
        throw ProblemError.conflict(`There are ${INVITATIONS_MAX} open invitations. Withdraw one first.`);
      const invitation = { id, email, platformRole, createdAt, expiresAt, invitedBy: actor.user.userId };
      await this.repository.insertInvitation(transaction, { ...invitation, tokenHash: hashSecretToken(token) });
      await this.record(transaction, actor, 'platform_member.invited', id, { after: { email, platformRole } });
    });
    const url = invitationUrl(this.config.publicUrl, token);
    const letter = { email, tenantName: null, role: platformRole, invitedBy: actor.user.email };
    const isMailed = await this.letters.send({ ...letter, invitationUrl: url, expiresAt });
    return { id, email, platformRole, invitationUrl: url, isMailed, expiresAt: expiresAt.toISOString() };
  }

  /** Members and open invitations, newest first. */
  async list(query: CursorQuery): Promise<Page<PlatformMemberView>> {
    const [beforeId, take] = [decodeCursor(query.cursor), query.limit + 1];
    const [members, invitations] = await Promise.all([
      this.repository.list(beforeId, take),
      this.repository.listOpen(new Date(), beforeId, take),
    ]);
    const rows = [...members.map((member) => this.present(member)), ...invitations.map(presentPlatformInvitation)];
    rows.sort((left, right) => (left.id < right.id ? 1 : -1));
    return pageOf(
      rows,
      query.limit,
      ({ id }) => id,
      (row) => row,
    );
  }

  /** @throws ProblemError 404, and 409 for the last operator */
  changeRole(id: string, platformRole: PlatformRole, actor: Actor): Promise<PlatformMemberView> {
    return this.repository.change(async (transaction) => {
      const found = await this.find(transaction, id);
      if (found.platformRole === platformRole) return found;
      if (found.status === 'active') {
        await this.keepAnOperator(transaction, found);
        await this.repository.setRole(transaction, id, platformRole);
      } else {
        await this.repository.setInvitedRole(transaction, id, platformRole);
      }
      const change = { before: { email: found.email, platformRole: found.platformRole }, after: { platformRole } };
      await this.record(transaction, actor, 'platform_member.role_changed', id, change);
      return { ...found, platformRole };
    });
  }

  /**
   * Takes the role away, from the next request on, or withdraws an invitation. The account stays, and what it is in tenants.
   * @throws ProblemError 404, and 409 for the last operator
   */
  remove(id: string, actor: Actor): Promise<void> {
    return this.repository.change(async (transaction) => {
      const found = await this.find(transaction, id);
      if (found.status === 'active') {
        await this.keepAnOperator(transaction, found);
        await this.repository.setRole(transaction, id, null);
      } else {
        await this.repository.deleteOpen(transaction, { id });
      }
      const { email, platformRole } = found;
      await this.record(transaction, actor, 'platform_member.removed', id, { before: { email, platformRole } });
    });
  }

  private async find(transaction: TenantTransaction, id: string): Promise<PlatformMemberView> {
    const member = isUuid(id) ? await this.repository.find(transaction, id) : null;
    if (member) return this.present(member);
    const invitation = isUuid(id) ? await this.repository.findOpen(transaction, id, new Date()) : null;
    if (!invitation) throw ProblemError.notFound('Platform member');
    return presentPlatformInvitation(invitation);
  }

  private present(member: MemberRecord): PlatformMemberView {
    return presentPlatformMember(member, this.totp.isOn(member));
  }

  private async keepAnOperator(transaction: TenantTransaction, { platformRole }: PlatformMemberView): Promise<void> {
    if (platformRole !== 'operator' || (await this.repository.countOperators(transaction)) > 1) return;
    throw ProblemError.conflict('This is the last operator. Make someone else an operator first.');
  }

  private record(
    transaction: TenantTransaction,
    { user, origin }: Actor,
    action: string,
    targetId: string,
    change: { before?: object; after?: object },
  ): Promise<void> {
    const act = { tenantId: PLATFORM, actor: user, origin, action, targetType: 'platform_member', targetId };
    return this.audit.record(transaction, { ...act, ...change });
  }
}
