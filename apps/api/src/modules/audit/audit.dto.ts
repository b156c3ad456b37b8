import { IsISO8601, IsOptional, IsRFC3339 } from 'class-validator';
import { CursorQuery } from '../../http/pagination';
import type { AuditableValue } from './auditable';
import { Printable } from './printable.decorator';

/** Which entries of the audit log: newest first. */
export class AuditQuery extends CursorQuery {
  /** An action such as `api_key.revoked`. */
  @IsOptional()
  @Printable(100)
  action?: string;

  /** The id or the e-mail address of a user, or the id or the display prefix of an API key. */
  @IsOptional()
  @Printable(254)
  actor?: string;

  /** A kind of thing, such as `api_key`. */
  @IsOptional()
  @Printable(100)
  targetType?: string;

  /** The id of what was changed. */
  @IsOptional()
  @Printable(254)
  targetId?: string;

  /** From this time on (RFC 3339), inclusive. */
  @IsOptional()
  @IsRFC3339()
  @IsISO8601({ strict: true })
  from?: string;

  /** Up to this time (RFC 3339), exclusive. */
  @IsOptional()
  @IsRFC3339()
  @IsISO8601({ strict: true })
  to?: string;
}

/** One act: who did what to what, when and from where, and what it changed. */
export interface AuditEntryView {
  id: string;
  at: string;
  /** Null for an act on the platform itself. */
  tenantId: string | null;
  actor: { kind: string; id: string | null; name: string | null };
  action: string;
  targetType: string;
  targetId: string | null;
  before: AuditableValue | null;
  after: AuditableValue | null;
  ip: string | null;
  userAgent: string | null;
  requestId: string | null;
}
