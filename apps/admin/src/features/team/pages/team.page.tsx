import { Alert, Button, Stack } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { IconShieldLock, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { Schemas } from '../../../api/client';
import { useList } from '../../../api/list-query';
import { ConfirmTyped } from '../../../components/confirm-typed';
import { DataTable } from '../../../components/data-table';
import { InvitationLink } from '../../../components/invitation-link';
import { PageHeader } from '../../../components/page-header';
import { defineFilters, flag } from '../../../lib/filters';
import { useRole } from '../../../lib/session';
import { useTenant } from '../../../lib/tenant';
import { useAction } from '../../../lib/use-action';
import { useFilters } from '../../../lib/use-filters';
import { tenantSettingsQuery } from '../../settings/api/get-settings';
import { inviteMember } from '../api/invite-member';
import { membersQuery } from '../api/list-members';
import { removeMember } from '../api/remove-member';
import { InviteDialog } from '../components/invite-dialog';
import { memberColumns } from '../components/member-columns';
import { RoleDialog } from '../components/role-dialog';
import { RoleGuide } from '../components/role-guide';
import { mayAssign, type Role } from '../roles';

type Member = Schemas['MemberView'];

const DIALOG = defineFilters({ invite: flag() });

/** Who belongs to the tenant, and who is invited. */
export function TeamPage() {
  const { id: tenantId, name: tenantName } = useTenant();
  const { may, person, tenantRole } = useRole(tenantId);
  const mayManage = may('members:manage');
  const isOperator = person.platformRole === 'operator';
  const members = useList(membersQuery(tenantId));
  const { values, change } = useFilters(DIALOG);
  const [changed, setChanged] = useState<Member | null>(null);
  const [removed, setRemoved] = useState<Member | null>(null);
  const [invitation, setInvitation] = useState<Schemas['InvitationView'] | null>(null);
  const navigate = useNavigate();

  const { run: renew } = useAction(
    async ({ email, role }: Member) => setInvitation(await inviteMember(tenantId, { email, role: role as Role })),
    { failed: 'No new link was made' },
  );
  const columns = useMemo(
    () =>
      memberColumns(
        person.id,
        mayManage
          ? {
              mayTouch: ({ role }) => mayAssign(tenantRole, isOperator, [role]),
              changeRole: setChanged,
              remove: setRemoved,
              renew: (member) => void renew(member),
            }
          : null,
      ),
    // `renew` is another function at every render, but does the same.
    [person.id, mayManage, tenantRole, isOperator],
  );

  const remove = async (member: Member): Promise<void> => {
    const isOwn = member.id === person.id;
    await removeMember(tenantId, member.id, isOwn);
    if (isOwn && !person.platformRole) await navigate({ to: '/' });
  };
  const mayMakeOwners = mayAssign(tenantRole, isOperator, ['owner']);
  const invite = mayManage && (
    <Button leftSection={<IconUserPlus size={17} />} onClick={() => change({ invite: true })}>
      Invite someone
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Team"
        description={`The people of ${tenantName}, and who is invited. At most 100 open invitations.`}
        actions={members.rows.length > 0 && invite}
      />
      <Stack gap="lg">
        <TotpHint tenantId={tenantId} members={members.rows} />
        <DataTable
          label="Team"
          columns={columns}
          list={members}
          rowKey={({ id }) => id}
          empty={{
            icon: IconUsers,
            title: 'Nobody belongs to this tenant yet',
            description: mayManage
              ? 'Invite its first owner: they can then invite everyone else.'
              : 'Ask an operator to invite its first owner.',
            action: invite || undefined,
          }}
        />
        <RoleGuide />
      </Stack>
      <InviteDialog
        tenantId={tenantId}
        mayMakeOwners={mayMakeOwners}
        opened={mayManage && values.invite === true}
        onClose={() => change({ invite: undefined })}
      />
      <InvitationLink invitation={invitation} onClose={() => setInvitation(null)} />
      <RoleDialog
        tenantId={tenantId}
        member={changed}
        isOwn={changed?.id === person.id}
        mayMakeOwners={mayMakeOwners}
        onClose={() => setChanged(null)}
      />
      <RemovalDialog member={removed} ownId={person.id} onConfirm={remove} onClose={() => setRemoved(null)} />
    </>
  );
}

interface RemovalDialogProps {
  member: Member | null;
  ownId: string;
  onConfirm: (member: Member) => Promise<void>;
  onClose: () => void;
}

function RemovalDialog({ member, ownId, onConfirm, onClose }: RemovalDialogProps) {
  const isInvited = member?.status === 'invited';
  const isOwn = member?.id === ownId;
  const title = isInvited ? 'Withdraw this invitation?' : isOwn ? 'Leave this tenant?' : 'Remove this person?';
  return (
    <ConfirmTyped
      opened={member !== null}
      onClose={onClose}
      title={title}
      expected={member?.email ?? ''}
      confirmLabel={isInvited ? 'Withdraw invitation' : isOwn ? 'Leave tenant' : 'Remove person'}
      onConfirm={() => (member ? onConfirm(member) : Promise.resolve())}
    >
      {isInvited && 'The link stops working at once.'}
      {isOwn &&
        'You can open nothing of this tenant any more, from now on. Someone there has to invite you to come back.'}
      {!isInvited &&
        !isOwn &&
        'They can open nothing of this tenant any more, from now on. Their account stays, as do the API keys that they have made: revoke those that they know.'}
    </ConfirmTyped>
  );
}

/** Where the tenant asks for two-step sign-in, who is shut out until they turn it on. */
function TotpHint({ tenantId, members }: { tenantId: string; members: readonly Member[] }) {
  const { data } = useQuery(tenantSettingsQuery(tenantId));
  const without = members.filter(({ totpEnabled }) => totpEnabled === false).length;
  if (!data?.requireTotp || without === 0) return null;
  return (
    <Alert color="yellow" icon={<IconShieldLock />} title="Two-step sign-in is required here">
      {without === 1 ? 'One member has' : `${without} members have`} not turned it on and can open nothing of this
      tenant until then.
    </Alert>
  );
}
