import { Group } from '@mantine/core';
import type { Schemas } from '../../../api/client';
import { CopyButton } from '../../../components/copy-button';
import { FactList } from '../../../components/fact-list';
import { InstantText } from '../../../components/instant-text';
import { PhoneText } from '../../../components/phone-text';
import { SectionCard } from '../../../components/section-card';
import { TextLink } from '../../../components/text-link';
import { categoryWords } from '../../../lib/price-categories';
import { useTenant } from '../../../lib/tenant';
import { useNumberName } from '../../phone-numbers/api/use-number-name';

/** Who, when, and under which ids, with the way to what belongs to it. */
export function MessageFacts({ message }: { message: Schemas['ConsoleMessageDetail'] }) {
  const { id: tenantId } = useTenant();
  const { id, wamid, direction, to, from, category, createdAt, windowOpenUntil, requestId, apiKeyId } = message;
  const isOutbound = direction === 'outbound';
  const user = isOutbound ? to : from;
  const number = <NumberLink phoneNumberId={message.phoneNumberId} />;
  const userFact = (
    <TextLink
      to="/tenants/$tenantId/messages"
      params={{ tenantId }}
      search={isOutbound ? { to: user ?? '' } : { direction: 'inbound' }}
      title={isOutbound ? 'All messages to this user' : 'All messages from users'}
    >
      <PhoneText number={user} />
    </TextLink>
  );
  return (
    <SectionCard title="Details">
      <FactList
        facts={[
          { label: 'From', value: isOutbound ? number : userFact },
          { label: 'To', value: isOutbound ? userFact : number },
          { label: isOutbound ? 'Accepted' : 'Received', value: <InstantText at={createdAt} style="seconds" /> },
          ...(isOutbound ? [{ label: 'Category', value: category ? categoryWords(category) : '—' }] : []),
          {
            label: 'Service window',
            value: windowOpenUntil ? <InstantText at={windowOpenUntil} /> : 'The user never wrote',
            hint: windowOpenUntil ? 'Until then you may write freely to the user.' : undefined,
          },
          ...(isOutbound ? [{ label: 'Sent by', value: senderWords(apiKeyId, tenantId) }] : []),
          { label: 'Message id', value: <Id value={id} what="message id" /> },
          { label: 'Meta’s id (wamid)', value: wamid ? <Id value={wamid} what="wamid" /> : '—' },
          ...(requestId ? [{ label: 'Request id', value: <Id value={requestId} what="request id" /> }] : []),
        ]}
      />
    </SectionCard>
  );
}

function senderWords(apiKeyId: string | null, tenantId: string) {
  if (apiKeyId === null) return 'A person at the console';
  return (
    <TextLink to="/tenants/$tenantId/api-keys" params={{ tenantId }} search={{ key: apiKeyId }}>
      An API key
    </TextLink>
  );
}

function Id({ value, what }: { value: string; what: string }) {
  return (
    <Group gap={4} wrap="nowrap" align="flex-start">
      <code style={{ fontSize: '0.8rem', overflowWrap: 'anywhere' }}>{value}</code>
      <CopyButton value={value} what={what} />
    </Group>
  );
}

/** The tenant's number by its own words, with the way to its page. */
function NumberLink({ phoneNumberId }: { phoneNumberId: string }) {
  const { id: tenantId } = useTenant();
  const name = useNumberName(tenantId)(phoneNumberId);
  return (
    <TextLink to="/tenants/$tenantId/phone-numbers/$phoneNumberId" params={{ tenantId, phoneNumberId }}>
      {name === phoneNumberId ? name : <PhoneText number={name} />}
    </TextLink>
  );
}
