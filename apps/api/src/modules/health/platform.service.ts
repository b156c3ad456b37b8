import { Injectable } from '@nestjs/common';
import { GraphClient } from '@switchboard/graph-client';
import { AppConfig } from '../../config/env';
import { VERSION } from '../../config/version';
import { LedgerReports } from '../billing/ledger-check-report.service';
import { BacklogService } from '../message/backlog.service';
import { InboundConsoleService } from '../webhook/inbound-console.service';
import type { PlatformHealthView, PlatformQueuesView } from './platform.dto';
import { PlatformRepository } from './platform.repository';
import { ReadinessService } from './readiness.service';

/** How the platform is, for those who run it. */
@Injectable()
export class PlatformService {
  constructor(
    private readonly repository: PlatformRepository,
    private readonly readiness: ReadinessService,
    private readonly inbound: InboundConsoleService,
    private readonly ledger: LedgerReports,
    private readonly graph: GraphClient,
    private readonly backlog: BacklogService,
    private readonly config: AppConfig,
  ) {}

  async health(): Promise<PlatformHealthView> {
    const [reasons, ledger, webhooks] = await Promise.all([
      this.readiness.problems(),
      this.ledger.state(),
      this.inbound.health(),
    ]);
    return {
      status: reasons.length === 0 ? 'ok' : 'unavailable',
      reasons,
      version: VERSION,
      uptimeSeconds: Math.floor(process.uptime()),
      meta: { circuit: this.graph.circuitState, isSimulated: this.config.graph.isSimulated },
      ledger: { isSound: ledger.isSound, checkedAt: ledger.checkedAt?.toISOString() ?? null },
      ...webhooks,
    };
  }

  async queues(): Promise<PlatformQueuesView> {
    const [jobs, deliveries, { inboundEvents }] = await Promise.all([
      this.repository.jobs(),
      this.repository.deliveries(),
      this.inbound.health(),
    ]);
    const { intake, settlement } = this.backlog.pending;
    return { jobs, deliveries, inboundEvents, intake: { messages: intake, settlements: settlement } };
  }
}
