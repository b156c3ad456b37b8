import { Group, Paper, Skeleton, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface StatCardProps {
  /** What is counted: "Balance". */
  label: string;
  /** Undefined while it loads. */
  value: ReactNode;
  /** Below it: a comparison, a limit, days left. */
  hint?: ReactNode;
  icon?: ReactNode;
}

/** One figure with what it means. */
export function StatCard({ label, value, hint, icon }: StatCardProps) {
  return (
    <Paper withBorder p="md" component="section" aria-label={label}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="sm" c="dimmed" fw={500}>
          {label}
        </Text>
        {icon}
      </Group>
      <Text component="div" fz={26} fw={650} lh={1.3} mt={4} style={{ fontVariantNumeric: 'tabular-nums' }}>
        {value === undefined ? <Skeleton height={30} width="60%" /> : value}
      </Text>
      {hint && (
        <Text size="sm" c="dimmed" component="div" mt={2}>
          {hint}
        </Text>
      )}
    </Paper>
  );
}
