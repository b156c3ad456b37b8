import { Modal, Radio, Stack, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { Schemas } from '../../../api/client';
import { FormActions } from '../../../components/form-actions';
import { FormProblem } from '../../../components/form-problem';
import { InvitationLink } from '../../../components/invitation-link';
import { useProblemForm } from '../../../lib/use-problem-form';
import { invitePlatformMember } from '../api/invite-platform-member';
import { PLATFORM_ROLE_WORDS, PLATFORM_ROLES, type PlatformRole } from '../lib/platform-roles';

interface InviteMemberDialogProps {
  opened: boolean;
  onClose: () => void;
}

/** Invites someone to run the platform, then shows the link this once. */
export function InviteMemberDialog({ opened, onClose }: InviteMemberDialogProps) {
  const [invitation, setInvitation] = useState<Schemas['PlatformInvitationView'] | null>(null);
  return (
    <>
      <Modal opened={opened} onClose={onClose} title="Invite someone">
        <InviteForm
          onCancel={onClose}
          onDone={(made) => {
            onClose();
            setInvitation(made);
          }}
        />
      </Modal>
      <InvitationLink invitation={invitation} onClose={() => setInvitation(null)} />
    </>
  );
}

interface InviteFormProps {
  onDone: (invitation: Schemas['PlatformInvitationView']) => void;
  onCancel: () => void;
}

function InviteForm({ onDone, onCancel }: InviteFormProps) {
  const made = useRef<Schemas['PlatformInvitationView']>(undefined);
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { email: '', platformRole: 'support' as PlatformRole },
    validate: { email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : 'Write an e-mail address.') },
    submit: async ({ email, platformRole }) => {
      made.current = await invitePlatformMember({ email: email.trim(), platformRole });
    },
    onDone: () => made.current && onDone(made.current),
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <TextInput
          label="E-mail address"
          description="An earlier invitation of the same address ends."
          type="email"
          autoComplete="off"
          required
          data-autofocus
          {...form.getInputProps('email')}
        />
        <Radio.Group label="Role" {...form.getInputProps('platformRole')}>
          <Stack gap="xs" mt={6}>
            {PLATFORM_ROLES.map((role) => (
              <Radio key={role} value={role} {...PLATFORM_ROLE_WORDS[role]} />
            ))}
          </Stack>
        </Radio.Group>
        <FormProblem problem={problem} />
        <FormActions onCancel={onCancel} isSubmitting={isSubmitting}>
          Make the invitation
        </FormActions>
      </Stack>
    </form>
  );
}
