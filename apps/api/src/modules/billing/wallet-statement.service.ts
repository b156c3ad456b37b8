import { Injectable } from '@nestjs/common';
import { decodeCursor, type Page, pageOf } from '../../http/pagination';
import { ProblemError } from '../../http/problem';
import { csvLine } from './csv';
import { firstIdAt } from './transfer-id';
import { presentEntry, type WalletEntryFilterQuery, type WalletEntryQuery, type WalletEntryView } from './wallet.dto';
import { type WalletEntryFilter, WalletRepository } from './wallet.repository';

const CSV_PAGE_ROWS = 1_000;
const CSV_COLUMNS = ['id', 'at', 'kind', 'amount', 'currency', 'balanceAfter', 'messageId', 'reference', 'actor'];

/** What came into a wallet and went out of it. */
@Injectable()
export class WalletStatement {
  constructor(private readonly repository: WalletRepository) {}

  /** Newest first. @throws ProblemError 404 for an unknown tenant */
  async entries(tenantId: string, query: WalletEntryQuery): Promise<Page<WalletEntryView>> {
    const rows = await this.repository.listEntries(tenantId, {
      ...filterOf(query),
      beforeId: decodeCursor(query.cursor),
      take: query.limit + 1,
    });
    if (!rows) throw ProblemError.notFound('Tenant');
    return pageOf(rows, query.limit, (row) => row.id, presentEntry);
  }

  /**
   * What is asked for, as lines of CSV, newest first, read page by page: its size does not matter.
   * @throws ProblemError 404 for an unknown tenant
   */
  async csv(tenantId: string, query: WalletEntryFilterQuery = {}): Promise<AsyncGenerator<string>> {
    const wallet = await this.repository.find(tenantId);
    if (!wallet) throw ProblemError.notFound('Tenant');
    const { repository } = this;
    const filter = filterOf(query);
    async function* lines(currency: string): AsyncGenerator<string> {
      yield csvLine(CSV_COLUMNS);
      let beforeId: string | undefined;
      for (;;) {
        const rows = (await repository.listEntries(tenantId, { ...filter, beforeId, take: CSV_PAGE_ROWS })) ?? [];
        if (rows.length > 0) yield rows.map((row) => csvEntry(presentEntry(row), currency)).join('');
        if (rows.length < CSV_PAGE_ROWS) return;
        beforeId = rows.at(-1)?.id;
      }
    }
    return lines(wallet.currency);
  }
}

function filterOf({ kind, from, to }: WalletEntryFilterQuery): WalletEntryFilter {
  return {
    kind,
    fromId: from === undefined ? undefined : firstIdAt(new Date(from)),
    toId: to === undefined ? undefined : firstIdAt(new Date(to)),
  };
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
