import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { asProblem } from '../api/problem';

interface ErrorStateProps {
  /** What was thrown: an ApiProblem, or anything else. */
  error: unknown;
  /** Leave it out where trying again cannot help. */
  onRetry?: () => void;
  /** One line, below something that could be loaded. */
  compact?: boolean;
}

/** Something could not be loaded: what the server said, the request id to quote, and the way to try again. */
export function ErrorState({ error, onRetry, compact = false }: ErrorStateProps) {
  const { title, detail, requestId, status } = asProblem(error);
  const retry = onRetry && status !== 403 && status !== 404 && (
    <Button variant="default" size={compact ? 'xs' : 'sm'} leftSection={<IconRefresh size={16} />} onClick={onRetry}>
      Try again
    </Button>
  );
  return (
    <Alert
      role="alert"
      data-error-state
      color="red"
      variant="light"
      icon={<IconAlertTriangle />}
      title={title}
      radius={compact ? 0 : 'md'}
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{detail}</Text>
        <Group gap="md">
          {retry}
          {requestId && (
            <Text size="xs" c="dimmed">
              Request <code>{requestId}</code>
            </Text>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}
