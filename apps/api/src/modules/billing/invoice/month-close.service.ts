import { Injectable, Logger } from '@nestjs/common';
import { UsageCountService } from '../usage/usage-count.service';
import { composeInvoice } from './invoice';
import { InvoiceRepository, type OpenMonth } from './invoice.repository';
import { closableUntil, monthAfter } from './month';

const TENANTS_AT_A_TIME = 100;

/**
 * Closes months (UTC): makes the invoice of every tenant's past month in which its wallet's total changed and that has none.
 *
 * Nothing can be added to a month that is closed. A transfer belongs to the month in which its id was made; ids are made by the
 * database at posting time, while the wallet is locked. An hour after the month's end the close takes that lock once: every transfer
 * of the month is committed then, and later ones have later ids. What Meta reports late moves money in the month of the report.
 * Usage is counted first, so that it says the same as the invoice from the moment that there is one.
 */
@Injectable()
export class MonthClose {
  private readonly logger = new Logger(MonthClose.name);

  constructor(
    private readonly repository: InvoiceRepository,
    private readonly usage: UsageCountService,
  ) {}

  /** One round; safe in several processes at once. Returns how many invoices were made. */
  async run(now: Date = new Date()): Promise<number> {
    const until = closableUntil(now);
    let made = 0;
    let afterTenantId: string | null = null;
    for (;;) {
      const months: OpenMonth[] = await this.repository.listOpenMonths(until, { afterTenantId }, TENANTS_AT_A_TIME);
      for (const month of months) made += await this.attempt(month, until);
      if (months.length < TENANTS_AT_A_TIME) return made;
      afterTenantId = months.at(-1)?.tenantId ?? null;
    }
  }

  /**
   * All open months of a tenant, from the first. One tenant whose month cannot be closed must not keep the others: it is told, and
   * tried again in the next round.
   */
  private async attempt(first: OpenMonth, until: Date): Promise<number> {
    const { tenantId } = first;
    let month: OpenMonth | undefined = first;
    let made = 0;
    try {
      while (month && (await this.close(month))) {
        made += 1;
        [month] = await this.repository.listOpenMonths(until, { tenantId }, 1);
      }
    } catch (error) {
      this.logger.error({ err: error, ...month }, 'A month could not be invoiced.');
    }
    return made;
  }

  /**
   * Makes the invoice of a month that is over, in one transaction. False when there is one already, or while another process counts
   * the tenant's usage.
   * @throws InvoiceMismatchError when the movements do not lead from the opening to the closing balance; nothing is written then
   */
  private async close({ tenantId, month }: OpenMonth): Promise<boolean> {
    const bounds = { from: month, to: monthAfter(month) };
    await this.repository.passWriters(tenantId);
    if (!(await this.usage.countMarked(tenantId, bounds.from, bounds.to))) return false;
    return this.repository.transaction(async (transaction) => {
      const billed = await this.repository.findBilled(transaction, tenantId);
      if (!billed) return false;
      const invoice = composeInvoice({
        openingMicros: await this.repository.findTotal(transaction, tenantId, bounds.from),
        closingMicros: await this.repository.findTotal(transaction, tenantId, bounds.to),
        movements: await this.repository.listMovements(transaction, tenantId, bounds),
      });
      const { name: billedTo, currency } = billed;
      return this.repository.insert(transaction, { tenantId, month }, { ...invoice, currency, billedTo });
    });
  }
}
