import { Injectable } from '@nestjs/common';
import type { V1Message } from '@switchboard/contracts';
import { encodeCursor, type Page } from '../../../http/pagination';
import { TenantDirectory } from '../../tenant/tenant-directory';
import { filterOf } from '../log-filter';
import type { LogFilter, LogMessage } from '../message-log.repository';
import { MessageLogService } from '../message-log.service';
import type { MessageFilter, MessageQuery } from '../message-query.dto';
import { presentMessage } from '../message-view';
import { csvEnd, csvHead, csvMessage } from './message-csv';
import { MessageSearchRepository } from './message-search.repository';

/** One page, or one step of a file, looks at so many messages: about 25 ms of reading. */
const EXAMINED_MAX = 50_000;
/** The rows of a file, and of one step of it. */
export const CSV_MAX_ROWS = 100_000;
const CSV_STEP_ROWS = 1_000;

/** Searches of the log at the console. */
@Injectable()
export class MessageSearch {
  constructor(
    private readonly repository: MessageSearchRepository,
    private readonly log: MessageLogService,
    private readonly tenants: TenantDirectory,
  ) {}

  /**
   * Newest first. A page looks at 50,000 messages at most: then it may hold fewer than asked for, or none, and its cursor goes on
   * where it stopped looking.
   * @throws ProblemError 404 for an unknown tenant
   */
  async page(tenantId: string, query: MessageQuery): Promise<Page<V1Message>> {
    await this.tenants.require(tenantId);
    const { rows, nextId } = await this.step(tenantId, filterOf(query), query.limit);
    return { items: await this.log.present(tenantId, rows), nextCursor: nextId === null ? null : encodeCursor(nextId) };
  }

  /**
   * All that is found as lines of CSV, newest first and at most 100,000 of them, read step by step: memory does not grow with it.
   * @throws ProblemError 404 for an unknown tenant
   */
  async csv(tenantId: string, query: MessageFilter): Promise<AsyncGenerator<string>> {
    await this.tenants.require(tenantId);
    return this.csvLines(tenantId, filterOf(query));
  }

  private async *csvLines(tenantId: string, filter: LogFilter): AsyncGenerator<string> {
    yield csvHead();
    let left = CSV_MAX_ROWS;
    let beforeId = filter.beforeId;
    for (;;) {
      const limit = Math.min(CSV_STEP_ROWS, left);
      const { rows, nextId } = await this.step(tenantId, { ...filter, beforeId }, limit);
      // Whether a number may still write freely is no column of the file.
      if (rows.length > 0) yield rows.map((row) => csvMessage(presentMessage(row, null))).join('');
      if (nextId === null) return;
      left -= rows.length;
      if (left === 0) {
        yield csvEnd(CSV_MAX_ROWS);
        return;
      }
      beforeId = nextId;
    }
  }

  /** `nextId`: the next step is for ids below it. Null: this was all. */
  private async step(
    tenantId: string,
    filter: LogFilter,
    limit: number,
  ): Promise<{ rows: LogMessage[]; nextId: string | null }> {
    const found = await this.repository.find(tenantId, filter, { take: limit + 1, examine: EXAMINED_MAX });
    const rows = found.rows.slice(0, limit);
    return { rows, nextId: found.rows.length > limit ? (rows.at(-1)?.id ?? null) : found.examinedTo };
  }
}
