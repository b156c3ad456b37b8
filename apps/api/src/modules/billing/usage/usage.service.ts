import { Injectable } from '@nestjs/common';
import { formatMoney, GatewayError, type V1Usage } from '@switchboard/contracts';
import { ProblemError } from '../../../http/problem';
import { TenantDirectory } from '../../tenant/tenant-directory';
import { csvLine } from '../csv';
import { decodeUsageCursor, encodeUsageCursor } from './usage-cursor';
import { presentAmounts, presentItem, type UsageQuery, type UsageView, type V1UsageQuery } from './usage.dto';
import { spendMicros, totalOf, type UsageAmounts, type UsageItem, type UsagePlace } from './usage-buckets';
import { AMOUNT_COLUMNS, csvCells } from './usage-csv';
import { inOrder, V1_DIMENSIONS } from './usage-dimensions';
import { usageRange } from './usage-range';
import { type UsagePlan, UsageReader } from './usage-reader.service';

/** More than a program can want in one answer of v1, which has no pages. */
const MAX_V1_ITEMS = 50_000;

/** What a tenant sent and what that cost, as v1 and the console show it. */
@Injectable()
export class UsageService {
  constructor(
    private readonly reader: UsageReader,
    private readonly tenants: TenantDirectory,
  ) {}

  /**
   * For tenants' programs.
   * @throws ProblemError 400 (VAL_001) for a range that is upside down or too long, or that has more than 50,000 items
   */
  async forProgram(tenantId: string, query: V1UsageQuery): Promise<V1Usage> {
    const range = usageRange(query);
    const tenant = await this.tenants.get(tenantId);
    if (!tenant) throw new GatewayError('SYS_001', { cause: new Error(`Tenant ${tenantId} does not exist.`) });
    const { group_by: dimension, granularity } = query;
    const plan = { range, granularity, dimensions: dimension ? [V1_DIMENSIONS[dimension]] : [] };
    const items: V1Usage['items'][number][] = [];
    for await (const bucket of this.reader.buckets(tenantId, plan)) {
      for (const item of bucket) {
        const { bucket: beginning, messages } = item;
        const spend = formatMoney(spendMicros(item));
        items.push(
          dimension
            ? { bucket: beginning, [dimension]: item.values[0] ?? '', messages, spend }
            : { bucket: beginning, messages, spend },
        );
      }
      if (items.length > MAX_V1_ITEMS) {
        const message = `gives more than ${MAX_V1_ITEMS} items: ask for less time, or for longer buckets`;
        throw ProblemError.invalid([{ path: 'from', rule: 'items', message }]);
      }
    }
    return { currency: tenant.currency, items };
  }

  /**
   * A page for the console.
   * @throws ProblemError 404 for an unknown tenant, 400 for a range that is upside down or too long
   */
  async page(tenantId: string, query: UsageQuery): Promise<UsageView> {
    const { currency } = await this.tenants.require(tenantId);
    const plan = planOf(query);
    const after = decodeUsageCursor(query.cursor, { values: plan.dimensions.length, hasTenant: false });
    const [total, found] = await Promise.all([
      this.total(tenantId, plan),
      this.take(tenantId, plan, query.limit + 1, after),
    ]);
    const shown = found.slice(0, query.limit);
    const last = shown.at(-1);
    return {
      currency,
      totals: presentAmounts(total),
      items: shown.map((item) => presentItem(item, plan.dimensions)),
      nextCursor: last && found.length > shown.length ? encodeUsageCursor(last) : null,
    };
  }

  /** All of it as lines of CSV, read bit by bit: its size does not matter. Throws as `page` does, before the first line. */
  async csv(tenantId: string, query: UsageQuery): Promise<AsyncGenerator<string>> {
    const { currency } = await this.tenants.require(tenantId);
    const plan = planOf(query);
    const buckets = this.reader.buckets(tenantId, plan);
    async function* lines(): AsyncGenerator<string> {
      yield csvLine(['bucket', ...plan.dimensions, ...AMOUNT_COLUMNS]);
      for await (const items of buckets) yield items.map((item) => csvLine(csvCells(item, currency))).join('');
    }
    return lines();
  }

  /** The first `atLeast` items after a place, and those of the last one's bucket. */
  private async take(tenantId: string, plan: UsagePlan, atLeast: number, after?: UsagePlace): Promise<UsageItem[]> {
    const found: UsageItem[] = [];
    for await (const items of this.reader.buckets(tenantId, plan, after)) {
      found.push(...items);
      if (found.length >= atLeast) break;
    }
    return found;
  }

  /** The sum of a range, from the fewest summaries that it consists of. */
  private async total(tenantId: string, { range }: UsagePlan): Promise<UsageAmounts> {
    const items: UsageItem[] = [];
    for await (const bucket of this.reader.buckets(tenantId, { range, granularity: 'month', dimensions: [] })) {
      items.push(...bucket);
    }
    return totalOf(items);
  }
}

/** @throws ProblemError 400 for a range that is upside down or too long */
export function planOf(query: UsageQuery): UsagePlan {
  return { range: usageRange(query), granularity: query.granularity, dimensions: inOrder(query.groupBy) };
}
