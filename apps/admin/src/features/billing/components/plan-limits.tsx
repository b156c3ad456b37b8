import { Box, Progress, Table, Text } from '@mantine/core';
import type { Schemas } from '../../../api/client';
import { SectionCard } from '../../../components/section-card';
import { formatBytes } from '../../../lib/byte-size';
import { usedShare } from '../lib/plan-words';

interface PlanLimitsProps {
  plan: Schemas['PlanView'];
  standing: Schemas['PlanStandingView'];
}

/** What the plan allows, and how much of it is used. */
export function PlanLimits({ plan, standing }: PlanLimitsProps) {
  const { percent, isNearlyFull } = usedShare(standing.storedBytes, plan.storedBytes);
  const count = (value: number): string => value.toLocaleString('en-US');
  const limits = [
    { name: 'Messages per second', value: count(plan.messagesPerSecond), hint: 'for each API key' },
    { name: 'Messages per minute', value: count(plan.messagesPerMinute), hint: 'for each API key' },
    { name: 'Media requests per minute', value: count(plan.mediaPerMinute), hint: 'for each API key' },
    {
      name: 'Media kept for',
      value: `${count(plan.mediaRetentionDays)} days`,
      hint: 'then files are deleted by themselves',
    },
  ];
  return (
    <SectionCard title="Limits" description="Requests beyond a rate are answered with 429 and when to try again.">
      <Box maw={640}>
        <Text size="sm" fw={500}>
          Stored media: {formatBytes(standing.storedBytes)} of {formatBytes(plan.storedBytes)}
        </Text>
        <Progress.Root size="lg" mt={6} mb={4}>
          <Progress.Section
            value={percent}
            color={isNearlyFull ? 'red' : 'brand'}
            aria-label={`${Math.round(percent)}% of the space for media is used`}
          />
        </Progress.Root>
        {isNearlyFull && (
          <Text size="sm" c="var(--mantine-color-error)">
            The space is nearly used up. When it is full, new files cannot be kept: delete some, or ask for a larger
            plan.
          </Text>
        )}
        <Table mt="md" aria-label="Limits of the plan">
          <Table.Tbody>
            {limits.map(({ name, value, hint }) => (
              <Table.Tr key={name}>
                <Table.Th scope="row" fw={500}>
                  {name}
                  <Text size="xs" c="dimmed" fw={400}>
                    {hint}
                  </Text>
                </Table.Th>
                <Table.Td ta="right" fw={600} style={{ fontVariantNumeric: 'tabular-nums' }}>
                  {value}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Box>
    </SectionCard>
  );
}
