import { Text } from '@mantine/core';
import type { Schemas } from '../api/client';
import { listOf } from '../api/list-query';
import { findMarkets, RATE_CATEGORIES, tiersOf } from '../lib/rate-table';
import { DataTable } from './data-table';
import type { Column } from './data-table-parts';
import { MarketTiers } from './market-tiers';
import { MoneyText } from './money-text';

interface RateCardTableProps {
  card: Schemas['RateCardDetailView'];
  /** What the markets are searched for: a part of a name, a country, a code. */
  search: string;
  /** The market whose tiers are open. */
  market: string | undefined;
  onMarket: (market: string | undefined) => void;
}

/** The prices of one of Meta's price lists: a row for each market, a column for each category. A market opens its volume tiers. */
export function RateCardTable({ card, search, market, onMarket }: RateCardTableProps) {
  const { rates, tiers, source, freeServiceMessages, currency } = card;
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        Source: {source}. {freeServiceMessages.toLocaleString('en-US')} service messages a month and number are free.
        Open a market to see its volume tiers. Where a category is n/a, that of the next dearer one applies; for
        international authentication it is authentication.
      </Text>
      <DataTable
        label="Rates by market"
        columns={columnsOf(currency, tiers)}
        list={listOf(findMarkets(rates, search))}
        rowKey={(line) => line.market}
        onRowOpen={(line) => onMarket(line.market)}
        height="32rem"
        empty={{
          title: 'No market matches',
          description: 'Markets without a price of their own are priced as OTHER.',
        }}
      />
      <MarketTiers
        line={rates.find((line) => line.market === market)}
        tiers={market ? tiersOf(tiers, market) : []}
        currency={currency}
        onClose={() => onMarket(undefined)}
      />
    </>
  );
}

function columnsOf(
  currency: string,
  tiers: readonly Schemas['RateTierView'][],
): readonly Column<Schemas['RateLineView']>[] {
  const tiered = new Set(tiers.map(({ market }) => market));
  return [
    { id: 'market', header: 'Market', widthPx: 190, render: ({ marketName, market }) => marketName || market },
    ...RATE_CATEGORIES.map(({ field, label }) => ({
      id: field,
      header: label,
      align: 'right' as const,
      // A header that is wider than its column would widen all of them.
      widthPx: field === 'authenticationInternational' ? 160 : 120,
      render: (line: Schemas['RateLineView']) => {
        const amount = line[field];
        return amount === null ? (
          <span title="No price of its own">n/a</span>
        ) : (
          <MoneyText amount={amount} currency={currency} />
        );
      },
    })),
    { id: 'tiers', header: 'Volume tiers', widthPx: 110, render: ({ market }) => (tiered.has(market) ? 'Yes' : '—') },
  ];
}
