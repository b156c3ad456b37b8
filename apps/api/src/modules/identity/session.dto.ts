import { IsOptional, IsString, Length, Matches } from 'class-validator';
import type { UserView } from './user-principal';

/** More than this is refused before it is hashed. */
export const PASSWORD_MAX_CHARS = 256;
/** RFC 5321, 4.5.3.1.3, less the angle brackets. */
export const EMAIL_MAX_CHARS = 254;
export const TOTP_PATTERN = /^\d{6}$/;

/** A sign-in. */
export class SignInRequest {
  @IsString()
  @Length(1, EMAIL_MAX_CHARS)
  email!: string;

  @IsString()
  @Length(1, PASSWORD_MAX_CHARS)
  password!: string;

  /** The six digits of the authenticator app, for users who have enrolled one. */
  @IsOptional()
  @Matches(TOTP_PATTERN, { message: 'totp must be six digits' })
  totp?: string;
}

/** Who is signed in. Unsafe requests of a session must carry the CSRF token; access tokens have none and need none. */
export interface WhoAmI {
  user: UserView;
  csrfToken: string | null;
}

/** A session of the user who asks. */
export interface SessionView {
  id: string;
  ip: string | null;
  userAgent: string | null;
  createdAt: string;
  lastSeenAt: string;
  expiresAt: string;
  /** Whether it is the session that asks. */
  current: boolean;
}
