import { Group, SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { SectionCard } from '../../../components/section-card';
import { StatusBadge } from '../../../components/status-badge';
import { formatDuration } from '../lib/duration';
import { queueState } from '../lib/queue-state';

/** One number of a queue. */
export interface QueueFigure {
  label: string;
  value: number;
  /** The most that is counted; what reaches it is that many or more. */
  mostCounted?: number;
}

interface QueueCardProps {
  title: string;
  /** What waits here, and for what. */
  description: ReactNode;
  figures: readonly QueueFigure[];
  /** What is still to be done, of the figures. */
  toDo: number;
  /** How long the oldest that is due has waited; null when none is, undefined where nobody counts. */
  oldestDueSeconds?: number | null;
  /** How many have been given up and wait for someone. */
  givenUp?: number;
  /** What to do when it grows. */
  advice: ReactNode;
}

const STATES = {
  idle: { status: 'ok', label: 'Empty' },
  working: { status: 'ok', label: 'Keeping up' },
  late: { status: 'degraded', label: 'Late' },
} as const;
const NEEDS_A_LOOK = { status: 'degraded', label: 'Needs a look' } as const;

/** A queue with its numbers, whether it keeps up, and what to do when it does not. */
export function QueueCard({
  title,
  description,
  figures,
  toDo,
  oldestDueSeconds,
  givenUp = 0,
  advice,
}: QueueCardProps) {
  const state = queueState(toDo, oldestDueSeconds ?? null);
  return (
    <SectionCard
      title={title}
      description={description}
      actions={<StatusBadge {...(givenUp > 0 && state !== 'late' ? NEEDS_A_LOOK : STATES[state])} />}
    >
      <SimpleGrid component="dl" cols={{ base: 2, sm: Math.min(4, figures.length + 1) }} m={0} mb="sm" spacing="sm">
        {figures.map(({ label, value, mostCounted }) => (
          <Figure key={label} label={label}>
            {value.toLocaleString('en-US')}
            {mostCounted !== undefined && value >= mostCounted ? '+' : ''}
          </Figure>
        ))}
        {oldestDueSeconds !== undefined && (
          <Figure label="Oldest waits for">
            {oldestDueSeconds === null ? 'Nothing due' : formatDuration(oldestDueSeconds)}
          </Figure>
        )}
      </SimpleGrid>
      <Group gap={4}>
        <Text size="sm" component="div">
          <strong>When it grows:</strong> {advice}
        </Text>
      </Group>
    </SectionCard>
  );
}

function Figure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="sm" c="dimmed">
        {label}
      </Text>
      <Text component="dd" m={0} fw={600} style={{ fontVariantNumeric: 'tabular-nums' }}>
        {children}
      </Text>
    </div>
  );
}
