import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconMailForward } from '@tabler/icons-react';
import { useState } from 'react';
import type { Schemas } from '../../../api/client';
import { CodeBlock } from '../../../components/code-block';
import { CopyButton } from '../../../components/copy-button';
import { FormProblem } from '../../../components/form-problem';
import { InstantText } from '../../../components/instant-text';
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
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={isSubmitting}>
            Invite
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface InvitationLinkProps {
  invitation: Schemas['InvitationView'] | null;
  onClose: () => void;
}

/** The link of an invitation, to be passed on. */
export function InvitationLink({ invitation, onClose }: InvitationLinkProps) {
  return (
    <Modal
      opened={invitation !== null}
      onClose={onClose}
      title="The invitation's link"
      size="lg"
      closeOnClickOutside={false}
    >
      {invitation && (
        <Stack>
          <Alert color="yellow" icon={<IconMailForward />} title={`Send it to ${invitation.email}`}>
            <Text size="sm">
              The link is shown this once. Whoever has it can join, so send it to them alone. It works until{' '}
              <InstantText at={invitation.expiresAt} />; a new one can be made at any time.
            </Text>
          </Alert>
          <CodeBlock code={invitation.invitationUrl} label="Invitation link" />
          <Group justify="space-between">
            <CopyButton value={invitation.invitationUrl} what="invitation link" withLabel />
            <Button onClick={onClose}>Done</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
