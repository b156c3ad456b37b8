import { Alert, Stack } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { CopyButton } from '../../../components/copy-button';
import { FactList } from '../../../components/fact-list';
import { InstantText } from '../../../components/instant-text';
import { SectionCard } from '../../../components/section-card';
import { TextLink } from '../../../components/text-link';
import { HealthIssues } from './health-issues';
import { NumberFacts } from './number-facts';

interface NumberOverviewProps {
  tenantId: string;
  number: Schemas['PhoneNumberView'];
}

/** How a number is: what is wrong first, then what Meta says of it. */
export function NumberOverview({ tenantId, number }: NumberOverviewProps) {
  return (
    <Stack>
      {number.problem && (
        <Alert
          color={number.status === 'error' ? 'red' : 'yellow'}
          icon={<IconAlertTriangle />}
          title="Trouble with Meta"
        >
          {number.problem}
          {number.status === 'error' && ' Replace the access token in the settings of this number.'}
        </Alert>
      )}
      {number.status === 'unverified' && !number.problem && (
        <Alert color="yellow" icon={<IconInfoCircle />} title="This number cannot send yet">
          It is not on Meta's Cloud API. Register it with its PIN.
        </Alert>
      )}
      <HealthIssues health={number.health} issues={number.healthIssues} />
      <SectionCard
        title="What Meta says"
        description={
          <>
            Asked daily; last with success <InstantText at={number.refreshedAt} style="relative" none="never" />.
          </>
        }
        actions={
          <TextLink
            size="sm"
            to="/tenants/$tenantId/messages"
            params={{ tenantId }}
            search={{ phoneNumberId: number.phoneNumberId }}
          >
            Its messages
          </TextLink>
        }
      >
        <NumberFacts
          number={number}
          webhookHint="How replies and delivery reports reach us. Refreshing subscribes the gateway again."
        />
      </SectionCard>
      <SectionCard title="Ids and calendar">
        <FactList
          facts={[
            { label: 'Phone number ID', value: <CopyableId id={number.phoneNumberId} what="phone number ID" /> },
            { label: 'WhatsApp Business Account ID', value: <CopyableId id={number.wabaId} what="account ID" /> },
            { label: 'Time zone of the account', value: number.timeZone, hint: 'Prices change at its midnight.' },
            { label: 'Added', value: <InstantText at={number.createdAt} /> },
          ]}
        />
      </SectionCard>
    </Stack>
  );
}

function CopyableId({ id, what }: { id: string; what: string }) {
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 4 }}>
      {id} <CopyButton value={id} what={what} />
    </span>
  );
}
