import { Button, PasswordInput, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { FormProblem } from '../../../components/form-problem';
import { SectionCard } from '../../../components/section-card';
import { newPasswordProblem, repetitionProblem } from '../../../lib/password-rules';
import { useProblemForm } from '../../../lib/use-problem-form';
import { changePassword } from '../api/change-password';

/** Another password; the person's other sessions end with it. */
export function PasswordForm() {
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { current: '', next: '', repeated: '' },
    validate: {
      current: (value) => (value === '' ? 'Enter your present password.' : null),
      next: newPasswordProblem,
      repeated: (value, { next }) => repetitionProblem(value, next),
    },
    submit: ({ current, next }) => changePassword({ current, next }),
    onDone: () => {
      form.reset();
      notifications.show({ color: 'teal', message: 'Your password is changed. Your other sessions have ended.' });
    },
  });
  return (
    <SectionCard
      title="Change your password"
      description="You stay signed in here, and are signed out everywhere else."
    >
      <form onSubmit={onSubmit} noValidate>
        <Stack maw={420}>
          <PasswordInput label="Present password" autoComplete="current-password" {...form.getInputProps('current')} />
          <PasswordInput
            label="New password"
            description="At least 12 characters"
            autoComplete="new-password"
            {...form.getInputProps('next')}
          />
          <PasswordInput label="The same again" autoComplete="new-password" {...form.getInputProps('repeated')} />
          <FormProblem problem={problem} />
          <Button type="submit" loading={isSubmitting} style={{ alignSelf: 'flex-start' }}>
            Change password
          </Button>
        </Stack>
      </form>
    </SectionCard>
  );
}
