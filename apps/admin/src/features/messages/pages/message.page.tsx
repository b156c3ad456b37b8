import { Badge, Box, Group, SimpleGrid, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { IconRefresh } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { JsonView } from '../../../components/json-view';
import { PageHeader } from '../../../components/page-header';
import { QueryState } from '../../../components/query-state';
import { SectionCard } from '../../../components/section-card';
import { StatusBadge } from '../../../components/status-badge';
import { ButtonLink, TextLink } from '../../../components/text-link';
import { messageTypeWords } from '../../../lib/message-type-words';
import { useRole } from '../../../lib/session';
import { useTenant } from '../../../lib/tenant';
import { messageQuery } from '../api/find-message';
import { ChargeCard } from '../components/charge-card';
import { MessageError } from '../components/message-error';
import { MessageFacts } from '../components/message-facts';
import { MessagePreview } from '../components/message-preview';
import { MessageTimeline } from '../components/message-timeline';
import { WebhookAttempts } from '../components/webhook-attempts';

/** What happened to one message, and what it cost. */
export function MessagePage() {
  const { id: tenantId } = useTenant();
  const { messageId } = useParams({ from: '/shell/tenants/$tenantId/messages/$messageId' });
  const query = useQuery(messageQuery(tenantId, messageId));
  return (
    <>
      <Box mb={4}>
        <TextLink to="/tenants/$tenantId/messages" params={{ tenantId }} size="sm">
          All messages
        </TextLink>
      </Box>
      {query.data === undefined && <PageHeader title="Message" />}
      <QueryState query={query}>{(message) => <LoadedMessage message={message} />}</QueryState>
    </>
  );
}

function LoadedMessage({ message }: { message: Schemas['ConsoleMessageDetail'] }) {
  const { id: tenantId } = useTenant();
  const isOutbound = message.direction === 'outbound';
  return (
    <>
      <PageHeader
        title={`${messageTypeWords(message.type)} ${isOutbound ? 'sent' : 'received'}`}
        badge={
          <Group gap={6}>
            <StatusBadge status={message.status} />
            {message.sandbox && <Badge color="grape">Sandbox</Badge>}
          </Group>
        }
        actions={<MessageActions tenantId={tenantId} message={message} />}
      />
      <Stack gap="md">
        {message.error && <MessageError error={message.error} timeline={message.timeline} />}
        <MessageFacts message={message} />
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
          <SectionCard title="Timeline">
            <MessageTimeline timeline={message.timeline} />
          </SectionCard>
          <MessagePreview message={message} />
        </SimpleGrid>
        {message.charge && <ChargeCard message={message} charge={message.charge} />}
        <WebhookAttempts attempts={message.webhooks} />
        <SectionCard
          title="Payload"
          description={isOutbound ? 'The message as it was posted.' : 'The message as Meta reported it.'}
        >
          <JsonView value={message.payload} label="Payload as JSON" />
        </SectionCard>
      </Stack>
    </>
  );
}

interface MessageActionsProps {
  tenantId: string;
  message: Schemas['ConsoleMessageDetail'];
}

/** Send it again, or answer it: both open the composer. */
function MessageActions({ tenantId, message }: MessageActionsProps) {
  const { may } = useRole(tenantId);
  if (!may('messages:send')) return null;
  const { id, direction, wamid, from, phoneNumberId, type } = message;
  if (direction === 'inbound') {
    return (
      <ButtonLink
        to="/tenants/$tenantId/compose"
        params={{ tenantId }}
        search={{ to: from ?? '', phoneNumberId, replyTo: wamid ?? '' }}
      >
        Answer
      </ButtonLink>
    );
  }
  if (type === 'status') return null;
  return (
    <ButtonLink
      to="/tenants/$tenantId/compose"
      params={{ tenantId }}
      search={{ resend: id }}
      leftSection={<IconRefresh size={16} aria-hidden />}
      title="Opens the composer with a copy. What you send there is a new message and costs again."
    >
      Send again
    </ButtonLink>
  );
}
