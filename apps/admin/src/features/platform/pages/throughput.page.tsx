import { SegmentedControl, SimpleGrid, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconGauge } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { EmptyState } from '../../../components/empty-state';
import { ErrorState } from '../../../components/error-state';
import { PageHeader } from '../../../components/page-header';
import { QueryState } from '../../../components/query-state';
import { SectionCard } from '../../../components/section-card';
import { StatCard } from '../../../components/stat-card';
import { TextLink } from '../../../components/text-link';
import { TimeChart } from '../../../components/time-chart';
import { defineFilters, flag, oneOf } from '../../../lib/filters';
import { formatInstant } from '../../../lib/instant';
import { useFilters } from '../../../lib/use-filters';
import { throughputQuery } from '../api/get-throughput';
import { LiveControls } from '../components/live-controls';
import { lastFullMinute, minutesPerPoint, sumCounts, toPoints } from '../lib/throughput';

const REFRESH_SECONDS = 5;
const RANGES = ['15', '60', '360', '1440'] as const;
const RANGE_WORDS = { '15': '15 minutes', '60': '1 hour', '360': '6 hours', '1440': '24 hours' } as const;
const FILTERS = defineFilters({ minutes: oneOf(RANGES), paused: flag() });

const MESSAGE_SERIES = [
  { name: 'accepted', label: 'Accepted', color: 'brand.6' },
  { name: 'delivered', label: 'Delivered', color: 'teal.7' },
  { name: 'failed', label: 'Failed', color: 'red.7' },
] as const;
const WEBHOOK_SERIES = [{ name: 'webhooksDelivered', label: 'Webhooks delivered', color: 'grape.6' }] as const;

/** What goes through the platform right now, over all tenants. */
export function ThroughputPage() {
  const { values, change } = useFilters(FILTERS);
  const range = values.minutes ?? '60';
  const isPaused = values.paused === true;
  const throughput = useQuery({
    ...throughputQuery(Number(range)),
    refetchInterval: isPaused ? false : REFRESH_SECONDS * 1_000,
  });
  return (
    <>
      <PageHeader
        title="Throughput"
        description="What goes through right now, over all tenants, sandbox messages included."
        actions={
          <LiveControls
            isPaused={isPaused}
            onToggle={() => change({ paused: isPaused ? undefined : true })}
            updatedAtMs={throughput.dataUpdatedAt}
            everySeconds={REFRESH_SECONDS}
          />
        }
      />
      <SegmentedControl
        aria-label="Time shown"
        mb="md"
        data={RANGES.map((value) => ({ value, label: RANGE_WORDS[value] }))}
        value={range}
        onChange={(value) => change({ minutes: RANGES.find((each) => each === value) })}
      />
      {throughput.error && throughput.data && (
        <ErrorState error={throughput.error} onRetry={() => void throughput.refetch()} compact />
      )}
      <QueryState query={throughput}>
        {(minutes) => <Charts minutes={minutes} rangeWords={RANGE_WORDS[range]} />}
      </QueryState>
    </>
  );
}

interface ChartsProps {
  minutes: readonly Schemas['ThroughputMinuteView'][];
  rangeWords: string;
}

function Charts({ minutes, rangeWords }: ChartsProps) {
  const total = sumCounts(minutes);
  const last = lastFullMinute(minutes);
  const step = minutesPerPoint(minutes.length);
  const per = step === 1 ? 'per minute' : `per ${step} minutes`;
  const rows = toPoints(minutes).map(({ at, ...counts }) => ({
    time: formatInstant(at).replace(/^.*, /, ''),
    ...counts,
  }));
  const isQuiet = total.accepted + total.delivered + total.failed + total.webhooksDelivered === 0;
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 2, lg: 4 }}>
        {[
          { label: 'Accepted', count: total.accepted, lastMinute: last?.accepted },
          { label: 'Delivered', count: total.delivered, lastMinute: last?.delivered },
          { label: 'Failed', count: total.failed, lastMinute: last?.failed },
          { label: 'Webhooks delivered', count: total.webhooksDelivered, lastMinute: last?.webhooksDelivered },
        ].map(({ label, count, lastMinute }) => (
          <StatCard
            key={label}
            label={label}
            value={count.toLocaleString('en-US')}
            hint={`in ${rangeWords}, ${(lastMinute ?? 0).toLocaleString('en-US')} in the last full minute`}
          />
        ))}
      </SimpleGrid>
      {isQuiet ? (
        <EmptyState
          icon={IconGauge}
          title={`Nothing went through in the last ${rangeWords}`}
          description="Messages show up here within seconds of being accepted. If there should be some, look at the status of the platform and at its queues."
          action={<TextLink to="/platform/status">See the status</TextLink>}
        />
      ) : (
        <>
          <SectionCard title="Messages" description="Outbound messages in the minute in which it happened to them.">
            <TimeChart label={`Messages ${per}`} data={rows} timeKey="time" series={MESSAGE_SERIES} format={count} />
          </SectionCard>
          <SectionCard title="Webhooks" description="Events that endpoints of tenants took.">
            <TimeChart
              label={`Webhooks ${per}`}
              data={rows}
              timeKey="time"
              series={WEBHOOK_SERIES}
              format={count}
              heightPx={180}
            />
          </SectionCard>
        </>
      )}
    </Stack>
  );
}

const count = (value: number): string => value.toLocaleString('en-US');
