import { Badge, Group, Stack, Text } from '@mantine/core';
import { IconLink, IconShieldCheck, IconTrash, IconUserEdit } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { ActionsMenu } from '../../../components/actions-menu';
import type { Column } from '../../../components/data-table-parts';
import { InstantText } from '../../../components/instant-text';
import { StatusBadge } from '../../../components/status-badge';
import { roleLabel } from '../roles';

type Member = Schemas['MemberView'];

export interface MemberActions {
  /** Whether this person may change and remove that member. */
  mayTouch: (member: Member) => boolean;
  changeRole: (member: Member) => void;
  remove: (member: Member) => void;
  /** A new link for someone who is invited. */
  renew: (member: Member) => void;
}

/** The columns of the list of people. `actions` only for those who may manage members. */
export function memberColumns(ownId: string, actions: MemberActions | null): readonly Column<Member>[] {
  const columns: Column<Member>[] = [
    {
      id: 'person',
      header: 'Person',
      widthPx: 260,
      render: ({ id, name, email }) => (
        <Stack gap={0}>
          <Group gap="xs">
            <Text size="sm" fw={600}>
              {name ?? email}
            </Text>
            {id === ownId && <Badge>You</Badge>}
          </Group>
          {name && (
            <Text size="xs" c="dimmed">
              {email}
            </Text>
          )}
        </Stack>
      ),
    },
    { id: 'role', header: 'Role', widthPx: 110, render: ({ role }) => roleLabel(role) },
    {
      id: 'status',
      header: 'Status',
      widthPx: 210,
      render: ({ status, expiresAt }) => (
        <Stack gap={2} align="flex-start">
          <StatusBadge status={status} label={status === 'active' ? 'Member' : undefined} />
          {expiresAt && (
            <Text size="xs" c="dimmed">
              link works until <InstantText at={expiresAt} />
            </Text>
          )}
        </Stack>
      ),
    },
    {
      id: 'totp',
      header: 'Two-step sign-in',
      widthPx: 140,
      render: ({ totpEnabled }) => <TwoStep isOn={totpEnabled} />,
    },
    {
      id: 'since',
      header: 'Since',
      widthPx: 120,
      render: ({ createdAt }) => <InstantText at={createdAt} style="day" />,
    },
  ];
  if (!actions) return columns;
  return [
    ...columns,
    {
      id: 'actions',
      header: 'Actions',
      hideHeader: true,
      widthPx: 60,
      fixed: true,
      render: (member) =>
        actions.mayTouch(member) && <MemberMenu member={member} isOwn={member.id === ownId} {...actions} />,
    },
  ];
}

function TwoStep({ isOn }: { isOn: boolean | null }) {
  if (isOn === null) return '—';
  if (!isOn) return <Text size="sm">Off</Text>;
  return (
    <Group gap={4} wrap="nowrap">
      <IconShieldCheck size={16} aria-hidden />
      On
    </Group>
  );
}

function MemberMenu({ member, isOwn, changeRole, remove, renew }: MemberActions & { member: Member; isOwn: boolean }) {
  const isInvited = member.status === 'invited';
  const removal = isInvited ? 'Withdraw invitation' : isOwn ? 'Leave the tenant' : 'Remove from the tenant';
  return (
    <ActionsMenu
      subject={member.name ?? member.email}
      actions={[
        { label: 'Change role', Icon: IconUserEdit, onClick: () => changeRole(member) },
        ...(isInvited ? [{ label: 'Make a new link', Icon: IconLink, onClick: () => renew(member) }] : []),
        { label: removal, Icon: IconTrash, isDangerous: true, onClick: () => remove(member) },
      ]}
    />
  );
}
