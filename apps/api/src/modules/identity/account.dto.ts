import { IsEmail, IsString, Length, Matches, MaxLength } from 'class-validator';
import { LIMITS, type PlatformRole } from '@switchboard/contracts';
import { Printable } from '../audit/printable.decorator';
import { EMAIL_MAX_CHARS, PASSWORD_MAX_CHARS, TOTP_PATTERN } from './session.dto';

/** What a user may change about themselves. The e-mail address may not: it is what invitations and letters go by. */
export class ChangeAccountRequest {
  /** 1–120 characters. */
  @Printable(120)
  name!: string;
}

/** The user who asks. */
export interface AccountView {
  id: string;
  email: string;
  name: string;
  platformRole: PlatformRole | null;
  /** Whether one-time codes are asked for at sign-in. */
  totpEnabled: boolean;
  createdAt: string;
}

/** Someone who has forgotten their password. */
export class PasswordResetRequest {
  @IsEmail()
  @MaxLength(EMAIL_MAX_CHARS)
  email!: string;
}

/** What the holder of the link in the letter sends. */
export class AcceptPasswordResetRequest {
  /** From the link. */
  @IsString()
  @Length(1, 100)
  token!: string;

  /** At least 12 characters. */
  @IsString()
  @Length(LIMITS.passwordMinChars, PASSWORD_MAX_CHARS)
  password!: string;
}

/** A new password for the user who asks. */
export class ChangePasswordRequest {
  @IsString()
  @Length(1, PASSWORD_MAX_CHARS)
  current!: string;

  /** At least 12 characters. */
  @IsString()
  @Length(LIMITS.passwordMinChars, PASSWORD_MAX_CHARS)
  next!: string;
}

/** The user's password once more, before turning one-time codes on or off. */
export class PasswordConfirmation {
  @IsString()
  @Length(1, PASSWORD_MAX_CHARS)
  password!: string;
}

/** A code of the authenticator app. */
export class TotpCode {
  @Matches(TOTP_PATTERN, { message: 'code must be six digits' })
  code!: string;
}

/** What an authenticator app needs, shown once. */
export interface TotpEnrolment {
  /** Base32, to type. */
  secret: string;
  /** `otpauth://totp/…`, to show as a QR code. */
  otpauthUrl: string;
}
