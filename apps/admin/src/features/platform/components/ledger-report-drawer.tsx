import { Box, Code, Drawer, Group, List, Stack, Text } from '@mantine/core';
import type { Schemas } from '../../../api/client';
import { InstantText } from '../../../components/instant-text';
import { StatusBadge } from '../../../components/status-badge';

interface LedgerReportDrawerProps {
  /** The report that is open; undefined when none is. */
  report: Schemas['LedgerReportView'] | undefined;
  onClose: () => void;
}

/** What a check found about each rule that the ledger must keep. */
export function LedgerReportDrawer({ report, onClose }: LedgerReportDrawerProps) {
  return (
    <Drawer opened={report !== undefined} onClose={onClose} title="Check of the ledger" size="lg">
      {report && (
        <Stack>
          <Group gap="sm">
            <StatusBadge status={report.isSound ? 'ok' : 'failed'} label={report.isSound ? 'Sound' : 'Not sound'} />
            <Text size="sm" c="dimmed">
              <InstantText at={report.startedAt} style="seconds" />
            </Text>
          </Group>
          <LedgerResults results={report.results} />
        </Stack>
      )}
    </Drawer>
  );
}

/** Every rule, whether it holds, and the first of what breaks it. */
export function LedgerResults({ results }: { results: readonly Schemas['InvariantResult'][] }) {
  return (
    <List listStyleType="none" spacing="md">
      {results.map(({ invariant, ok, violations, violationCount }) => (
        <List.Item key={invariant} styles={{ itemWrapper: { width: '100%' }, itemLabel: { width: '100%' } }}>
          <Group justify="space-between" align="flex-start" gap="sm" wrap="nowrap">
            <Text size="sm" fw={500}>
              {invariant}
            </Text>
            <Box style={{ flex: 'none' }}>
              <StatusBadge
                status={ok ? 'ok' : 'failed'}
                label={ok ? 'Holds' : `Broken ${violationCount.toLocaleString('en-US')} times`}
              />
            </Box>
          </Group>
          {!ok && (
            <Stack gap={4} mt="xs">
              {violations.map((violation) => (
                <Code key={violation} block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                  {violation}
                </Code>
              ))}
              {violationCount > violations.length && (
                <Text size="xs" c="dimmed">
                  and {(violationCount - violations.length).toLocaleString('en-US')} more
                </Text>
              )}
            </Stack>
          )}
        </List.Item>
      ))}
    </List>
  );
}
