import { SegmentedControl, SimpleGrid, Stack } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { PageHeader } from '../../../components/page-header';
import { QueryState } from '../../../components/query-state';
import { defineFilters, oneOf } from '../../../lib/filters';
import { useTenant } from '../../../lib/tenant';
import { useFilters } from '../../../lib/use-filters';
import { overviewQuery } from '../api/get-overview';
import { BalanceBanner } from '../components/balance-banner';
import { EndpointHealth } from '../components/endpoint-health';
import { FailureReasons } from '../components/failure-reasons';
import { NumberHealth } from '../components/number-health';
import { OnboardingChecklist } from '../components/onboarding-checklist';
import { OverviewCharts } from '../components/overview-charts';
import { OverviewFigures } from '../components/overview-figures';

const DAYS = ['7', '30', '90'] as const;
const FILTERS = defineFilters({ days: oneOf(DAYS) });

/** How the tenant is doing, and what needs attention. */
export function HomePage() {
  const { id: tenantId, name } = useTenant();
  const { values, change } = useFilters(FILTERS);
  const days = values.days ?? '30';
  const overview = useQuery({ ...overviewQuery(tenantId, Number(days)), placeholderData: keepPreviousData });
  return (
    <>
      <PageHeader
        title="Home"
        description={`How ${name} is doing, and what needs attention.`}
        actions={
          <SegmentedControl
            aria-label="Days shown"
            size="sm"
            data={DAYS.map((value) => ({ value, label: `${value} days` }))}
            value={days}
            onChange={(value) => change({ days: DAYS.find((each) => each === value) })}
          />
        }
      />
      <QueryState query={overview}>
        {(view) => (
          <Stack gap="md">
            {/* Who has never had money is told so by the first steps. */}
            {view.onboarding.hasToppedUp && <BalanceBanner tenantId={tenantId} balance={view.balance} />}
            <OnboardingChecklist key={tenantId} tenantId={tenantId} done={view.onboarding} />
            <OverviewFigures overview={view} />
            <OverviewCharts tenantId={tenantId} currency={view.balance.currency} series={view.series} />
            <SimpleGrid cols={{ base: 1, lg: 2 }} style={{ alignItems: 'start' }}>
              <FailureReasons tenantId={tenantId} failures={view.failures} fromDay={view.series[0]?.day} />
              <Stack gap="md">
                <NumberHealth tenantId={tenantId} numbers={view.numbers} />
                <EndpointHealth tenantId={tenantId} endpoints={view.endpoints} />
              </Stack>
            </SimpleGrid>
          </Stack>
        )}
      </QueryState>
    </>
  );
}
