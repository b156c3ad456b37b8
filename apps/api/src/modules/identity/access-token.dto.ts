import { IsISO8601, IsOptional, IsRFC3339 } from 'class-validator';
import { Printable } from '../audit/printable.decorator';

/** A personal access token to be made. */
export class CreateAccessTokenRequest {
  /** What it is for, 1–100 characters. */
  @Printable(100)
  name!: string;

  /** RFC 3339, in the future; absent or null: it does not expire. */
  @IsOptional()
  @IsRFC3339()
  @IsISO8601({ strict: true })
  expiresAt?: string | null;
}

/** A personal access token without the token itself. */
export interface AccessTokenView {
  id: string;
  name: string;
  /** `op_` and the first six characters, to recognise it by. */
  prefix: string;
  createdAt: string;
  expiresAt: string | null;
  /** To the minute. */
  lastUsedAt: string | null;
}

/** A new token, the only time that it is shown. */
export interface CreatedAccessToken extends AccessTokenView {
  token: string;
}
