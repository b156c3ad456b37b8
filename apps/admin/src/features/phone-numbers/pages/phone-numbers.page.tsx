import { Stack, Text } from '@mantine/core';
import { IconPhone, IconPlus } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { useList } from '../../../api/list-query';
import type { Column } from '../../../components/data-table-parts';
import { DataTable } from '../../../components/data-table';
import { PageHeader } from '../../../components/page-header';
import { PhoneText } from '../../../components/phone-text';
import { StatusBadge } from '../../../components/status-badge';
import { ButtonLink } from '../../../components/text-link';
import { useRole } from '../../../lib/session';
import { useTenant } from '../../../lib/tenant';
import { phoneNumbersQuery } from '../api/list-phone-numbers';
import { HealthBadge } from '../components/health-badge';
import { QualityBadge } from '../components/quality-badge';
import { WebhookBadge } from '../components/webhook-badge';
import { tierWords } from '../lib/meta-words';

const COLUMNS: readonly Column<Schemas['PhoneNumberView']>[] = [
  {
    id: 'number',
    header: 'Number',
    widthPx: 190,
    render: (number) => (
      <Stack gap={0} component="span">
        <Text span inherit fw={600}>
          <PhoneText number={number.displayPhoneNumber} />
        </Text>
        <Text span size="xs" c="dimmed">
          {number.verifiedName ?? 'No verified name'}
        </Text>
      </Stack>
    ),
  },
  { id: 'status', header: 'Status', widthPx: 135, render: (number) => <StatusBadge status={number.status} /> },
  {
    id: 'quality',
    header: 'Quality',
    widthPx: 100,
    render: (number) => <QualityBadge rating={number.qualityRating} />,
  },
  {
    id: 'health',
    header: 'Health',
    widthPx: 190,
    render: (number) => (
      <Stack gap={2} align="flex-start">
        <HealthBadge health={number.health} />
        {number.healthIssues[0] && (
          <Text size="xs" c="dimmed" lineClamp={2} title={number.healthIssues[0].description}>
            {number.healthIssues[0].description}
          </Text>
        )}
      </Stack>
    ),
  },
  {
    id: 'throughput',
    header: 'Per second',
    widthPx: 102,
    align: 'right',
    render: (number) => number.throughput.toLocaleString('en-US'),
  },
  { id: 'tier', header: 'Messaging limit', widthPx: 150, render: (number) => tierWords(number.messagingLimitTier) },
  {
    id: 'webhooks',
    header: 'Webhooks',
    widthPx: 150,
    render: (number) => <WebhookBadge isSubscribed={number.webhookSubscribed} />,
  },
];

/** The WhatsApp numbers that this tenant sends from. */
export function PhoneNumbersPage() {
  const { id: tenantId } = useTenant();
  const { may } = useRole(tenantId);
  const numbers = useList(phoneNumbersQuery(tenantId));
  const addButton = may('phone-numbers:manage') && (
    <ButtonLink to="/tenants/$tenantId/phone-numbers/add" params={{ tenantId }} leftSection={<IconPlus size={16} />}>
      Add number
    </ButtonLink>
  );
  return (
    <>
      <PageHeader
        title="Phone numbers"
        description="The WhatsApp numbers that this tenant sends from, at most 500. Meta is asked about each of them daily."
        actions={addButton}
      />
      <DataTable
        label="Phone numbers"
        columns={COLUMNS}
        list={numbers}
        rowKey={(number) => number.id}
        rowLink={({ phoneNumberId }) => ({
          to: '/tenants/$tenantId/phone-numbers/$phoneNumberId',
          params: { tenantId, phoneNumberId },
        })}
        empty={{
          icon: IconPhone,
          title: 'No phone numbers yet',
          description: addButton
            ? 'Add the number that your messages are to come from. You need its ids and an access token of Meta; the form tells where to find them.'
            : 'An owner or admin of this tenant can add the number that messages are to come from.',
          action: addButton || undefined,
        }}
      />
    </>
  );
}
