import { Injectable } from '@nestjs/common';
import { IntakeRepository } from './intake.repository';
import { ReportRepository } from './report.repository';
import { SettlementRepository } from './settlement.repository';

/** How much waits to be written, for those who watch this process. */
@Injectable()
export class BacklogService {
  constructor(
    private readonly intake: IntakeRepository,
    private readonly settlement: SettlementRepository,
    private readonly reports: ReportRepository,
  ) {}

  /** Messages that wait for their intake, and outcomes that wait to be written. */
  get pending(): { intake: number; settlement: number } {
    return { intake: this.intake.pending, settlement: this.settlement.pending + this.reports.pending };
  }
}
