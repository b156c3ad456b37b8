import { Injectable } from '@nestjs/common';
import { Job } from '../../jobs/job';
import type { ReportedStatus } from './message-state';
import { SettlementRepository } from './settlement.repository';
import { SettlementService } from './settlement.service';

export const SANDBOX_JOB = 'message.sandbox-statuses';

/** What a sandbox message goes through, as a real one would. */
const STATUSES: readonly ReportedStatus[] = ['sent', 'delivered', 'read'];

/** Simulates Meta's reports about a sandbox message. */
@Injectable()
export class SandboxJob extends Job<{ tenantId: string; id: string }> {
  readonly identifier = SANDBOX_JOB;

  constructor(
    private readonly repository: SettlementRepository,
    private readonly settlement: SettlementService,
  ) {
    super();
  }

  async run({ tenantId, id }: { tenantId: string; id: string }): Promise<void> {
    const [message] = await this.repository.findByIds([{ tenantId, id }]);
    if (!message?.wamid) return;
    const { wamid, metaPhoneNumberId } = message;
    const at = new Date();
    await this.settlement.applyStatuses(
      STATUSES.map((status) => ({ tenantId, metaPhoneNumberId, messageId: id, wamid, status, at })),
    );
  }
}
