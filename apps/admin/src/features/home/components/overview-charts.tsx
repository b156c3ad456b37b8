import { Paper, SimpleGrid, Text } from '@mantine/core';
import { IconMessage } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Schemas } from '../../../api/client';
import { EmptyState } from '../../../components/empty-state';
import { SectionCard } from '../../../components/section-card';
import { ButtonLink } from '../../../components/text-link';
import { TimeChart } from '../../../components/time-chart';
import { formatInstant } from '../../../lib/instant';
import { formatMoney, moneyForChart, signOfMoney } from '../../../lib/money';
import { useRole } from '../../../lib/session';

const MESSAGE_SERIES = [
  { name: 'messages', label: 'Accepted', color: 'brand.6' },
  { name: 'delivered', label: 'Delivered', color: 'teal.7' },
  { name: 'read', label: 'Read', color: 'grape.6' },
  { name: 'failed', label: 'Failed', color: 'red.7' },
] as const;
const SPEND_SERIES = [{ name: 'spend', label: 'Spend', color: 'brand.6' }] as const;

interface OverviewChartsProps {
  tenantId: string;
  currency: string;
  series: readonly Schemas['OverviewDayView'][];
}

/** Messages and money, day by day (UTC). */
export function OverviewCharts({ tenantId, currency, series }: OverviewChartsProps) {
  const isEmpty = series.every(({ messages, spend }) => messages === 0 && signOfMoney(spend) === 0);
  if (isEmpty) return <NoMessages tenantId={tenantId} />;
  const rows = series.map((day) => ({
    day: formatInstant(`${day.day}T00:00:00Z`, 'day', 'UTC').replace(/ \d{4}$/, ''),
    messages: day.messages,
    delivered: day.delivered,
    read: day.read,
    failed: day.failed,
    spend: moneyForChart(day.spend),
    exactSpend: day.spend,
  }));
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }}>
      <ChartPaper note="By the day on which they were accepted (UTC), without sandbox.">
        <TimeChart label="Messages per day" data={rows} timeKey="day" series={MESSAGE_SERIES} format={formatCount} />
      </ChartPaper>
      <ChartPaper note="What was charged on the day (UTC): platform fee, Meta’s fee and markup.">
        <TimeChart
          label="Spend per day"
          data={rows}
          timeKey="day"
          series={SPEND_SERIES}
          format={(value) => formatMoney(value.toFixed(4), currency, { mostDigits: 4 })}
          exact={(row) => formatMoney(String(row['exactSpend']), currency)}
        />
      </ChartPaper>
    </SimpleGrid>
  );
}

function ChartPaper({ note, children }: { note: string; children: ReactNode }) {
  return (
    <Paper withBorder p="md" style={{ minWidth: 0 }}>
      {children}
      <Text size="sm" c="dimmed" mt="sm">
        {note}
      </Text>
    </Paper>
  );
}

const formatCount = (value: number): string => value.toLocaleString('en-US');

function NoMessages({ tenantId }: { tenantId: string }) {
  const { may } = useRole(tenantId);
  return (
    <SectionCard title="Messages and spend">
      <EmptyState
        icon={IconMessage}
        title="No messages in these days"
        description="Once real messages are sent, their number, what became of them and what they cost show up here. Sandbox messages are not counted."
        action={
          may('messages:send') && (
            <ButtonLink to="/tenants/$tenantId/compose" params={{ tenantId }}>
              Compose a message
            </ButtonLink>
          )
        }
      />
    </SectionCard>
  );
}
