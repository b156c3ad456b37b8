import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '@switchboard/database';
import { decodeCursor, type Page, pageOf } from '../../http/pagination';
import type { RequestOrigin, UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { AuditService, PLATFORM } from '../audit/audit.service';
import { type JobQuery, type JobView, presentJob } from './queued-job.dto';
import { type QueuedJob, QueuedJobRepository } from './queued-job.repository';

/** What the queue numbers its jobs with: a positive `bigint` of PostgreSQL. */
const isJobId = (id: string): boolean => /^[1-9]\d{0,17}$/.test(id);

/** The jobs of the queue, for those who run the platform. */
@Injectable()
export class QueuedJobService {
  constructor(
    private readonly jobs: QueuedJobRepository,
    private readonly audit: AuditService,
  ) {}

  /** Newest first. */
  async list({ state, identifier, cursor, limit }: JobQuery): Promise<Page<JobView>> {
    const beforeId = decodeCursor(cursor, 'cursor', isJobId);
    const rows = await this.jobs.list({ state, identifier, beforeId, take: limit + 1 });
    return pageOf(rows, limit, ({ id }) => id, presentJob);
  }

  /**
   * Has a job that has failed run as soon as a worker is free; one that was given up has all its attempts again.
   * @returns the job as it stands then; as it stood before when a worker has finished it already
   * @throws ProblemError 404 when there is none, 409 when it runs or has not failed
   */
  async retry(id: string, user: UserPrincipal, origin: RequestOrigin): Promise<JobView> {
    const before = await this.find(id);
    const record = this.recorder('job.retried', before, user, origin);
    if (!(await this.jobs.retry(id, record))) throw notFailed();
    return presentJob((await this.jobs.find(id)) ?? before);
  }

  /**
   * Takes a job that has failed out of the queue: what it was to do stays undone.
   * @throws ProblemError 404 when there is none, 409 when it runs or has not failed
   */
  async remove(id: string, user: UserPrincipal, origin: RequestOrigin): Promise<void> {
    const before = await this.find(id);
    const record = this.recorder('job.removed', before, user, origin);
    if (!(await this.jobs.remove(id, record))) throw notFailed();
  }

  private async find(id: string): Promise<QueuedJob> {
    const job = isJobId(id) ? await this.jobs.find(id) : null;
    if (!job) throw ProblemError.notFound('Job');
    return job;
  }

  private recorder(action: string, job: QueuedJob, actor: UserPrincipal, origin: RequestOrigin) {
    const { id, identifier, state, attempts, lastError } = job;
    return (transaction: TenantTransaction): Promise<void> =>
      this.audit.record(transaction, {
        tenantId: PLATFORM,
        actor,
        origin,
        action,
        targetType: 'job',
        targetId: id,
        before: { identifier, state, attempts, lastError },
      });
  }
}

function notFailed(): ProblemError {
  return ProblemError.conflict('Only a job that has failed and does not run now can be tried again or removed.');
}
