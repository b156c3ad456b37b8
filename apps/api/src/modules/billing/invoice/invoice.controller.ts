import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import { CursorQuery, type Page } from '../../../http/pagination';
import { ConsoleRoute } from '../../../http/route-access.decorator';
import type { InvoiceDetailView, InvoiceView } from './invoice.dto';
import { InvoiceService } from './invoice.service';

const READERS = { platform: ['support'], tenant: ['owner', 'admin', 'billing', 'viewer'] } as const;

/** A tenant's invoices. */
@Controller('console/v1/tenants/:tenantId/invoices')
export class InvoiceController {
  constructor(private readonly invoices: InvoiceService) {}

  @Get()
  @ConsoleRoute(READERS)
  list(@Param('tenantId') tenantId: string, @Query() query: CursorQuery): Promise<Page<InvoiceView>> {
    return this.invoices.list(tenantId, query);
  }

  @Get(':invoiceId.pdf')
  @ConsoleRoute(READERS)
  async pdf(@Param('tenantId') tenantId: string, @Param('invoiceId') invoiceId: string): Promise<StreamableFile> {
    const { name, content } = await this.invoices.pdf(tenantId, invoiceId);
    return new StreamableFile(content, { type: 'application/pdf', disposition: `attachment; filename="${name}"` });
  }

  @Get(':invoiceId.csv')
  @ConsoleRoute(READERS)
  async csv(@Param('tenantId') tenantId: string, @Param('invoiceId') invoiceId: string): Promise<StreamableFile> {
    const { name, content } = await this.invoices.csv(tenantId, invoiceId);
    const disposition = `attachment; filename="${name}"`;
    return new StreamableFile(Buffer.from(content), { type: 'text/csv; charset=utf-8', disposition });
  }

  @Get(':invoiceId')
  @ConsoleRoute(READERS)
  find(@Param('tenantId') tenantId: string, @Param('invoiceId') invoiceId: string): Promise<InvoiceDetailView> {
    return this.invoices.find(tenantId, invoiceId);
  }
}
