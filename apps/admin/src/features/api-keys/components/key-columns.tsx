import { Group, Stack, Text } from '@mantine/core';
import { IconRefresh, IconTrash } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { ActionsMenu } from '../../../components/actions-menu';
import type { Column } from '../../../components/data-table-parts';
import { InstantText } from '../../../components/instant-text';
import { MoneyText } from '../../../components/money-text';
import { keyState, works } from '../lib/key-state';
import { scopesInShort } from '../lib/scopes';
import { KeyStateBadge } from './key-state-badge';

type Key = Schemas['ApiKeyView'];

interface ColumnOptions {
  currency: string;
  senderName: (phoneNumberId: string) => string;
  /** Absent for people who may not. */
  actions?: { onRotate: (key: Key) => void; onRevoke: (key: Key) => void };
}

/** The table of keys. */
export function keyColumns({ currency, senderName, actions }: ColumnOptions): readonly Column<Key>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      widthPx: 190,
      render: (key) => (
        <Stack gap={0} component="span">
          <Text span inherit fw={600}>
            {key.name}
          </Text>
          <Text span size="xs" c="dimmed" ff="monospace">
            {key.prefix}…
          </Text>
        </Stack>
      ),
    },
    { id: 'state', header: 'Status', widthPx: 130, render: (key) => <KeyStateBadge apiKey={key} /> },
    { id: 'scopes', header: 'Allowed to', widthPx: 150, render: (key) => scopesInShort(key.scopes) },
    {
      id: 'sender',
      header: 'Sends from',
      widthPx: 150,
      render: (key) => (key.phoneNumberId ? senderName(key.phoneNumberId) : '—'),
    },
    {
      id: 'used',
      header: 'Last used',
      widthPx: 115,
      render: (key) => <InstantText at={key.lastUsedAt} style="relative" none="Never" />,
    },
    {
      id: 'ends',
      header: 'Ends',
      widthPx: 115,
      render: (key) => <InstantText at={key.expiresAt} style="day" none="Never" />,
    },
    {
      id: 'limit',
      header: 'Limit a month',
      widthPx: 115,
      align: 'right',
      render: (key) =>
        key.monthlySpendLimit ? <MoneyText amount={key.monthlySpendLimit} currency={currency} mostDigits={2} /> : '—',
    },
    ...(actions
      ? [
          {
            id: 'actions',
            header: 'Actions',
            widthPx: 56,
            fixed: true,
            hideHeader: true,
            render: (key: Key) => works(keyState(key, Date.now())) && <KeyMenu apiKey={key} {...actions} />,
          },
        ]
      : []),
  ];
}

function KeyMenu({ apiKey, onRotate, onRevoke }: { apiKey: Key } & NonNullable<ColumnOptions['actions']>) {
  return (
    <Group justify="flex-end">
      <ActionsMenu
        subject={apiKey.name}
        actions={[
          { label: 'Rotate', Icon: IconRefresh, onClick: () => onRotate(apiKey) },
          { label: 'Revoke', Icon: IconTrash, isDangerous: true, onClick: () => onRevoke(apiKey) },
        ]}
      />
    </Group>
  );
}
