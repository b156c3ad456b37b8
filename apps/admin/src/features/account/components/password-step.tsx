import { PasswordInput, Stack, Text } from '@mantine/core';
import { FormActions } from '../../../components/form-actions';
import { FormProblem } from '../../../components/form-problem';
import { useProblemForm } from '../../../lib/use-problem-form';

interface PasswordStepProps {
  words: string;
  submitLabel: string;
  isDangerous?: boolean;
  submit: (password: string) => Promise<void>;
  onCancel: () => void;
}

/** Asks for the password before something that changes how one signs in. */
export function PasswordStep({ words, submitLabel, isDangerous = false, submit, onCancel }: PasswordStepProps) {
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { password: '' },
    validate: { password: (value) => (value === '' ? 'Enter your password.' : null) },
    submit: ({ password }) => submit(password),
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <Text size="sm">{words}</Text>
        <PasswordInput
          data-autofocus
          label="Your password"
          autoComplete="current-password"
          {...form.getInputProps('password')}
        />
        <FormProblem problem={problem} />
        <FormActions onCancel={onCancel} isSubmitting={isSubmitting} color={isDangerous ? 'red' : undefined}>
          {submitLabel}
        </FormActions>
      </Stack>
    </form>
  );
}
