import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { useState } from 'react';
import { GateLayout } from '../components/gate-layout';
import { FormProblem } from '../../../components/form-problem';
import { ButtonLink, TextLink } from '../../../components/text-link';
import { linkToken } from '../../../lib/link-token';
import { newPasswordProblem, repetitionProblem } from '../../../lib/password-rules';
import { useProblemForm } from '../../../lib/use-problem-form';
import { acceptPasswordReset, requestPasswordReset } from '../api/reset-password';

/** Asks for a link; with the link's token, takes the new password. */
export function PasswordResetPage() {
  const [token] = useState(() => linkToken(window.location));
  return token ? <NewPassword token={token} /> : <AskForLink />;
}

function AskForLink() {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { email: '' },
    validate: { email: (value) => (value.trim() === '' ? 'Enter your e-mail address.' : null) },
    submit: ({ email }) => requestPasswordReset(email.trim()),
    onDone: ({ email }) => setSentTo(email.trim()),
  });
  return (
    <GateLayout
      title="Reset your password"
      description="We send a link to your address."
      footer={<TextLink to="/sign-in">Back to the sign-in</TextLink>}
    >
      {sentTo ? (
        <Alert icon={<IconMail />} title="Look into your mail" role="status">
          If {sentTo} has an account, a link is on its way. It works once, and not for long.
        </Alert>
      ) : (
        <form onSubmit={onSubmit} noValidate>
          <Stack>
            <TextInput
              label="E-mail address"
              type="email"
              autoComplete="username"
              autoFocus
              {...form.getInputProps('email')}
            />
            <FormProblem problem={problem} />
            <Button type="submit" loading={isSubmitting}>
              Send the link
            </Button>
          </Stack>
        </form>
      )}
    </GateLayout>
  );
}

function NewPassword({ token }: { token: string }) {
  const [isDone, setDone] = useState(false);
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { password: '', repeated: '' },
    validate: {
      password: newPasswordProblem,
      repeated: (value, { password }) => repetitionProblem(value, password),
    },
    submit: ({ password }) => acceptPasswordReset({ token, password }),
    onDone: () => setDone(true),
  });
  if (isDone) {
    return (
      <GateLayout title="Your password is changed" description="All earlier sessions have ended.">
        <ButtonLink to="/sign-in" fullWidth>
          Sign in
        </ButtonLink>
      </GateLayout>
    );
  }
  return (
    <GateLayout title="Choose a new password" footer={<TextLink to="/sign-in">Back to the sign-in</TextLink>}>
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          <PasswordInput
            label="New password"
            description="At least 12 characters"
            autoComplete="new-password"
            autoFocus
            {...form.getInputProps('password')}
          />
          <PasswordInput label="The same again" autoComplete="new-password" {...form.getInputProps('repeated')} />
          <FormProblem problem={problem} />
          <Button type="submit" loading={isSubmitting}>
            Change password
          </Button>
        </Stack>
      </form>
    </GateLayout>
  );
}
