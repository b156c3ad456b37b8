import { Injectable } from '@nestjs/common';
import { isUuid, type TenantRole, uuidv7 } from '@switchboard/contracts';
import type { TenantTransaction } from '@switchboard/database';
import { AppConfig } from '../../config/env';
import { type CursorQuery, decodeCursor, type Page, pageOf } from '../../http/pagination';
import type { RequestOrigin, UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { hashSecretToken, newSecretToken } from '../../secrets/secret-token';
import { AuditService } from '../audit/audit.service';
import { InvitationLetterService } from './invitation-letter.service';
import { type InvitationRecord, InvitationRepository } from './invitation.repository';
import { INVITATION_TTL_MS, invitationUrl } from './invitation-link';
import type { InvitationView, InviteMemberRequest, MemberView } from './member.dto';
import { type MemberRecord, MemberRepository } from './member.repository';
import { checkMayAssign } from './member-rules';
import { TotpVerifier } from './totp-verifier.service';
import { normalisedEmail } from './user-principal';

/** Open invitations per tenant. */
const INVITATIONS_MAX = 100;

/** Who belongs to a tenant, with which role, and who is invited. */
@Injectable()
export class MemberService {
  constructor(
    private readonly members: MemberRepository,
    private readonly invitations: InvitationRepository,
    private readonly totp: TotpVerifier,
    private readonly audit: AuditService,
    private readonly letters: InvitationLetterService,
    private readonly config: AppConfig,
  ) {}

  /**
   * Makes a link with which someone joins the tenant within 7 days, and sends it where there is a mail server; it replaces an earlier
   * one for the same address.
   */
  async invite(
    tenantId: string,
    request: InviteMemberRequest,
    user: UserPrincipal,
    origin: RequestOrigin,
  ): Promise<InvitationView> {
    checkMayAssign(user, tenantId, [request.role]);
    const now = new Date();
    const token = newSecretToken();
    const email = normalisedEmail(request.email);
    const invitation = {
      id: uuidv7(),
      email,
      role: request.role,
      createdAt: now,
      expiresAt: new Date(now.getTime() + INVITATION_TTL_MS),
    };
    const tenantName = await this.change(tenantId, async (transaction) => {
      if (await this.members.hasEmail(tenantId, transaction, email))
        throw ProblemError.conflict(`${email} is a member already.`);
      await this.invitations.deleteOpen(tenantId, transaction, { email });
      if ((await this.invitations.countOpen(tenantId, transaction, now)) >= INVITATIONS_MAX) {
        throw ProblemError.conflict(`There are ${INVITATIONS_MAX} open invitations. Withdraw one first.`);
      }
      const name = await this.invitations.insert(tenantId, transaction, {
        ...invitation,
        tokenHash: hashSecretToken(token),
        invitedBy: user.userId,
      });
      await this.audit.record(transaction, {
        tenantId,
        actor: user,
        origin,
        action: 'member.invited',
        targetType: 'invitation',
        targetId: invitation.id,
        after: { email, role: request.role },
      });
      return name;
    });
    const { id, role, expiresAt } = invitation;
    const url = invitationUrl(this.config.publicUrl, token);
    const letter = { email, tenantName, role, invitedBy: user.email, invitationUrl: url, expiresAt };
    const isMailed = await this.letters.send(letter);
    return { id, email, role, invitationUrl: url, isMailed, expiresAt: expiresAt.toISOString() };
  }

  /** Members and open invitations, newest first. */
  async list(tenantId: string, query: CursorQuery): Promise<Page<MemberView>> {
    const beforeId = decodeCursor(query.cursor);
    const take = query.limit + 1;
    const rows = await this.members.transaction(tenantId, async (transaction) => {
      if (!(await this.members.hasTenant(tenantId, transaction))) throw ProblemError.notFound('Tenant');
      return [
        ...(await this.members.list(tenantId, transaction, beforeId, take)).map((member) => this.present(member)),
        ...(await this.invitations.listOpen(tenantId, transaction, new Date(), beforeId, take)).map(presentInvitation),
      ];
    });
    rows.sort((left, right) => (left.id < right.id ? 1 : -1));
    return pageOf(
      rows,
      query.limit,
      ({ id }) => id,
      (row) => row,
    );
  }

  /** Gives a member, or someone invited, another role. */
  changeRole(
    tenantId: string,
    id: string,
    role: TenantRole,
    user: UserPrincipal,
    origin: RequestOrigin,
  ): Promise<MemberView> {
    return this.change(tenantId, async (transaction) => {
      const found = await this.find(tenantId, transaction, id);
      checkMayAssign(user, tenantId, [found.role, role]);
      if (found.role === role) return found;
      if (found.status === 'active') {
        await this.keepAnOwner(tenantId, transaction, found.role);
        await this.members.setRole(tenantId, transaction, id, role);
      } else {
        await this.invitations.setRole(tenantId, transaction, id, role);
      }
      await this.record(transaction, { tenantId, user, origin, found, action: 'role_changed', after: { role } });
      return { ...found, role };
    });
  }

  /** Takes a member out of the tenant, or withdraws an invitation. The user's account stays. */
  remove(tenantId: string, id: string, user: UserPrincipal, origin: RequestOrigin): Promise<void> {
    return this.change(tenantId, async (transaction) => {
      const found = await this.find(tenantId, transaction, id);
      checkMayAssign(user, tenantId, [found.role]);
      if (found.status === 'active') {
        await this.keepAnOwner(tenantId, transaction, found.role);
        await this.members.delete(tenantId, transaction, id);
      } else {
        await this.invitations.deleteOpen(tenantId, transaction, { id });
      }
      await this.record(transaction, { tenantId, user, origin, found, action: 'removed' });
    });
  }

  private change<T>(tenantId: string, work: (transaction: TenantTransaction) => Promise<T>): Promise<T> {
    return this.members.transaction(tenantId, async (transaction) => {
      if (!(await this.members.lock(tenantId, transaction))) throw ProblemError.notFound('Tenant');
      return work(transaction);
    });
  }

  private async find(tenantId: string, transaction: TenantTransaction, id: string): Promise<MemberView> {
    if (!isUuid(id)) throw ProblemError.notFound('Member');
    const member = await this.members.find(tenantId, transaction, id);
    if (member) return this.present(member);
    const invitation = await this.invitations.findOpen(tenantId, transaction, id, new Date());
    if (!invitation) throw ProblemError.notFound('Member');
    return presentInvitation(invitation);
  }

  private present(member: MemberRecord): MemberView {
    return presentMember(member, this.totp.isOn({ id: member.userId, ...member }));
  }

  private async keepAnOwner(tenantId: string, transaction: TenantTransaction, role: string): Promise<void> {
    if (role !== 'owner' || (await this.members.countOwners(tenantId, transaction)) > 1) return;
    throw ProblemError.conflict('This is the last owner. Make someone else an owner first.');
  }

  private record(
    transaction: TenantTransaction,
    act: {
      tenantId: string;
      user: UserPrincipal;
      origin: RequestOrigin;
      found: MemberView;
      action: string;
      after?: object;
    },
  ): Promise<void> {
    const { id, status, email, role } = act.found;
    const targetType = status === 'active' ? 'member' : 'invitation';
    return this.audit.record(transaction, {
      tenantId: act.tenantId,
      actor: act.user,
      origin: act.origin,
      action: `${targetType}.${act.action}`,
      targetType,
      targetId: id,
      before: { email, role },
      after: act.after,
    });
  }
}

function presentMember(member: MemberRecord, totpEnabled: boolean): MemberView {
  return {
    id: member.userId,
    status: 'active',
    email: member.email,
    name: member.name,
    role: member.role,
    totpEnabled,
    createdAt: member.createdAt.toISOString(),
    expiresAt: null,
  };
}

function presentInvitation(invitation: InvitationRecord): MemberView {
  return {
    id: invitation.id,
    status: 'invited',
    email: invitation.email,
    name: null,
    role: invitation.role,
    totpEnabled: null,
    createdAt: invitation.createdAt.toISOString(),
    expiresAt: invitation.expiresAt.toISOString(),
  };
}
