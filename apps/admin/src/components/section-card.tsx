import { Box, Group, Paper, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

interface SectionCardProps {
  /** The heading of a part of a page: "Health of phone numbers". */
  title: string;
  /** One sentence on it. */
  description?: ReactNode;
  /** On the right of the heading: a link, a small choice. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A part of a page in a frame of its own, under a heading. */
export function SectionCard({ title, description, actions, children }: SectionCardProps) {
  const headingId = useId();
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={headingId} style={{ minWidth: 0 }}>
      <Group justify="space-between" align="flex-start" gap="xs" mb="sm">
        <Box style={{ flex: '1 1 12rem', minWidth: 0 }}>
          <Title order={2} id={headingId}>
            {title}
          </Title>
          {description && (
            <Text size="sm" c="dimmed" mt={2} component="div" maw="70ch">
              {description}
            </Text>
          )}
        </Box>
        {actions}
      </Group>
      {children}
    </Paper>
  );
}
