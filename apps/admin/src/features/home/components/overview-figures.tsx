import { SimpleGrid } from '@mantine/core';
import type { Schemas } from '../../../api/client';
import { MoneyText } from '../../../components/money-text';
import { StatCard } from '../../../components/stat-card';
import { sumMoney } from '../../../lib/money';
import { formatDaysLeft, formatShare } from '../lib/overview-words';

/** The figures that matter most, over the days that were chosen. */
export function OverviewFigures({ overview }: { overview: Schemas['OverviewView'] }) {
  const { balance, rates, series } = overview;
  const messages = series.reduce((sum, day) => sum + day.messages, 0);
  const failed = series.reduce((sum, day) => sum + day.failed, 0);
  const days = `in ${series.length} days`;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, lg: 5 }}>
      <StatCard
        label="Available balance"
        value={<MoneyText amount={balance.available} currency={balance.currency} mostDigits={2} />}
        hint={formatDaysLeft(balance.daysLeft)}
      />
      <StatCard
        label="Spend"
        value={
          <MoneyText amount={sumMoney(series.map(({ spend }) => spend))} currency={balance.currency} mostDigits={2} />
        }
        hint={`${days}, all fees`}
      />
      <StatCard label="Messages" value={messages.toLocaleString('en-US')} hint={`accepted ${days}`} />
      <StatCard
        label="Delivered"
        value={formatShare(rates.delivered)}
        hint={`of all accepted; ${failed.toLocaleString('en-US')} failed`}
      />
      <StatCard label="Read" value={formatShare(rates.read)} hint="of the delivered; people may hide it" />
    </SimpleGrid>
  );
}
