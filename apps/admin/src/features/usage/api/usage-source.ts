import { keepPreviousData, queryOptions, type QueryKey } from '@tanstack/react-query';
import type { UsageAmounts, UsageDimension, UsageItem, UsageQuestion } from '../lib/usage-report';

/** A page of a source's answer; the totals are of the whole time, on every page. */
export interface UsagePage {
  items: readonly UsageItem[];
  totals: readonly (UsageAmounts & { currency: string })[];
  nextCursor: string | null;
}

/** Where usage comes from: one tenant, or all of them. */
export interface UsageSource {
  /** What it can be split by, in the order in which it is offered. */
  dimensions: readonly UsageDimension[];
  queryKey: QueryKey;
  /** The same as a file. */
  csvPath: `/console/v1/${string}`;
  fetchPage: (question: UsageQuestion, cursor: string | undefined, signal: AbortSignal) => Promise<UsagePage>;
}

/** A source's whole answer. */
export interface UsageReport {
  items: readonly UsageItem[];
  totals: UsagePage['totals'];
  /** There was more than a browser should hold: totals are right, everything else is of the first items. */
  isCut: boolean;
}

/** The most that the API gives at once. */
export const PAGE_ITEMS = 10_000;
const MOST_ITEMS = 30_000;

/** All of a source's usage for a question, page by page. */
export const usageQuery = (source: UsageSource, question: UsageQuestion) =>
  queryOptions({
    queryKey: [...source.queryKey, question],
    queryFn: async ({ signal }): Promise<UsageReport> => {
      const items: UsageItem[] = [];
      let cursor: string | undefined;
      for (;;) {
        const page = await source.fetchPage(question, cursor, signal);
        items.push(...page.items);
        if (page.nextCursor === null) return { items, totals: page.totals, isCut: false };
        if (items.length >= MOST_ITEMS) return { items, totals: page.totals, isCut: true };
        cursor = page.nextCursor;
      }
    },
    placeholderData: keepPreviousData,
  });

/** The dimensions that the API is asked for by name: tenants come by themselves. */
export function groupByOf(question: UsageQuestion): Exclude<UsageDimension, 'tenant'>[] {
  return question.dimensions.filter((dimension) => dimension !== 'tenant');
}
