import { Alert, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { MoneyText } from '../../../components/money-text';
import { ButtonLink } from '../../../components/text-link';
import { useRole } from '../../../lib/session';

interface BalanceBannerProps {
  tenantId: string;
  balance: Schemas['OverviewBalanceView'];
}

/** Says that money is running out, or has run out, and what that means. Nothing while there is enough. */
export function BalanceBanner({ tenantId, balance }: BalanceBannerProps) {
  const { may } = useRole(tenantId);
  if (balance.state === 'ok') return null;
  const isDepleted = balance.state === 'depleted';
  const available = <MoneyText amount={balance.available} currency={balance.currency} fw={600} />;
  return (
    <Alert
      color={isDepleted ? 'red' : 'yellow'}
      icon={<IconAlertTriangle />}
      title={isDepleted ? 'The balance is used up' : 'The balance is low'}
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm" style={{ flex: '1 1 18rem' }}>
          {isDepleted ? (
            <>{available} is left: not enough for a single message. Real messages are refused until money comes in.</>
          ) : (
            <>
              {available} is left, less than the{' '}
              <MoneyText amount={balance.lowBalanceThreshold} currency={balance.currency} mostDigits={2} /> at which you
              asked to be warned.
            </>
          )}{' '}
          {!may('wallet:top-up') && 'Ask the operator of this platform to top it up.'}
        </Text>
        <ButtonLink
          size="xs"
          variant="default"
          to="/tenants/$tenantId/billing"
          params={{ tenantId }}
          search={may('wallet:top-up') ? { move: 'topUp' } : {}}
        >
          {may('wallet:top-up') ? 'Top up' : 'Open billing'}
        </ButtonLink>
      </Group>
    </Alert>
  );
}
