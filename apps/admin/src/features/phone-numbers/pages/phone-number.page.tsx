import { Button, Stack, Tabs } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { Schemas } from '../../../api/client';
import { PageHeader } from '../../../components/page-header';
import { QueryState } from '../../../components/query-state';
import { StatusBadge } from '../../../components/status-badge';
import { TextLink } from '../../../components/text-link';
import { defineFilters, oneOf } from '../../../lib/filters';
import { useRole } from '../../../lib/session';
import { useTenant } from '../../../lib/tenant';
import { useAction } from '../../../lib/use-action';
import { useFilters } from '../../../lib/use-filters';
import { phoneNumberQuery } from '../api/get-phone-number';
import { verifyPhoneNumber } from '../api/verify-phone-number';
import { BusinessProfile } from '../components/business-profile';
import { NumberOverview } from '../components/number-overview';
import { DeregisterNumber, ProveNumber, RegisterNumber } from '../components/number-registration';
import { NumberSettings, ReplaceToken } from '../components/number-settings';
import { RemoveNumber } from '../components/remove-number';

const TAB_NAMES = ['profile', 'registration', 'settings'] as const;
const TABS = defineFilters({ tab: oneOf(TAB_NAMES) });

/** One number: how it is, what recipients see of it, and what can be arranged with Meta. */
export function PhoneNumberPage() {
  const { id: tenantId } = useTenant();
  const { phoneNumberId = '' } = useParams({ strict: false });
  const query = useQuery(phoneNumberQuery(tenantId, phoneNumberId));
  return (
    <>
      <TextLink to="/tenants/$tenantId/phone-numbers" params={{ tenantId }} size="sm">
        All phone numbers
      </TextLink>
      <QueryState query={query}>{(number) => <NumberParts tenantId={tenantId} number={number} />}</QueryState>
    </>
  );
}

interface NumberPartsProps {
  tenantId: string;
  number: Schemas['PhoneNumberView'];
}

function NumberParts({ tenantId, number }: NumberPartsProps) {
  const { may } = useRole(tenantId);
  const mayManage = may('phone-numbers:manage');
  const navigate = useNavigate();
  const { values, change } = useFilters(TABS);
  const refresh = useAction(verifyPhoneNumber, {
    done: 'Meta was asked; this is how the number is now.',
    failed: 'Meta did not tell about this number',
  });
  const tab = mayManage || values.tab === 'profile' ? (values.tab ?? 'overview') : 'overview';
  const leave = (): void =>
    void navigate({ to: '/tenants/$tenantId/phone-numbers', params: { tenantId }, replace: true });
  return (
    <>
      <PageHeader
        title={number.displayPhoneNumber}
        description={number.verifiedName ?? 'No verified name'}
        badge={<StatusBadge status={number.status} />}
        actions={
          mayManage && (
            <Button
              variant="default"
              leftSection={<IconRefresh size={16} />}
              loading={refresh.isRunning}
              onClick={() => void refresh.run(tenantId, number.id)}
            >
              Refresh from Meta
            </Button>
          )
        }
      />
      <Tabs
        value={tab}
        onChange={(next) => change({ tab: TAB_NAMES.find((name) => name === next) })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="overview">Overview</Tabs.Tab>
          <Tabs.Tab value="profile">Business profile</Tabs.Tab>
          {mayManage && <Tabs.Tab value="registration">Registration</Tabs.Tab>}
          {mayManage && <Tabs.Tab value="settings">Settings</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <NumberOverview tenantId={tenantId} number={number} />
        </Tabs.Panel>
        <Tabs.Panel value="profile">
          <BusinessProfile tenantId={tenantId} phoneNumberId={number.phoneNumberId} mayChange={mayManage} />
        </Tabs.Panel>
        {mayManage && (
          <>
            <Tabs.Panel value="registration">
              <Stack>
                <RegisterNumber tenantId={tenantId} number={number} />
                <ProveNumber tenantId={tenantId} number={number} />
                <DeregisterNumber tenantId={tenantId} number={number} />
              </Stack>
            </Tabs.Panel>
            <Tabs.Panel value="settings">
              <Stack>
                <NumberSettings tenantId={tenantId} number={number} />
                <ReplaceToken tenantId={tenantId} number={number} />
                <RemoveNumber tenantId={tenantId} number={number} onRemoved={leave} />
              </Stack>
            </Tabs.Panel>
          </>
        )}
      </Tabs>
    </>
  );
}
