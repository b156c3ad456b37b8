import { IsOptional } from 'class-validator';
import { CursorQuery } from '../../http/pagination';
import { Printable } from '../audit/printable.decorator';
import type { OptOutRecord } from './opt-out.repository';

/** Which of a tenant's opt-outs: in the order of their recipients. */
export class OptOutQuery extends CursorQuery {
  /** Part of the recipient, in any case. */
  @IsOptional()
  @Printable(140)
  search?: string;
}

/** A recipient who is to get no more marketing messages. */
export class AddOptOutRequest {
  /** A phone number, written in any usual way, or a business-scoped user id. */
  @Printable(140)
  recipient!: string;
}

/** A recipient who gets no marketing messages: they are refused with OPT_001. */
export interface OptOutView {
  /** Digits, or a business-scoped user id. */
  recipient: string;
  /** user_preferences (at WhatsApp), quick_reply (a STOP button) or console. */
  source: string;
  createdAt: string;
}

export function presentOptOut({ recipient, source, createdAt }: OptOutRecord): OptOutView {
  return { recipient, source, createdAt: createdAt.toISOString() };
}
