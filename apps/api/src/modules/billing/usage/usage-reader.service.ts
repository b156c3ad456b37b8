import { Injectable } from '@nestjs/common';
import type { UsageGranularity } from '@switchboard/contracts';
import { comparePlaces, usageBuckets, type UsageItem, type UsagePlace, type UsageSummary } from './usage-buckets';
import type { Dimension } from './usage-dimensions';
import { piecesAfter, piecesOf, type UsagePiece, type UsageRange } from './usage-range';
import { UsageRepository } from './usage.repository';

/** Summaries read at a time, by how many dimensions they are split by: the more, the larger each of them is. */
const PAGE_ROWS = [1_000, 1_000, 100] as const;
/** The first time fewer, because often that is all that is wanted. */
const FIRST_ROWS = 100;

/** What is read: a range, how it is cut up, and by what it is split, in the order of summaries. */
export interface UsagePlan {
  range: UsageRange;
  granularity: UsageGranularity;
  dimensions: readonly Dimension[];
}

/** Reads usage bucket by bucket, so that its size does not matter. */
@Injectable()
export class UsageReader {
  constructor(private readonly repository: UsageRepository) {}

  /** The items of each bucket in the order of time, those up to `after` left out. */
  async *buckets(tenantId: string, plan: UsagePlan, after?: UsagePlace): AsyncGenerator<UsageItem[]> {
    const { fromMs, toMs } = plan.range;
    const range = after ? { fromMs: Math.max(fromMs, Date.parse(after.bucket)), toMs } : plan.range;
    const pages = this.summaries(tenantId, plan.dimensions, piecesOf(range, plan.granularity));
    for await (const items of usageBuckets(pages, plan.granularity)) {
      const rest = after ? items.filter((item) => comparePlaces(item, after) > 0) : items;
      if (rest.length > 0) yield rest;
    }
  }

  private async *summaries(
    tenantId: string,
    dimensions: readonly Dimension[],
    pieces: readonly UsagePiece[],
  ): AsyncGenerator<UsageSummary[]> {
    let take = FIRST_ROWS;
    for (let left = pieces; left.length > 0;) {
      const page = await this.repository.listSummaries(tenantId, dimensions.join(','), left, take);
      yield page;
      const last = page.at(-1);
      if (!last || page.length < take) return;
      left = piecesAfter(left, last.bucketMs);
      take = PAGE_ROWS[dimensions.length] ?? FIRST_ROWS;
    }
  }
}
