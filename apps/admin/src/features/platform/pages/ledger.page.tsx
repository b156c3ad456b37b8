import { Alert, Button, Stack } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconRefresh, IconScale } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { useList } from '../../../api/list-query';
import { DataTable } from '../../../components/data-table';
import type { Column } from '../../../components/data-table-parts';
import { InstantText } from '../../../components/instant-text';
import { PageHeader } from '../../../components/page-header';
import { StatusBadge } from '../../../components/status-badge';
import { defineFilters, text } from '../../../lib/filters';
import { useRole } from '../../../lib/session';
import { useAction } from '../../../lib/use-action';
import { useFilters } from '../../../lib/use-filters';
import { ledgerReportsQuery } from '../api/list-ledger-reports';
import { runLedgerCheck } from '../api/run-ledger-check';
import { LedgerReportDrawer } from '../components/ledger-report-drawer';

type Report = Schemas['LedgerReportView'];

const FILTERS = defineFilters({ report: text() });

const tookSeconds = ({ startedAt, finishedAt }: Report): string => {
  const seconds = (new Date(finishedAt).getTime() - new Date(startedAt).getTime()) / 1_000;
  return `${seconds.toLocaleString('en-US', { maximumFractionDigits: 1 })} s`;
};
const brokenRules = ({ results }: Report): number => results.filter(({ ok }) => !ok).length;

const COLUMNS: readonly Column<Report>[] = [
  {
    id: 'at',
    header: 'Checked',
    widthPx: 190,
    render: ({ startedAt }) => <InstantText at={startedAt} style="seconds" />,
  },
  {
    id: 'sound',
    header: 'Result',
    widthPx: 130,
    render: ({ isSound }) => <StatusBadge status={isSound ? 'ok' : 'failed'} label={isSound ? 'Sound' : 'Not sound'} />,
  },
  {
    id: 'rules',
    header: 'Rules',
    widthPx: 200,
    render: (report) =>
      report.isSound
        ? `All ${report.results.length} hold`
        : `${brokenRules(report)} of ${report.results.length} broken`,
  },
  { id: 'took', header: 'Took', widthPx: 90, align: 'right', render: tookSeconds },
];

/** Whether the money adds up: what the checks of the ledger found. */
export function LedgerPage() {
  const { may } = useRole();
  const { values, change } = useFilters(FILTERS);
  const reports = useList(ledgerReportsQuery);
  const check = useAction(runLedgerCheck, { failed: 'The ledger was not checked' });
  const runButton = may('platform:manage') && (
    <Button
      leftSection={<IconRefresh size={16} aria-hidden />}
      loading={check.isRunning}
      onClick={() => void check.run()}
    >
      Check now
    </Button>
  );
  const [latest] = reports.rows;
  return (
    <>
      <PageHeader
        title="Ledger"
        description="Every amount moves between two accounts. Each night at 03:00 UTC it is proved from the single transfers that everything adds up; reports are kept for 400 days."
        actions={runButton}
      />
      <Stack gap="md">
        {latest && <LatestReport report={latest} />}
        <DataTable
          label="Checks of the ledger"
          columns={COLUMNS}
          list={reports}
          rowKey={({ id }) => id}
          onRowOpen={({ id }) => change({ report: id })}
          empty={{
            icon: IconScale,
            title: 'The ledger has not been checked yet',
            description: 'The first check runs by itself within minutes of the start. You can also run one now.',
            action: runButton,
          }}
        />
      </Stack>
      <LedgerReportDrawer
        report={reports.rows.find(({ id }) => id === values.report)}
        onClose={() => change({ report: undefined })}
      />
    </>
  );
}

function LatestReport({ report }: { report: Report }) {
  if (report.isSound)
    return (
      <Alert color="teal" role="status" icon={<IconCircleCheck />} title="The money adds up">
        Checked <InstantText at={report.startedAt} style="relative" />: all {report.results.length} rules hold.
      </Alert>
    );
  return (
    <Alert color="red" role="alert" icon={<IconAlertTriangle />} title="The money does not add up">
      {brokenRules(report)} of {report.results.length} rules are broken. Open the report to see which transfers it is
      about, and do not correct anything by hand before you know why. Messages go on meanwhile.
    </Alert>
  );
}
