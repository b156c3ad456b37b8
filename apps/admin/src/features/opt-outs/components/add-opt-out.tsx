import { Modal, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { FormActions } from '../../../components/form-actions';
import { FormProblem } from '../../../components/form-problem';
import { useProblemForm } from '../../../lib/use-problem-form';
import { addOptOut } from '../api/add-opt-out';

interface AddOptOutProps {
  tenantId: string;
  opened: boolean;
  onClose: () => void;
}

/** Opts a recipient out by hand. */
export function AddOptOut({ opened, onClose, tenantId }: AddOptOutProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add an opt-out">
      <AddForm tenantId={tenantId} onClose={onClose} />
    </Modal>
  );
}

function AddForm({ tenantId, onClose }: Omit<AddOptOutProps, 'opened'>) {
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { recipient: '' },
    validate: { recipient: (value) => (value.trim() === '' ? 'Enter a phone number or a user id.' : null) },
    submit: ({ recipient }) => addOptOut(tenantId, recipient.trim()),
    onDone: ({ recipient }) => {
      notifications.show({ color: 'teal', message: `${recipient.trim()} gets no more marketing messages.` });
      onClose();
    },
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <Text size="sm">
          Marketing messages to this person are refused from now on, before they cost anything. Other messages, such as
          replies and one-time codes, still go out.
        </Text>
        <TextInput
          label="Phone number or user id"
          description="A number with its country code, such as +90 532 123 45 67, or an id such as US.1349…"
          maxLength={140}
          autoComplete="off"
          data-autofocus
          required
          {...form.getInputProps('recipient')}
        />
        <FormProblem problem={problem} />
        <FormActions onCancel={onClose} isSubmitting={isSubmitting}>
          Add opt-out
        </FormActions>
      </Stack>
    </form>
  );
}
