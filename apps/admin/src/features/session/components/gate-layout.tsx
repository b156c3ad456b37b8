import { Anchor, Box, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { ColorSchemeToggle } from '../../../components/color-scheme-toggle';
import classes from './gate-layout.module.css';
import { Mark } from '../../../components/logo';

interface GateLayoutProps {
  title: string;
  description?: ReactNode;
  children: ReactNode;
  /** Below the card: other ways. */
  footer?: ReactNode;
}

/** The frame of the pages before the sign-in: one card, one thing to do. */
export function GateLayout({ title, description, children, footer }: GateLayoutProps) {
  return (
    <main className={classes.page}>
      <Box className={classes.corner}>
        <ColorSchemeToggle />
      </Box>
      <Stack className={classes.column} gap="lg">
        <Mark size={40} withName={false} />
        <Box>
          <Title order={1} tabIndex={-1} data-page-heading>
            {title}
          </Title>
          {description && (
            <Text c="dimmed" mt={4}>
              {description}
            </Text>
          )}
        </Box>
        <Paper withBorder p={{ base: 'md', sm: 'lg' }}>
          {children}
        </Paper>
        {footer}
        <Text size="sm" c="dimmed">
          Switchboard, WhatsApp Business for many tenants. <Anchor href="/docs">API reference</Anchor>
        </Text>
      </Stack>
    </main>
  );
}
