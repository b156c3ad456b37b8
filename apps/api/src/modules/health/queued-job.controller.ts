import { Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { Page } from '../../http/pagination';
import { CurrentUser, Origin, type RequestOrigin, type UserPrincipal } from '../../http/principal';
import { ConsoleRoute } from '../../http/route-access.decorator';
import { JobQuery, type JobView } from './queued-job.dto';
import { QueuedJobService } from './queued-job.service';

/** Work in the background, job by job. For operators; support may read. */
@Controller('console/v1/platform/jobs')
export class QueuedJobController {
  constructor(private readonly jobs: QueuedJobService) {}

  @Get()
  @ConsoleRoute({ platform: ['support'] })
  list(@Query() query: JobQuery): Promise<Page<JobView>> {
    return this.jobs.list(query);
  }

  @Post(':id/retry')
  @HttpCode(200)
  @ConsoleRoute({})
  retry(
    @Param('id') id: string,
    @CurrentUser() user: UserPrincipal,
    @Origin() origin: RequestOrigin,
  ): Promise<JobView> {
    return this.jobs.retry(id, user, origin);
  }

  @Delete(':id')
  @HttpCode(204)
  @ConsoleRoute({})
  remove(@Param('id') id: string, @CurrentUser() user: UserPrincipal, @Origin() origin: RequestOrigin): Promise<void> {
    return this.jobs.remove(id, user, origin);
  }
}
