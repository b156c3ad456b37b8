import { Controller, Get, Post, Query } from '@nestjs/common';
import { CursorQuery, type Page } from '../../http/pagination';
import { ConsoleRoute } from '../../http/route-access.decorator';
import { LedgerReports, type LedgerReportView } from './ledger-check-report.service';

@Controller('console/v1/platform/ledger-reports')
export class LedgerReportController {
  constructor(private readonly reports: LedgerReports) {}

  @Get()
  @ConsoleRoute({ platform: ['operator'] })
  list(@Query() query: CursorQuery): Promise<Page<LedgerReportView>> {
    return this.reports.list(query);
  }

  @Post()
  @ConsoleRoute({ platform: ['operator'] })
  run(): Promise<LedgerReportView> {
    return this.reports.runNow();
  }
}
