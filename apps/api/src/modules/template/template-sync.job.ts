import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Job } from '../../jobs/job';
import { JobRunner } from '../../jobs/job-runner.service';
import { accountToken, TenantDirectory } from '../tenant/tenant-directory';
import { type DueAccount, TEMPLATE_SYNC_JOB, TemplateSyncRepository } from './template-sync.repository';
import { TemplateSync } from './template-sync.service';

/** Accounts are looked for every minute, so that they spread over the hour by the times at which they came. */
const EVERY_MS = 60_000;
const HOUR_MS = 60 * 60_000;
/** What one round takes: 12,000 accounts an hour and process. */
const ROUND_ACCOUNTS = 200;
/** Accounts that are read at the same time by one process; each waits for Meta most of the time. */
const AT_ONCE = 4;

/** Syncs every account of active tenants hourly, and at once the one of which Meta reported a template that we do not know. */
@Injectable()
export class TemplateSyncJob extends Job<DueAccount> implements OnModuleInit {
  readonly identifier = TEMPLATE_SYNC_JOB;
  private readonly logger = new Logger(TemplateSyncJob.name);

  constructor(
    private readonly sync: TemplateSync,
    private readonly syncs: TemplateSyncRepository,
    private readonly tenants: TenantDirectory,
    private readonly runner: JobRunner,
  ) {
    super();
  }

  onModuleInit(): void {
    const everything = { name: 'Sync of templates', everyMs: EVERY_MS, run: () => this.runAll() };
    this.runner.register([this], [everything]);
  }

  /** The queue need not repeat what Meta refuses: how it went is kept, and the hourly sync tries again. */
  async run(account: DueAccount): Promise<void> {
    await this.attempt(account);
  }

  /** One round over the accounts that are due at `now`; one that fails does not keep the others. Returns how many it tried. */
  async runAll(now = new Date()): Promise<number> {
    const due = await this.syncs.claimDue({ now, before: new Date(now.getTime() - HOUR_MS) }, ROUND_ACCOUNTS);
    const waiting = due.values();
    const work = async (): Promise<void> => {
      for (const account of waiting) await this.attempt(account);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return due.length;
  }

  private async attempt({ tenantId, wabaId }: DueAccount): Promise<void> {
    try {
      const tenant = await this.tenants.get(tenantId);
      const accessToken = tenant?.status === 'active' ? accountToken(tenant, wabaId) : undefined;
      if (!tenant || accessToken === undefined) return;
      const outcome = await this.sync.run({ tenantId: tenant.id, wabaId, accessToken });
      if (outcome.kind !== 'accepted')
        this.logger.warn({ tenantId, wabaId }, 'The templates of an account were not read.');
    } catch (error) {
      this.logger.error({ err: error, tenantId, wabaId }, 'The templates of an account could not be synced.');
    }
  }
}
