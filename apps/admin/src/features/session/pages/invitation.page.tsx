import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { IconLinkOff } from '@tabler/icons-react';
import { useState } from 'react';
import { GateLayout } from '../components/gate-layout';
import { FormProblem } from '../../../components/form-problem';
import { ButtonLink } from '../../../components/text-link';
import { linkToken } from '../../../lib/link-token';
import { newPasswordProblem } from '../../../lib/password-rules';
import { useProblemForm } from '../../../lib/use-problem-form';
import { acceptInvitation } from '../api/accept-invitation';

/** Where an invitation's link leads. */
export function InvitationPage() {
  const [token] = useState(() => linkToken(window.location));
  const [isAccepted, setAccepted] = useState(false);
  if (isAccepted) {
    return (
      <GateLayout title="Welcome" description="Your invitation is accepted. Sign in to begin.">
        <ButtonLink to="/sign-in" fullWidth>
          Sign in
        </ButtonLink>
      </GateLayout>
    );
  }
  return (
    <GateLayout
      title="Accept your invitation"
      description="Choose your name and password. If you have an account already, enter its password."
    >
      {token ? <AcceptForm token={token} onAccepted={() => setAccepted(true)} /> : <BrokenLink />}
    </GateLayout>
  );
}

function AcceptForm({ token, onAccepted }: { token: string; onAccepted: () => void }) {
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { name: '', password: '' },
    validate: {
      name: (value) => (value.trim() === '' ? 'Tell your colleagues who you are.' : null),
      password: newPasswordProblem,
    },
    submit: ({ name, password }) => acceptInvitation({ token, name: name.trim(), password }),
    onDone: onAccepted,
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <TextInput label="Your name" autoComplete="name" autoFocus {...form.getInputProps('name')} />
        <PasswordInput
          label="Password"
          description="At least 12 characters"
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
        <FormProblem problem={problem} />
        <Button type="submit" loading={isSubmitting}>
          Accept
        </Button>
      </Stack>
    </form>
  );
}

function BrokenLink() {
  return (
    <Alert color="yellow" icon={<IconLinkOff />} title="This link is not complete">
      Open the link of your invitation again, or ask whoever invited you for a new one.
    </Alert>
  );
}
