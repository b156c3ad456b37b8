import { SimpleGrid } from '@mantine/core';
import { MoneyText } from '../../../components/money-text';
import { StatCard } from '../../../components/stat-card';
import { formatChange, percentChange, percentChangeOfMoney } from '../../../lib/change';
import { figureDigits, formatMoney } from '../../../lib/money';
import type { UsageAmounts } from '../lib/usage-report';

interface UsageTotalsProps {
  now: UsageAmounts;
  /** Undefined: not compared, or not here yet. */
  before: UsageAmounts | undefined;
  currency: string;
}

const FEES = [
  { field: 'spend', label: 'Spend' },
  { field: 'platformFee', label: 'Platform fee' },
  { field: 'metaFee', label: 'Meta’s fee' },
  { field: 'markup', label: 'Markup' },
] as const;

/** The sums over the whole time, and how they have changed. */
export function UsageTotals({ now, before, currency }: UsageTotalsProps) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, lg: 5 }}>
      <StatCard
        label="Messages"
        value={now.messages.toLocaleString('en-US')}
        hint={
          before
            ? comparison(percentChange(before.messages, now.messages), before.messages.toLocaleString('en-US'))
            : 'accepted, without sandbox'
        }
      />
      {FEES.map(({ field, label }) => (
        <StatCard
          key={field}
          label={label}
          value={<MoneyText amount={now[field]} currency={currency} mostDigits={figureDigits(now[field])} />}
          hint={
            before &&
            comparison(
              percentChangeOfMoney(before[field], now[field]),
              formatMoney(before[field], currency, { mostDigits: figureDigits(before[field]) }),
            )
          }
        />
      ))}
    </SimpleGrid>
  );
}

function comparison(percent: number | null, before: string): string {
  return percent === null || percent === 0 ? formatChange(percent) : `${formatChange(percent)} from ${before}`;
}
