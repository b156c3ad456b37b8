import { Box, Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './page-header.module.css';

interface PageHeaderProps {
  title: string;
  /** One sentence on what this page is for. */
  description?: ReactNode;
  /** Beside the title: a status. */
  badge?: ReactNode;
  /** The page's main actions, the most important one last. */
  actions?: ReactNode;
}

/** The top of every page. Its heading gets the focus when someone navigates here: screen readers begin with it. */
export function PageHeader({ title, description, badge, actions }: PageHeaderProps) {
  return (
    <Group justify="space-between" align="flex-start" gap="md" mb="lg" className={classes.header}>
      <Box className={classes.words}>
        <Group gap="sm" align="center">
          <Title order={1} tabIndex={-1} data-page-heading>
            {title}
          </Title>
          {badge}
        </Group>
        {description && (
          <Text c="dimmed" mt={4} size="sm" maw="70ch">
            {description}
          </Text>
        )}
      </Box>
      {actions && <Group gap="sm">{actions}</Group>}
    </Group>
  );
}
