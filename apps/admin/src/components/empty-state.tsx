import { Box, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';

export interface EmptyStateProps {
  /** What is not there: "No API keys yet". */
  title: string;
  /** What to do about it, or why there is nothing. */
  description: ReactNode;
  /** The button that does it. Leave it out for people who may not. */
  action?: ReactNode;
  icon?: ComponentType<{ size?: number; stroke?: number }>;
}

/** Where nothing is: says so, and what to do. */
export function EmptyState({ title, description, action, icon: Icon = IconInbox }: EmptyStateProps) {
  return (
    <Stack align="center" gap="sm" py={56} px="md" ta="center">
      <ThemeIcon variant="default" size={52} radius="xl" aria-hidden>
        <Icon size={26} stroke={1.5} />
      </ThemeIcon>
      <Text fw={600} size="lg">
        {title}
      </Text>
      <Text c="dimmed" maw={460} component="div">
        {description}
      </Text>
      {action && <Box mt="xs">{action}</Box>}
    </Stack>
  );
}
