import { Alert, Button, Drawer, Group, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { FactList } from '../../../components/fact-list';
import { InstantText } from '../../../components/instant-text';
import { MoneyText } from '../../../components/money-text';
import { TextLink } from '../../../components/text-link';
import { useTenant } from '../../../lib/tenant';
import { useNow } from '../../../lib/use-now';
import { keyState, works } from '../lib/key-state';
import { scopeLabel } from '../lib/scopes';
import { KeyStateBadge } from './key-state-badge';

interface KeyDrawerProps {
  /** Null keeps it closed. */
  apiKey: Schemas['ApiKeyView'] | null;
  /** The default sender as people write it. */
  senderName: (phoneNumberId: string) => string;
  mayManage: boolean;
  onClose: () => void;
  onRotate: (apiKey: Schemas['ApiKeyView']) => void;
  onRevoke: (apiKey: Schemas['ApiKeyView']) => void;
}

/** Everything about one key but the key itself. */
export function KeyDrawer({ apiKey, onClose, ...rest }: KeyDrawerProps) {
  return (
    <Drawer opened={apiKey !== null} onClose={onClose} title={apiKey?.name ?? ''} size="lg">
      {apiKey && <KeyDetails apiKey={apiKey} {...rest} />}
    </Drawer>
  );
}

function KeyDetails({
  apiKey,
  senderName,
  mayManage,
  onRotate,
  onRevoke,
}: Omit<KeyDrawerProps, 'apiKey' | 'onClose'> & { apiKey: Schemas['ApiKeyView'] }) {
  const { id: tenantId, currency } = useTenant();
  const state = keyState(apiKey, useNow());
  const { phoneNumberId, monthlySpendLimit } = apiKey;
  return (
    <Stack>
      {state === 'ending' && (
        <Alert color="yellow" icon={<IconAlertTriangle />} title="This key ends soon">
          It stops working <InstantText at={apiKey.expiresAt} style="relative" />. Rotate it to get a new one, or create
          another with a later end.
        </Alert>
      )}
      <FactList
        facts={[
          { label: 'Status', value: <KeyStateBadge apiKey={apiKey} /> },
          { label: 'Begins with', value: <code>{apiKey.prefix}…</code>, hint: 'To recognise it by.' },
          {
            label: 'Last used',
            value: <InstantText at={apiKey.lastUsedAt} style="relative" none="Never" />,
            hint: 'Some seconds late.',
          },
          { label: 'Created', value: <InstantText at={apiKey.createdAt} /> },
          { label: 'Ends', value: <InstantText at={apiKey.expiresAt} none="Never" /> },
          ...(apiKey.revokedAt ? [{ label: 'Revoked', value: <InstantText at={apiKey.revokedAt} /> }] : []),
          {
            label: 'Sends from',
            value: phoneNumberId ? (
              <TextLink
                to="/tenants/$tenantId/phone-numbers/$phoneNumberId"
                params={{ tenantId, phoneNumberId }}
                inherit
              >
                {senderName(phoneNumberId)}
              </TextLink>
            ) : (
              'No number of its own'
            ),
          },
          {
            label: 'Monthly spend limit',
            value: monthlySpendLimit ? <MoneyText amount={monthlySpendLimit} currency={currency} /> : 'None of its own',
          },
        ]}
      />
      <div>
        <Text size="sm" c="dimmed" fw={500}>
          What it may do
        </Text>
        <List size="sm">
          {apiKey.scopes.map((scope) => (
            <List.Item key={scope}>
              {scopeLabel(scope)} <code>{scope}</code>
            </List.Item>
          ))}
        </List>
      </div>
      <div>
        <Text size="sm" c="dimmed" fw={500}>
          Allowed addresses
        </Text>
        {apiKey.allowedIps.length === 0 ? (
          <Text size="sm">Any address</Text>
        ) : (
          <List size="sm">
            {apiKey.allowedIps.map((range) => (
              <List.Item key={range}>
                <code>{range}</code>
              </List.Item>
            ))}
          </List>
        )}
      </div>
      {mayManage && works(state) && (
        <Group>
          <Button variant="default" onClick={() => onRotate(apiKey)}>
            Rotate key
          </Button>
          <Button color="red" variant="light" onClick={() => onRevoke(apiKey)}>
            Revoke key
          </Button>
        </Group>
      )}
    </Stack>
  );
}
