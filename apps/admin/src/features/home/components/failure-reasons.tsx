import { Progress, Table, Text } from '@mantine/core';
import type { Schemas } from '../../../api/client';
import { SectionCard } from '../../../components/section-card';
import { TextLink } from '../../../components/text-link';

interface FailureReasonsProps {
  tenantId: string;
  failures: readonly Schemas['OverviewFailureView'][];
  /** The first day that they are about, `2026-11-20`. */
  fromDay: string | undefined;
}

/** Why messages failed, the most frequent reason first, each with the way to its messages in the log. */
export function FailureReasons({ tenantId, failures, fromDay }: FailureReasonsProps) {
  const most = Math.max(1, ...failures.map(({ count }) => count));
  const link = {
    to: '/tenants/$tenantId/messages' as const,
    params: { tenantId },
    search: { status: 'failed', sandbox: 'false', ...(fromDay && { from: `${fromDay}T00:00:00.000Z` }) },
  };
  return (
    <SectionCard
      title="Failures by reason"
      description="The ten most frequent reasons among the newest 10,000 failures of these days."
      actions={
        failures.length > 0 && (
          <TextLink size="sm" {...link}>
            All failed messages
          </TextLink>
        )
      }
    >
      {failures.length === 0 ? (
        <Text c="dimmed" py="lg" ta="center">
          Nothing failed in these days.
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={280}>
          <Table aria-label="Failures by reason" horizontalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Reason</Table.Th>
                <Table.Th>Code</Table.Th>
                <Table.Th ta="right">Messages</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {failures.map(({ code, title, count }) => (
                <Table.Tr key={code ?? 'none'}>
                  <Table.Td>
                    {code ? (
                      <TextLink inherit {...link} search={{ ...link.search, errorCode: code }}>
                        {title ?? `Error ${code}`}
                      </TextLink>
                    ) : (
                      'No reason was told'
                    )}
                    <Progress value={(count / most) * 100} size={4} color="red" mt={6} aria-hidden />
                  </Table.Td>
                  <Table.Td>{code ? <code>{code}</code> : '—'}</Table.Td>
                  <Table.Td ta="right" style={{ fontVariantNumeric: 'tabular-nums' }}>
                    {count.toLocaleString('en-US')}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </SectionCard>
  );
}
