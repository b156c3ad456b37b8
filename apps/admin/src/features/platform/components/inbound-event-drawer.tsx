import { Alert, Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconAlertTriangle, IconInfoCircle, IconRefresh } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { FactList } from '../../../components/fact-list';
import { InstantText } from '../../../components/instant-text';
import { JsonView } from '../../../components/json-view';
import { QueryState } from '../../../components/query-state';
import { StatusBadge } from '../../../components/status-badge';
import { formatBytes } from '../../../lib/byte-size';
import { useRole } from '../../../lib/session';
import { useAction } from '../../../lib/use-action';
import { inboundEventQuery } from '../api/get-inbound-event';
import { reprocessInboundEvents } from '../api/reprocess-inbound-events';

interface InboundEventDrawerProps {
  /** The event that is open; undefined when none is. */
  id: string | undefined;
  onClose: () => void;
}

/** One event: what Meta posted, byte for byte, and why it could not be read. */
export function InboundEventDrawer({ id, onClose }: InboundEventDrawerProps) {
  return (
    <Drawer opened={id !== undefined} onClose={onClose} title="Inbound event" size="xl">
      {id !== undefined && <EventDetail id={id} />}
    </Drawer>
  );
}

function EventDetail({ id }: { id: string }) {
  const event = useQuery(inboundEventQuery(id));
  return <QueryState query={event}>{(found) => <FoundEvent event={found} />}</QueryState>;
}

function FoundEvent({ event }: { event: Schemas['InboundEventDetailView'] }) {
  const { may } = useRole();
  const reprocess = useAction(() => reprocessInboundEvents([event.id]), {
    done: 'The event is read again. Look at it in a moment.',
    failed: 'The event is not read again',
  });
  const { id, state, error, attempts, bytes, receivedAt, processedAt, body } = event;
  return (
    <Stack>
      {error !== null && (
        <Alert
          color={state === 'failed' ? 'red' : 'yellow'}
          icon={state === 'failed' ? <IconAlertTriangle /> : <IconInfoCircle />}
          title={state === 'failed' ? 'Why it failed' : 'What is known of it'}
        >
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {error}
          </Text>
        </Alert>
      )}
      <FactList
        facts={[
          { label: 'State', value: <StatusBadge status={state} /> },
          { label: 'Received', value: <InstantText at={receivedAt} style="seconds" /> },
          { label: 'Read', value: <InstantText at={processedAt} style="seconds" none="Not yet" /> },
          { label: 'Times read', value: attempts },
          { label: 'Size', value: formatBytes(bytes) },
          { label: 'Id', value: <code style={{ overflowWrap: 'anywhere' }}>{id}</code> },
        ]}
      />
      {may('platform:manage') && (
        <Group justify="space-between" gap="sm">
          <Text size="sm" c="dimmed" style={{ flex: '1 1 14rem' }}>
            Reading it again is safe: what it changed before it does not change twice.
          </Text>
          <Button
            leftSection={<IconRefresh size={16} aria-hidden />}
            loading={reprocess.isRunning}
            disabled={state === 'pending'}
            onClick={() => void reprocess.run()}
          >
            {state === 'pending' ? 'Waits to be read' : 'Read again'}
          </Button>
        </Group>
      )}
      <Text fw={600} size="sm">
        What Meta posted
      </Text>
      <JsonView value={body} label="Body of the event" height="32rem" />
    </Stack>
  );
}
