import { Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../../api/client';
import { FormActions } from '../../../components/form-actions';
import { FormProblem } from '../../../components/form-problem';
import { InvitationLink } from '../../../components/invitation-link';
import { useProblemForm } from '../../../lib/use-problem-form';
import { inviteMember } from '../api/invite-member';
import type { Role } from '../roles';
import { RoleInput } from './role-input';

interface InviteDialogProps {
  tenantId: string;
  mayMakeOwners: boolean;
  opened: boolean;
  onClose: () => void;
}

/** Invites someone; then shows the link, which is told this once. */
export function InviteDialog({ opened, onClose, ...form }: InviteDialogProps) {
  const [invitation, setInvitation] = useState<Schemas['InvitationView'] | null>(null);
  return (
    <>
      <Modal opened={opened} onClose={onClose} title="Invite someone" size="lg">
        <InviteForm {...form} onClose={onClose} onInvited={setInvitation} />
      </Modal>
      <InvitationLink invitation={invitation} onClose={() => setInvitation(null)} />
    </>
  );
}

interface InviteFormProps extends Omit<InviteDialogProps, 'opened'> {
  onInvited: (invitation: Schemas['InvitationView']) => void;
}

function InviteForm({ tenantId, mayMakeOwners, onClose, onInvited }: InviteFormProps) {
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { email: '', role: 'developer' as Role },
    validate: { email: (value) => (value.trim() === '' ? 'Enter an e-mail address.' : null) },
    submit: async ({ email, role }) => {
      onInvited(await inviteMember(tenantId, { email: email.trim(), role }));
    },
    onDone: onClose,
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <TextInput
          data-autofocus
          label="E-mail address"
          description="Someone who has an account already keeps it, and joins with its password."
          type="email"
          autoComplete="off"
          {...form.getInputProps('email')}
        />
        <RoleInput {...form.getInputProps('role')} mayMakeOwners={mayMakeOwners} />
        <FormProblem problem={problem} />
        <FormActions onCancel={onClose} isSubmitting={isSubmitting}>
          Invite
        </FormActions>
      </Stack>
    </form>
  );
}
