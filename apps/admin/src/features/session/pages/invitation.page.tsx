import { Alert, Button, PasswordInput, Skeleton, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconLinkOff } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { Schemas } from '../../../api/client';
import { asProblem } from '../../../api/problem';
import { accountKey } from '../../../api/keys';
import { GateLayout } from '../components/gate-layout';
import { ErrorState } from '../../../components/error-state';
import { FormProblem } from '../../../components/form-problem';
import { InstantText } from '../../../components/instant-text';
import { ButtonLink } from '../../../components/text-link';
import { linkToken } from '../../../lib/link-token';
import { newPasswordProblem } from '../../../lib/password-rules';
import { useProblemForm } from '../../../lib/use-problem-form';
import { acceptInvitation, previewInvitation } from '../api/accept-invitation';

type Invitation = Schemas['InvitationPreviewView'];

/** Where an invitation's link leads. */
export function InvitationPage() {
  const [token] = useState(() => linkToken(window.location));
  return token ? <FoundLink token={token} /> : <BrokenLink />;
}

function FoundLink({ token }: { token: string }) {
  const [isAccepted, setAccepted] = useState(false);
  const invitation = useQuery({
    queryKey: accountKey('invitation', token),
    queryFn: () => previewInvitation(token),
    // It is read once: after the acceptance there is no such invitation any more.
    staleTime: Infinity,
    retry: (failures, error) => asProblem(error).status >= 500 && failures < 2,
  });
  if (isAccepted) {
    return (
      <GateLayout title="Welcome" description="Your invitation is accepted. Sign in to begin.">
        <ButtonLink to="/sign-in" fullWidth>
          Sign in
        </ButtonLink>
      </GateLayout>
    );
  }
  if (invitation.error && asProblem(invitation.error).status === 404) return <EndedLink />;
  const { data } = invitation;
  return (
    <GateLayout title="Accept your invitation" description={data && <Words invitation={data} />}>
      {data && <AcceptForm token={token} invitation={data} onAccepted={() => setAccepted(true)} />}
      {invitation.isPending && <LoadingForm />}
      {invitation.error && <ErrorState error={invitation.error} onRetry={() => void invitation.refetch()} />}
    </GateLayout>
  );
}

function Words({ invitation: { tenantName, role, expiresAt } }: { invitation: Invitation }): ReactNode {
  return (
    <>
      You are invited{' '}
      {tenantName === null ? (
        'to run this platform'
      ) : (
        <>
          to <strong>{tenantName}</strong>
        </>
      )}{' '}
      as {role}. The link works until <InstantText at={expiresAt} />.
    </>
  );
}

interface AcceptFormProps {
  token: string;
  invitation: Invitation;
  onAccepted: () => void;
}

function AcceptForm({ token, invitation: { email, hasAccount }, onAccepted }: AcceptFormProps) {
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    // Whoever has an account keeps its name: what is sent then has no effect.
    initialValues: { name: hasAccount ? email : '', password: '' },
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
        <TextInput label="E-mail address" type="email" autoComplete="username" readOnly value={email} />
        {!hasAccount && (
          <TextInput
            label="Your name"
            description="What your colleagues see. At most 120 characters."
            maxLength={120}
            autoComplete="name"
            autoFocus
            {...form.getInputProps('name')}
          />
        )}
        <PasswordInput
          label={hasAccount ? 'Password of your account' : 'Password'}
          description={hasAccount ? 'You have an account already, and keep it.' : 'At least 12 characters'}
          autoComplete={hasAccount ? 'current-password' : 'new-password'}
          autoFocus={hasAccount}
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

function LoadingForm() {
  return (
    <Stack role="status" aria-label="Loading: the invitation">
      <Skeleton height={58} />
      <Skeleton height={58} />
      <Skeleton height={36} />
    </Stack>
  );
}

function BrokenLink() {
  return (
    <GateLayout title="Accept your invitation">
      <Alert color="yellow" icon={<IconLinkOff />} title="This link is not complete">
        Open the link of your invitation again, or ask whoever invited you for a new one.
      </Alert>
    </GateLayout>
  );
}

function EndedLink() {
  return (
    <GateLayout title="Accept your invitation" footer={<ButtonLink to="/sign-in">Sign in</ButtonLink>}>
      <Alert color="yellow" icon={<IconLinkOff />} title="This link does not work any more">
        It was used already, withdrawn, replaced by a newer one, or is older than seven days. If you have accepted it,
        sign in; otherwise ask whoever invited you for a new one.
      </Alert>
    </GateLayout>
  );
}
