import type { TenantRole } from '@switchboard/contracts';
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

/** A tenant that the user belongs to, for switching between them. */
export interface SessionTenantView {
  id: string;
  name: string;
  /** active | suspended | closed */
  status: string;
  role: TenantRole;
  /** Whether nothing can be done in it until the user has turned on one-time codes: its routes answer 403 `totp_required`. */
  mustEnableTotp: boolean;
}

/** What this installation can do beyond what every one can. */
export interface FeaturesView {
  /** Whether the bundled simulator stands in for Meta: nothing reaches a real phone. */
  simulator: boolean;
  /** Whether one can write to tenants as a user with a phone would; only with the simulator. */
  virtualPhone: boolean;
}

/** Who is signed in. Unsafe requests of a session must carry the CSRF token; access tokens have none and need none. */
export interface WhoAmI {
  user: UserView;
  csrfToken: string | null;
  /** The tenants that the user belongs to, by name. People of the platform may use others too, which `GET /tenants` lists. */
  tenants: SessionTenantView[];
  /** Whether the user signs in with one-time codes. */
  totpEnabled: boolean;
  /** Whether some tenant waits for the user to turn on one-time codes. */
  mustEnableTotp: boolean;
  /** When the session, or the token, ends whatever is done; null: a token that does not end by itself. */
  expiresAt: string | null;
  /** A session also ends after this time without a request; null for tokens. */
  idleTimeoutSeconds: number | null;
  features: FeaturesView;
  /** Of the program. */
  version: string;
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
