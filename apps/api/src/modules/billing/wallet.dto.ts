import { formatMoney } from '@switchboard/contracts';
import { OmitType } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { CursorQuery } from '../../http/pagination';
import { Printable } from '../audit/printable.decorator';
import { IsInstant } from './instant.decorator';
import { IsMoney } from './money.decorator';
import type { WalletEntryRow } from './wallet.repository';

/** 1,000,000,000.00 at a time. */
const MAX_AMOUNT_MICROS = 1_000_000_000_000_000n;
/** What entries are; those of messages also have corrections, whose kind begins like it. */
const ENTRY_KINDS = [
  'top_up',
  'adjustment',
  'refund',
  'subscription',
  'platform_fee',
  'meta_fee',
  'markup',
  'shortfall',
] as const;
const MAX_REFERENCE_CHARS = 200;
const MAX_REASON_CHARS = 500;

/** Money that a tenant has paid in. */
export class TopUpBody {
  /** More than zero, at most 1,000,000,000.00, in the wallet's currency. */
  @IsMoney({ maxMicros: MAX_AMOUNT_MICROS, isZeroRefused: true })
  amount!: string;

  /** Such as the number of a bank statement. */
  @IsOptional()
  @Printable(MAX_REFERENCE_CHARS)
  reference?: string | null;
}

/** A correction by an operator. */
export class AdjustmentBody {
  /** Positive gives to the tenant, negative takes from its available balance; not zero, at most 1,000,000,000.00 either way. */
  @IsMoney({ minMicros: -MAX_AMOUNT_MICROS, maxMicros: MAX_AMOUNT_MICROS, isZeroRefused: true })
  amount!: string;

  /** Shown to the tenant in its statement. */
  @Printable(MAX_REASON_CHARS)
  reason!: string;
}

/** Money that the platform gives back. */
export class RefundBody {
  /** More than zero, at most 1,000,000,000.00, in the wallet's currency. */
  @IsMoney({ maxMicros: MAX_AMOUNT_MICROS, isZeroRefused: true })
  amount!: string;

  /** Shown to the tenant in its statement. */
  @Printable(MAX_REASON_CHARS)
  reason!: string;

  /** Our id of the message that it is for; all refunds of a message together are at most what the tenant has paid for it. */
  @IsOptional()
  @IsUUID(undefined, { message: 'must be the id of a message' })
  messageId?: string | null;
}

/** Which entries of the statement: newest first. */
export class WalletEntryQuery extends CursorQuery {
  /** What they are, as `kind` of an entry says; with it come corrections of such entries. */
  @IsOptional()
  @IsIn(ENTRY_KINDS)
  kind?: string;

  /** From this time on (RFC 3339), inclusive. */
  @IsOptional()
  @IsInstant()
  from?: string;

  /** Up to this time (RFC 3339), exclusive. */
  @IsOptional()
  @IsInstant()
  to?: string;
}

/** The same where no page is asked for: the file of all that it finds. */
export class WalletEntryFilterQuery extends OmitType(WalletEntryQuery, ['cursor', 'limit'] as const) {}

export class WalletChanges {
  /** The tenant is warned when its available balance falls below this; 0 is never. */
  @IsMoney({ maxMicros: MAX_AMOUNT_MICROS })
  lowBalanceThreshold!: string;
}

/** A wallet: `total` = `available` + `reserved` (held for messages whose outcome is open). */
export interface WalletView {
  currency: string;
  available: string;
  reserved: string;
  total: string;
  lowBalanceThreshold: string;
}

/**
 * A line of the statement: something that changed the wallet's total. Reserving money for a message and releasing it moves
 * money within the wallet and is not an entry.
 */
export interface WalletEntryView {
  id: string;
  at: string;
  /**
   * top_up | adjustment | refund | subscription | platform_fee | markup | meta_fee | shortfall (the platform's help when a message
   * turned out dearer than the wallet could pay); of a correction it begins so (`meta_fee_correction_read`, `refund_return_read`)
   */
  kind: string;
  /** Signed: positive came in. */
  amount: string;
  /** The wallet's total after it: the previous entry's plus `amount`. */
  balanceAfter: string;
  /** The message that it was charged or refunded for. */
  messageId?: string;
  reference?: string;
  /** E-mail address of the operator who did it. */
  actor?: string;
}

/** What a transfer that crossed the wallet's bounds did to its total. */
export function signedAmountOf({ fromKind, amountMicros }: Pick<WalletEntryRow, 'fromKind' | 'amountMicros'>): bigint {
  return fromKind === 'available' || fromKind === 'reserved' ? -amountMicros : amountMicros;
}

export function presentEntry(row: WalletEntryRow): WalletEntryView {
  const messageId = row.forMessage ? row.operationId : row.refundedMessageId;
  return {
    id: row.id,
    at: row.createdAt.toISOString(),
    kind: row.step,
    amount: formatMoney(signedAmountOf(row)),
    balanceAfter: formatMoney(row.totalAfterMicros),
    ...(messageId !== null && { messageId }),
    ...(row.reference !== null && { reference: row.reference }),
    ...(row.actor !== null && { actor: row.actor }),
  };
}
