import { formatMoney } from '@switchboard/contracts';
import { invoiceNumber, type Movement, toppedUpMicros } from './invoice';
import type { StoredInvoice, StoredInvoiceWithLines } from './invoice.repository';

/** The bill of a month. opening + topUps − total = closing, to the last digit. */
export interface InvoiceView {
  id: string;
  /** `INV-2026-000123`: without gaps over all tenants. */
  number: string;
  /** `2026-10`, UTC. */
  month: string;
  currency: string;
  /** Available and reserved money at the month's beginning. */
  opening: string;
  /** What was paid in. */
  topUps: string;
  /** What was charged, less what was given back. */
  total: string;
  /** Available and reserved money at the month's end. */
  closing: string;
  /** The tenant's name when the invoice was issued. */
  billedTo: string;
  issuedAt: string;
}

/** What one thing came to. Charges of messages have a line for each market and category. */
export interface InvoiceLineView {
  /** platform_fee | meta_fee | markup | subscription | adjustment | refund | shortfall (the platform's help) | top_up */
  kind: string;
  market: string | null;
  category: string | null;
  /** Messages, or transfers where no message stands behind the line. */
  quantity: number;
  /** Positive is owed by the tenant; what was given back or paid in is negative. */
  amount: string;
}

export interface InvoiceDetailView extends InvoiceView {
  lines: InvoiceLineView[];
}

export function presentInvoice(invoice: StoredInvoice): InvoiceView {
  return {
    id: invoice.id,
    number: invoiceNumber(invoice.sequence, invoice.issuedAt),
    month: invoice.month.toISOString().slice(0, 7),
    currency: invoice.currency,
    opening: formatMoney(invoice.openingMicros),
    topUps: formatMoney(toppedUpMicros(invoice)),
    total: formatMoney(invoice.totalMicros),
    closing: formatMoney(invoice.closingMicros),
    billedTo: invoice.billedTo,
    issuedAt: invoice.issuedAt.toISOString(),
  };
}

export function presentInvoiceDetail(invoice: StoredInvoiceWithLines): InvoiceDetailView {
  return { ...presentInvoice(invoice), lines: invoice.lines.map(presentLine) };
}

function presentLine({ kind, market, category, quantity, amountMicros }: Movement): InvoiceLineView {
  return { kind, market, category, quantity, amount: formatMoney(amountMicros) };
}
