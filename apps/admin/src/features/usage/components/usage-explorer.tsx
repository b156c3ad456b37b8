import { Alert, Button, Group, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconDownload, IconInfoCircle } from '@tabler/icons-react';
import { QueryState } from '../../../components/query-state';
import { downloadLink } from '../../../lib/download-link';
import { useFilters } from '../../../lib/use-filters';
import { useNow } from '../../../lib/use-now';
import { groupByOf, usageQuery, type UsageReport, type UsageSource } from '../api/usage-source';
import { questionOf, USAGE_FILTERS, usageViewOf, type UsageView } from '../lib/usage-filters';
import { rangeWords } from '../lib/usage-range';
import { NO_AMOUNTS } from '../lib/usage-report';
import type { NameOf } from '../lib/value-words';
import { UsageControls } from './usage-controls';
import { UsagePicture } from './usage-picture';
import { UsageTotals } from './usage-totals';

interface UsageExplorerProps {
  source: UsageSource;
  /** What people call the values that are split by. */
  nameOf: NameOf;
}

/** Messages and money over time, split by up to two things, beside the period before: of one tenant or of all. */
export function UsageExplorer({ source, nameOf }: UsageExplorerProps) {
  const { values, change } = useFilters(USAGE_FILTERS);
  const view = usageViewOf(values, source.dimensions, useNow());
  const question = questionOf(view, view.range);
  const { from, to, granularity } = question;
  const csvQuery = { from, to, granularity, groupBy: groupByOf(question).join(',') || undefined };
  const now = useQuery(usageQuery(source, question));
  const before = useQuery({ ...usageQuery(source, questionOf(view, view.before)), enabled: view.isCompared });
  return (
    <Stack>
      <UsageControls source={source} values={values} view={view} change={change} />
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed" style={{ flex: '1 1 20rem' }}>
          {rangeWords(view.range)}
          {view.isCompared && <>, compared with {rangeWords(view.before)}</>}. Days and months are those of UTC.
          Messages count where they were accepted, money where it was charged.
        </Text>
        <Button
          component="a"
          href={downloadLink(source.csvPath, csvQuery)}
          download
          variant="default"
          leftSection={<IconDownload size={16} />}
        >
          Download CSV
        </Button>
      </Group>
      <QueryState query={now}>
        {(report) => (
          <QueryState query={view.isCompared ? before : now}>
            {(past) => (
              <UsageContent
                view={view}
                report={report}
                past={view.isCompared ? past : undefined}
                nameOf={nameOf}
                currency={values.currency}
                onCurrency={(currency) => change({ currency })}
              />
            )}
          </QueryState>
        )}
      </QueryState>
    </Stack>
  );
}

interface UsageContentProps {
  view: UsageView;
  report: UsageReport;
  past: UsageReport | undefined;
  nameOf: NameOf;
  currency: string | undefined;
  onCurrency: (currency: string | undefined) => void;
}

/** Amounts of different currencies are never added up: one of them is shown. */
function UsageContent({ view, report, past, nameOf, currency: asked, onCurrency }: UsageContentProps) {
  const currencies = [...new Set([...report.totals, ...(past?.totals ?? [])].map(({ currency }) => currency))];
  const currency = currencies.find((each) => each === asked) ?? currencies[0] ?? 'USD';
  const totalsOf = ({ totals }: UsageReport) => totals.find((each) => each.currency === currency) ?? NO_AMOUNTS;
  const itemsOf = ({ items }: UsageReport) => items.filter((item) => item.currency === currency);
  return (
    <>
      {currencies.length > 1 && (
        <Select
          label="Currency"
          description="Tenants pay in several; their amounts are not added up."
          w={260}
          data={currencies}
          value={currency}
          allowDeselect={false}
          onChange={(next) => onCurrency(next ?? undefined)}
        />
      )}
      {(report.isCut || past?.isCut) && (
        <Alert color="yellow" icon={<IconInfoCircle />} title="Not everything is drawn">
          There is more than a page can hold: the totals are right, charts and table are of the first 30,000 values.
          Choose less time or longer steps, or download the CSV, which has all of it.
        </Alert>
      )}
      <UsageTotals now={totalsOf(report)} before={past && totalsOf(past)} currency={currency} />
      <UsagePicture
        view={view}
        items={itemsOf(report)}
        before={past && itemsOf(past)}
        currency={currency}
        nameOf={nameOf}
      />
    </>
  );
}
