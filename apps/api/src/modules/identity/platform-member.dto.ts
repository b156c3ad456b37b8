import { PLATFORM_ROLES, type PlatformRole } from '@switchboard/contracts';
import { IsEmail, IsIn, MaxLength } from 'class-validator';
import type { MemberRecord, PlatformInvitationRecord } from './platform-member.repository';
import { EMAIL_MAX_CHARS } from './session.dto';

/** Someone to be invited to work for the platform. */
export class InvitePlatformMemberRequest {
  @IsEmail()
  @MaxLength(EMAIL_MAX_CHARS)
  email!: string;

  /** `operator` may do everything, `support` may read every tenant. */
  @IsIn(PLATFORM_ROLES)
  platformRole!: PlatformRole;
}

/** Another role for someone who works for the platform, or is invited to. */
export class ChangePlatformMemberRequest {
  @IsIn(PLATFORM_ROLES)
  platformRole!: PlatformRole;
}

/** Someone who works for the platform, or is invited and has not accepted yet. */
export interface PlatformMemberView {
  /** The user's id, or the invitation's. */
  id: string;
  status: 'active' | 'invited';
  email: string;
  /** Null until the invitation is accepted. */
  name: string | null;
  platformRole: PlatformRole;
  /** Whether they sign in with one-time codes; null until the invitation is accepted. */
  totpEnabled: boolean | null;
  createdAt: string;
  /** When the invitation ends; null for members. */
  expiresAt: string | null;
}

/** An invitation, with the link that is shown this once. */
export interface PlatformInvitationView {
  id: string;
  email: string;
  platformRole: PlatformRole;
  invitationUrl: string;
  /** Whether a letter with the link went out to the address; false without SMTP_URL, or when the mail server refused it. */
  isMailed: boolean;
  expiresAt: string;
}

export function presentPlatformMember(member: MemberRecord, totpEnabled: boolean): PlatformMemberView {
  const { id, email, name, platformRole, createdAt } = member;
  return {
    id,
    status: 'active',
    email,
    name,
    platformRole: platformRole as PlatformRole,
    totpEnabled,
    createdAt: createdAt.toISOString(),
    expiresAt: null,
  };
}

export function presentPlatformInvitation(invitation: PlatformInvitationRecord): PlatformMemberView {
  const { id, email, platformRole, createdAt, expiresAt } = invitation;
  return {
    id,
    status: 'invited',
    email,
    name: null,
    platformRole: platformRole as PlatformRole,
    totpEnabled: null,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}
