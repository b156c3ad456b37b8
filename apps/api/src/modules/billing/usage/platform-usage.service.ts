import { Injectable } from '@nestjs/common';
import { csvLine } from '../csv';
import { type PlatformUsageView, presentAmounts, presentItem, type UsageQuery } from './usage.dto';
import type { UsageItem } from './usage-buckets';
import { AMOUNT_COLUMNS, csvCells } from './usage-csv';
import { decodeUsageCursor, encodeUsageCursor, type UsageCursor } from './usage-cursor';
import { piecesOf } from './usage-range';
import { type UsagePlan, UsageReader } from './usage-reader.service';
import { planOf } from './usage.service';
import { UsageRepository, type UsageTenant } from './usage.repository';

const TENANTS_AT_A_TIME = 100;

/** A bucket of one tenant. */
interface TenantBucket {
  tenant: UsageTenant;
  items: UsageItem[];
}

/** What all tenants sent and what that cost, for operators. */
@Injectable()
export class PlatformUsageService {
  constructor(
    private readonly reader: UsageReader,
    private readonly repository: UsageRepository,
  ) {}

  /** @throws ProblemError 400 for a range that is upside down or too long */
  async page(query: UsageQuery): Promise<PlatformUsageView> {
    const plan = planOf(query);
    const after = decodeUsageCursor(query.cursor, { values: plan.dimensions.length, hasTenant: true });
    const found: { tenant: UsageTenant; item: UsageItem }[] = [];
    for await (const { tenant, items } of this.buckets(plan, after)) {
      for (const item of items) found.push({ tenant, item });
      if (found.length > query.limit) break;
    }
    const shown = found.slice(0, query.limit);
    const last = shown.at(-1);
    const totals = await this.repository.totals(piecesOf(plan.range, 'month'));
    return {
      totals: totals.map((total) => ({ currency: total.currency, ...presentAmounts(total) })),
      items: shown.map(({ tenant: { id, name, currency }, item }) => ({
        tenantId: id,
        tenantName: name,
        currency,
        ...presentItem(item, plan.dimensions),
      })),
      nextCursor:
        last && found.length > shown.length ? encodeUsageCursor({ ...last.item, tenantId: last.tenant.id }) : null,
    };
  }

  /** All of it as lines of CSV, read bit by bit: its size does not matter. */
  csv(query: UsageQuery): AsyncGenerator<string> {
    const plan = planOf(query);
    const buckets = this.buckets(plan);
    async function* lines(): AsyncGenerator<string> {
      yield csvLine(['tenantId', 'tenantName', 'bucket', ...plan.dimensions, ...AMOUNT_COLUMNS]);
      for await (const { tenant, items } of buckets) {
        const { id, name, currency } = tenant;
        yield items.map((item) => csvLine([id, { freeText: name }, ...csvCells(item, currency)])).join('');
      }
    }
    return lines();
  }

  /** Tenant after tenant, bucket after bucket. */
  private async *buckets(plan: UsagePlan, after?: UsageCursor): AsyncGenerator<TenantBucket> {
    for await (const tenant of this.tenants(plan, after?.tenantId)) {
      const start = tenant.id === after?.tenantId ? after : undefined;
      for await (const items of this.reader.buckets(tenant.id, plan, start)) yield { tenant, items };
    }
  }

  private async *tenants({ range }: UsagePlan, fromId?: string): AsyncGenerator<UsageTenant> {
    const pieces = piecesOf(range, 'month');
    let bounds: { fromId?: string; afterId?: string } = { fromId };
    for (;;) {
      const page = await this.repository.listTenants(pieces, bounds, TENANTS_AT_A_TIME);
      yield* page;
      const last = page.at(-1);
      if (!last || page.length < TENANTS_AT_A_TIME) return;
      bounds = { afterId: last.id };
    }
  }
}
