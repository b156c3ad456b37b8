import { Injectable } from '@nestjs/common';
import { isUuid } from '@switchboard/contracts';
import { type CursorQuery, decodeCursor, type Page, pageOf } from '../../../http/pagination';
import { ProblemError } from '../../../http/problem';
import { TenantDirectory } from '../../tenant/tenant-directory';
import { csvLine } from '../csv';
import { type InvoiceDetailView, type InvoiceView, presentInvoice, presentInvoiceDetail } from './invoice.dto';
import { renderInvoice } from './invoice-pdf';
import { InvoiceRepository } from './invoice.repository';

const CSV_COLUMNS = ['number', 'month', 'kind', 'market', 'category', 'quantity', 'amount', 'currency'];

/** A file of an invoice, named after its number. */
export interface InvoiceFile<Content> {
  name: string;
  content: Content;
}

/** The invoices of a tenant. They are made by `MonthClose` and never change. */
@Injectable()
export class InvoiceService {
  constructor(
    private readonly repository: InvoiceRepository,
    private readonly tenants: TenantDirectory,
  ) {}

  /** Newest first. Throws ProblemError 404 for an unknown tenant. */
  async list(tenantId: string, query: CursorQuery): Promise<Page<InvoiceView>> {
    await this.tenants.require(tenantId);
    const page = { beforeId: decodeCursor(query.cursor), take: query.limit + 1 };
    return pageOf(await this.repository.list(tenantId, page), query.limit, ({ id }) => id, presentInvoice);
  }

  /** One invoice with its lines. Throws ProblemError 404 when the tenant has none such. */
  async find(tenantId: string, invoiceId: string): Promise<InvoiceDetailView> {
    const invoice = isUuid(invoiceId) ? await this.repository.find(tenantId, invoiceId) : null;
    if (!invoice) throw ProblemError.notFound('Invoice');
    return presentInvoiceDetail(invoice);
  }

  /** Its lines as CSV. The sum of their amounts is what the wallet lost: opening − closing. */
  async csv(tenantId: string, invoiceId: string): Promise<InvoiceFile<string>> {
    const { number, month, currency, lines } = await this.find(tenantId, invoiceId);
    const rows = lines.map((line) => [
      number,
      month,
      line.kind,
      line.market ?? '',
      line.category ?? '',
      String(line.quantity),
      line.amount,
      currency,
    ]);
    return { name: `${number}.csv`, content: [CSV_COLUMNS, ...rows].map(csvLine).join('') };
  }

  /** As a document; the same bytes every time. */
  async pdf(tenantId: string, invoiceId: string): Promise<InvoiceFile<Buffer>> {
    const invoice = await this.find(tenantId, invoiceId);
    return { name: `${invoice.number}.pdf`, content: await renderInvoice({ ...invoice, tenantId }) };
  }
}
