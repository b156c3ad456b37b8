import { Controller, Get, Query } from '@nestjs/common';
import { CursorQuery, decodeCursor, type Page, pageOf } from '../../http/pagination';
import { ConsoleRoute } from '../../http/route-access.decorator';
import { type CleanUpReport, CleanUpRepository } from './clean-up.repository';

/** A clean-up of the vault; times are RFC 3339. */
interface CleanUpView extends Omit<CleanUpReport, 'startedAt' | 'finishedAt'> {
  id: string;
  startedAt: string;
  finishedAt: string;
}

/** What the daily clean-ups of the vault removed, for operators. */
@Controller('console/v1/platform/media-clean-ups')
export class CleanUpController {
  constructor(private readonly repository: CleanUpRepository) {}

  @Get()
  @ConsoleRoute({ platform: ['operator', 'support'] })
  async list(@Query() { limit, cursor }: CursorQuery): Promise<Page<CleanUpView>> {
    const rows = await this.repository.list(limit + 1, decodeCursor(cursor));
    return pageOf(rows, limit, ({ id }) => id, present);
  }
}

function present({ startedAt, finishedAt, ...report }: CleanUpReport & { id: string }): CleanUpView {
  return { ...report, startedAt: startedAt.toISOString(), finishedAt: finishedAt.toISOString() };
}
