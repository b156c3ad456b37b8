import { Alert, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconCircleCheck } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { StatusBadge } from '../../../components/status-badge';
import { TextLink } from '../../../components/text-link';
import { useTenant } from '../../../lib/tenant';
import { messageQuery } from '../../messages/api/find-message';

/** What was sent, with its status as it changes. */
export function SentCard({
  message: { messageId, status, sandbox, isReplayed },
}: {
  message: Schemas['SentMessageView'];
}) {
  if (messageId === null) {
    return (
      <Alert
        color="teal"
        icon={<IconCircleCheck />}
        role="status"
        title={sandbox ? 'Checked in the sandbox' : 'Marked as read'}
      />
    );
  }
  return (
    <Alert color="teal" icon={<IconCircleCheck />} title={isReplayed ? 'It had been sent already' : 'Sent'}>
      <FollowedMessage messageId={messageId} status={status ?? 'submitted'} />
    </Alert>
  );
}

function FollowedMessage({ messageId, status }: { messageId: string; status: string }) {
  const { id: tenantId } = useTenant();
  const { data } = useQuery(messageQuery(tenantId, messageId));
  return (
    <Stack gap="xs">
      <Group gap="xs" role="status">
        <Text size="sm">Now</Text>
        <StatusBadge status={data?.status ?? status} />
      </Group>
      {data?.error && <Text size="sm">{data.error.title ?? data.error.code}</Text>}
      <TextLink to="/tenants/$tenantId/messages/$messageId" params={{ tenantId, messageId }} size="sm">
        See the message
      </TextLink>
    </Stack>
  );
}
