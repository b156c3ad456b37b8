import { Button, Text } from '@mantine/core';
import { IconTrash, IconUserEdit, IconUserPlus, IconUserShield } from '@tabler/icons-react';
import { useState } from 'react';
import type { Schemas } from '../../../api/client';
import { useList } from '../../../api/list-query';
import { ActionsMenu } from '../../../components/actions-menu';
import { ConfirmTyped } from '../../../components/confirm-typed';
import { DataTable } from '../../../components/data-table';
import type { Column } from '../../../components/data-table-parts';
import { InstantText } from '../../../components/instant-text';
import { PageHeader } from '../../../components/page-header';
import { StatusBadge } from '../../../components/status-badge';
import { TextLink } from '../../../components/text-link';
import { useRole } from '../../../lib/session';
import { useAction } from '../../../lib/use-action';
import { changePlatformRole } from '../api/change-platform-role';
import { platformMembersQuery } from '../api/list-platform-members';
import { removePlatformMember } from '../api/remove-platform-member';
import { InviteMemberDialog } from '../components/invite-member-dialog';
import { isLastOperator, PLATFORM_ROLE_WORDS } from '../lib/platform-roles';

type Member = Schemas['PlatformMemberView'];

const COLUMNS: readonly Column<Member>[] = [
  {
    id: 'person',
    header: 'Person',
    widthPx: 240,
    render: ({ name, email }) => (
      <>
        {name && <Text size="sm">{name}</Text>}
        <Text size={name ? 'xs' : 'sm'} c={name ? 'dimmed' : undefined}>
          {email}
        </Text>
      </>
    ),
  },
  {
    id: 'role',
    header: 'Role',
    widthPx: 110,
    render: ({ platformRole }) => (
      <span title={PLATFORM_ROLE_WORDS[platformRole].description}>{PLATFORM_ROLE_WORDS[platformRole].label}</span>
    ),
  },
  { id: 'status', header: 'Status', widthPx: 110, render: ({ status }) => <StatusBadge status={status} /> },
  {
    id: 'totp',
    header: 'Two-step sign-in',
    widthPx: 130,
    render: ({ totpEnabled }) =>
      totpEnabled === null ? (
        '—'
      ) : (
        <StatusBadge status={totpEnabled ? 'enabled' : 'disabled'} label={totpEnabled ? 'On' : 'Off'} />
      ),
  },
  {
    id: 'since',
    header: 'Since',
    widthPx: 170,
    render: ({ status, createdAt, expiresAt }) =>
      status === 'invited' ? (
        <>
          until <InstantText at={expiresAt} style="day" />
        </>
      ) : (
        <InstantText at={createdAt} style="day" />
      ),
  },
];

/** The people who run this platform. */
export function PlatformMembersPage() {
  const { may, person } = useRole();
  const members = useList(platformMembersQuery);
  const [isInviting, setInviting] = useState(false);
  const [removing, setRemoving] = useState<Member | null>(null);
  const mayManage = may('platform:manage');
  const actions: Column<Member> = {
    id: 'actions',
    header: 'Actions',
    hideHeader: true,
    fixed: true,
    widthPx: 60,
    render: (member) => (
      <MemberMenu member={member} isLast={isLastOperator(member, members.rows)} onRemove={() => setRemoving(member)} />
    ),
  };
  const inviteButton = mayManage && (
    <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => setInviting(true)}>
      Invite someone
    </Button>
  );
  const isSelf = removing?.id === person.id;
  return (
    <>
      <PageHeader
        title="Operators"
        description={
          <>
            The people who run this platform. Operators may do everything, support may read everything. What they do
            stands in the <TextLink to="/platform/audit">platform audit log</TextLink> and in those of the tenants.
          </>
        }
        actions={inviteButton}
      />
      <DataTable
        label="Operators and support"
        columns={mayManage ? [...COLUMNS, actions] : COLUMNS}
        list={members}
        rowKey={({ id }) => id}
        empty={{
          icon: IconUserShield,
          title: 'Nobody yet',
          description: 'Invite a colleague, so that someone else can get in when you cannot.',
          action: inviteButton,
        }}
      />
      <InviteMemberDialog opened={isInviting} onClose={() => setInviting(false)} />
      <ConfirmTyped
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={removing?.status === 'invited' ? 'Withdraw this invitation?' : 'Remove this person?'}
        expected={removing?.email ?? ''}
        confirmLabel={removing?.status === 'invited' ? 'Withdraw invitation' : 'Remove person'}
        onConfirm={() => removePlatformMember(removing?.id ?? '')}
      >
        {removing?.status === 'invited'
          ? 'The link stops working. You can invite them again.'
          : 'From their next click on they are no operator or supporter any more. Their account stays, and what they are in tenants.'}
        {isSelf && ' This is you: you will lose this area at once.'}
      </ConfirmTyped>
    </>
  );
}

interface MemberMenuProps {
  member: Member;
  isLast: boolean;
  onRemove: () => void;
}

function MemberMenu({ member, isLast, onRemove }: MemberMenuProps) {
  const other = member.platformRole === 'operator' ? 'support' : 'operator';
  const otherWords = PLATFORM_ROLE_WORDS[other].label.toLowerCase();
  const [isAsking, setAsking] = useState(false);
  const changeRole = useAction(changePlatformRole, {
    done: `${member.email} is ${otherWords} now`,
    failed: 'The role was not changed',
  });
  // More rights are worth a second look; fewer can be given back.
  const change = () => (other === 'operator' ? setAsking(true) : void changeRole.run(member.id, other));
  return (
    <>
      <ActionsMenu
        subject={member.email}
        isRunning={changeRole.isRunning}
        note={isLast ? 'The last operator stays' : undefined}
        actions={[
          { label: `Make ${otherWords}`, Icon: IconUserEdit, disabled: isLast, onClick: change },
          {
            label: member.status === 'invited' ? 'Withdraw invitation' : 'Remove',
            Icon: IconTrash,
            isDangerous: true,
            disabled: isLast,
            onClick: onRemove,
          },
        ]}
      />
      <ConfirmTyped
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`Make ${member.email} an operator?`}
        expected={member.email}
        confirmLabel="Make operator"
        onConfirm={() => changePlatformRole(member.id, 'operator')}
      >
        Operators may do everything on this platform: move money, see and change every tenant, and remove other
        operators.
      </ConfirmTyped>
    </>
  );
}
