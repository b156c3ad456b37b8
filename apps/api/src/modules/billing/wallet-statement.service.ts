import { Injectable } from '@nestjs/common';
import { decodeCursor, type CursorQuery, type Page, pageOf } from '../../http/pagination';
import { ProblemError } from '../../http/problem';
import { csvLine } from './csv';
import { presentEntry, type WalletEntryView } from './wallet.dto';
import { WalletRepository } from './wallet.repository';

const CSV_PAGE_ROWS = 1_000;
const CSV_COLUMNS = ['id', 'at', 'kind', 'amount', 'currency', 'balanceAfter', 'messageId', 'reference', 'actor'];

/** What came into a wallet and went out of it. */
@Injectable()
export class WalletStatement {
  constructor(private readonly repository: WalletRepository) {}

  /** Newest first. @throws ProblemError 404 for an unknown tenant */
  async entries(tenantId: string, query: CursorQuery): Promise<Page<WalletEntryView>> {
    const rows = await this.repository.listEntries(tenantId, {
      beforeId: decodeCursor(query.cursor),
      take: query.limit + 1,
    });
    if (!rows) throw ProblemError.notFound('Tenant');
    return pageOf(rows, query.limit, (row) => row.id, presentEntry);
  }

  /**
   * All of it as lines of CSV, newest first, read page by page: its size does not matter.
   * @throws ProblemError 404 for an unknown tenant
   */
  async csv(tenantId: string): Promise<AsyncGenerator<string>> {
    const wallet = await this.repository.find(tenantId);
    if (!wallet) throw ProblemError.notFound('Tenant');
    const { repository } = this;
    async function* lines(currency: string): AsyncGenerator<string> {
      yield csvLine(CSV_COLUMNS);
      let beforeId: string | undefined;
      for (;;) {
        const rows = (await repository.listEntries(tenantId, { beforeId, take: CSV_PAGE_ROWS })) ?? [];
        if (rows.length > 0) yield rows.map((row) => csvEntry(presentEntry(row), currency)).join('');
        if (rows.length < CSV_PAGE_ROWS) return;
        beforeId = rows.at(-1)?.id;
      }
    }
    return lines(wallet.currency);
  }
}

function csvEntry(entry: WalletEntryView, currency: string): string {
  return csvLine([
    entry.id,
    entry.at,
    entry.kind,
    entry.amount,
    currency,
    entry.balanceAfter,
    entry.messageId ?? '',
    { freeText: entry.reference ?? null },
    { freeText: entry.actor ?? null },
  ]);
}
