import { Alert, Modal, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { FormActions } from '../../../components/form-actions';
import { FormProblem } from '../../../components/form-problem';
import { useProblemForm } from '../../../lib/use-problem-form';
import { changeRole } from '../api/change-role';
import type { Role } from '../roles';
import { RoleInput } from './role-input';

interface RoleDialogProps {
  tenantId: string;
  /** Whose role is changed; null keeps the dialog closed. */
  member: Schemas['MemberView'] | null;
  isOwn: boolean;
  mayMakeOwners: boolean;
  onClose: () => void;
}

/** Gives someone another role. */
export function RoleDialog({ member, onClose, ...form }: RoleDialogProps) {
  return (
    <Modal opened={member !== null} onClose={onClose} title="Change role" size="lg">
      {member && <RoleForm {...form} member={member} onClose={onClose} />}
    </Modal>
  );
}

type RoleFormProps = Omit<RoleDialogProps, 'member'> & { member: Schemas['MemberView'] };

function RoleForm({ tenantId, member, isOwn, mayMakeOwners, onClose }: RoleFormProps) {
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { role: member.role as Role },
    submit: ({ role }) => changeRole(tenantId, member.id, role, isOwn),
    onDone: onClose,
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <Text size="sm">
          {member.name ?? member.email} {member.name && <Text span c="dimmed">{`(${member.email})`}</Text>}
        </Text>
        {isOwn && (
          <Alert color="yellow" icon={<IconAlertTriangle />}>
            This is you: with another role you may not be able to change it back yourself.
          </Alert>
        )}
        <RoleInput {...form.getInputProps('role')} mayMakeOwners={mayMakeOwners} />
        <FormProblem problem={problem} />
        <FormActions onCancel={onClose} isSubmitting={isSubmitting} isDisabled={form.values.role === member.role}>
          Change role
        </FormActions>
      </Stack>
    </form>
  );
}
