/** What a month moved between a wallet and the platform, by what it was for and which way it went. */
export interface Movement {
  /** platform_fee | meta_fee | markup | subscription | adjustment | refund | shortfall | top_up, or a kind that came later */
  kind: string;
  /** Of the messages, where messages stand behind it. */
  market: string | null;
  category: string | null;
  /** Messages, or transfers where no message stands behind it. */
  quantity: number;
  /** Positive left the wallet. */
  amountMicros: bigint;
}

/** What an invoice says. Amounts in micro-units of its currency. */
export interface InvoiceStatement {
  /** The wallet's total at the beginning and at the end of the month. */
  openingMicros: bigint;
  closingMicros: bigint;
  /** What was charged, less what was given back: every line but the top-ups. */
  totalMicros: bigint;
  /** Positive is owed by the tenant; money that was paid in is a line with a negative amount. */
  lines: Movement[];
}

/** Money that was paid in. It is shown for the balance's sake and is no part of the total. */
export const TOP_UP = 'top_up';

/** The order of lines; what is not known comes before the top-ups. */
const ORDER = ['platform_fee', 'meta_fee', 'markup', 'subscription', 'adjustment', 'refund', 'shortfall'];

/** The lines of a month do not lead from its opening to its closing balance: the ledger is broken. */
export class InvoiceMismatchError extends Error {
  constructor(expectedMicros: bigint, closingMicros: bigint) {
    super(
      `The month's movements lead to a total of ${expectedMicros} micro-units, but the ledger says ${closingMicros}.`,
    );
    this.name = 'InvoiceMismatchError';
  }
}

/**
 * Makes an invoice of a month's movements. Pure.
 * @throws InvoiceMismatchError unless opening + top-ups − total = closing, to the micro-unit
 */
export function composeInvoice(month: {
  openingMicros: bigint;
  closingMicros: bigint;
  movements: readonly Movement[];
}): InvoiceStatement {
  const { openingMicros, closingMicros, movements } = month;
  const totalMicros = sumOf(movements.filter(({ kind }) => kind !== TOP_UP));
  const toppedUpMicros = -sumOf(movements.filter(({ kind }) => kind === TOP_UP));
  const expectedMicros = openingMicros + toppedUpMicros - totalMicros;
  if (expectedMicros !== closingMicros) throw new InvoiceMismatchError(expectedMicros, closingMicros);
  return { openingMicros, closingMicros, totalMicros, lines: [...movements].sort(compareLines) };
}

/** What was paid in during the month of an invoice. */
export function toppedUpMicros(
  invoice: Pick<InvoiceStatement, 'openingMicros' | 'closingMicros' | 'totalMicros'>,
): bigint {
  return invoice.closingMicros - invoice.openingMicros + invoice.totalMicros;
}

/** `INV-2026-000123`: the year (UTC) in which it was issued, and its number among all invoices ever. */
export function invoiceNumber(sequence: bigint, issuedAt: Date): string {
  return `INV-${issuedAt.getUTCFullYear()}-${sequence.toString().padStart(6, '0')}`;
}

function sumOf(movements: readonly Movement[]): bigint {
  return movements.reduce((sum, { amountMicros }) => sum + amountMicros, 0n);
}

function compareLines(one: Movement, other: Movement): number {
  return (
    rankOf(one) - rankOf(other) ||
    compareText(one.kind, other.kind) ||
    compareText(one.market ?? '', other.market ?? '') ||
    compareText(one.category ?? '', other.category ?? '') ||
    // What was charged, then what was given back.
    (one.amountMicros > other.amountMicros ? -1 : 1)
  );
}

function rankOf({ kind }: Movement): number {
  const rank = ORDER.indexOf(kind);
  if (rank >= 0) return rank;
  return kind === TOP_UP ? ORDER.length + 1 : ORDER.length;
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
