import { IsEmail, IsIn, IsString, Length, MaxLength } from 'class-validator';
import { LIMITS, TENANT_ROLES, type TenantRole } from '@switchboard/contracts';
import { Printable } from '../audit/printable.decorator';
import type { UserView } from './user-principal';
import { EMAIL_MAX_CHARS, PASSWORD_MAX_CHARS } from './session.dto';

/** Someone to be invited into a tenant. */
export class InviteMemberRequest {
  @IsEmail()
  @MaxLength(EMAIL_MAX_CHARS)
  email!: string;

  @IsIn(TENANT_ROLES)
  role!: TenantRole;
}

/** Another role for a member or for someone invited. */
export class ChangeMemberRequest {
  @IsIn(TENANT_ROLES)
  role!: TenantRole;
}

/** The holder of an invitation link wants to know what it is. */
export class PreviewInvitationRequest {
  /** From the link. */
  @IsString()
  @Length(1, 100)
  token!: string;
}

/** What an invitation link invites to. */
export interface InvitationPreviewView {
  /** Who is invited. */
  email: string;
  /** Null for an invitation to work for the platform itself. */
  tenantName: string | null;
  /** The role in the tenant, or `operator` or `support`. */
  role: string;
  /** Whether the address has an account, whose password must be given then; else a new one is made. */
  hasAccount: boolean;
  expiresAt: string;
}

/** Who accepted an invitation. */
export interface JoinedView {
  user: UserView;
}

/** What the holder of an invitation link sends. */
export class AcceptInvitationRequest {
  /** From the link. */
  @IsString()
  @Length(1, 100)
  token!: string;

  /** How the new user wants to be called; without effect when the e-mail address has an account already. */
  @Printable(120)
  name!: string;

  /** The new user's password; the present one when the e-mail address has an account already. */
  @IsString()
  @Length(LIMITS.passwordMinChars, PASSWORD_MAX_CHARS)
  password!: string;
}

/** A member of a tenant, or someone invited who has not accepted yet. */
export interface MemberView {
  /** The user's id, or the invitation's. */
  id: string;
  status: 'active' | 'invited';
  email: string;
  /** Null until the invitation is accepted. */
  name: string | null;
  role: string;
  /** Whether they sign in with one-time codes; null until the invitation is accepted. */
  totpEnabled: boolean | null;
  createdAt: string;
  /** When the invitation ends; null for members. */
  expiresAt: string | null;
}

/** An invitation, with the link that is shown this once. */
export interface InvitationView {
  id: string;
  email: string;
  role: string;
  invitationUrl: string;
  /** Whether a letter with the link went out to the address; false without SMTP_URL, or when the mail server refused it. */
  isMailed: boolean;
  expiresAt: string;
}
