import { IsString, Length, Matches } from 'class-validator';
import { LIMITS } from '@switchboard/contracts';
import { PASSWORD_MAX_CHARS, TOTP_PATTERN } from './session.dto';

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
  /** To show as a QR code. */
  otpauthUrl: string;
}
