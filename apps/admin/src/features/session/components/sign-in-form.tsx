import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { type ChangeEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { api, call, type Schemas } from '../../../api/client';
import { ApiProblem } from '../../../api/problem';
import { queryClient, SESSION_KEY } from '../../../api/query-client';
import { FormProblem } from '../../../components/form-problem';
import { signedInMark } from '../../../lib/session';
import { useProblemForm } from '../../../lib/use-problem-form';

interface SignInFormProps {
  /** Filled in already, for someone whose session has ended. */
  email?: string;
  onSignedIn: (session: Schemas['WhoAmI']) => void;
}

/** E-mail address and password; then, for those who have turned it on, the code of their authenticator app. */
export function SignInForm({ email = '', onSignedIn }: SignInFormProps) {
  const [needsCode, setNeedsCode] = useState(false);
  const signedIn = useRef<Schemas['WhoAmI']>(undefined);
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { email, password: '', totp: '' },
    validate: {
      email: (value) => (value.trim() === '' ? 'Enter your e-mail address.' : null),
      password: (value) => (value === '' ? 'Enter your password.' : null),
      totp: (value) => (needsCode && !/^\d{6}$/.test(value.trim()) ? 'Enter the six digits that the app shows.' : null),
    },
    submit: async ({ email: address, password, totp }) => {
      try {
        const body = { email: address, password, ...(needsCode && { totp: totp.trim() }) };
        signedIn.current = await call(api.POST('/console/v1/session', { body }));
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.code !== 'totp_required') throw error;
        setNeedsCode(true);
      }
    },
    onDone: () => {
      if (!signedIn.current) return;
      signedInMark.set();
      queryClient.setQueryData(SESSION_KEY, signedIn.current);
      onSignedIn(signedIn.current);
    },
  });

  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        {needsCode ? (
          <CodeInput {...form.getInputProps('totp')} address={form.values.email} />
        ) : (
          <>
            <TextInput
              label="E-mail address"
              type="email"
              autoComplete="username"
              autoFocus={email === ''}
              data-autofocus={email === '' || undefined}
              {...form.getInputProps('email')}
            />
            <PasswordInput
              label="Password"
              autoComplete="current-password"
              autoFocus={email !== ''}
              data-autofocus={email !== '' || undefined}
              {...form.getInputProps('password')}
            />
          </>
        )}
        <FormProblem problem={problem} />
        <Button type="submit" loading={isSubmitting} fullWidth>
          {needsCode ? 'Confirm' : 'Sign in'}
        </Button>
        {needsCode && (
          <Button variant="subtle" color="gray" onClick={() => setNeedsCode(false)}>
            Use another account
          </Button>
        )}
      </Stack>
    </form>
  );
}

interface CodeInputProps {
  address: string;
  value?: string;
  error?: ReactNode;
  onChange?: (event: ChangeEvent<HTMLInputElement>) => void;
}

function CodeInput({ address, ...input }: CodeInputProps) {
  const node = useRef<HTMLInputElement>(null);
  useEffect(() => node.current?.focus(), []);
  return (
    <>
      <Text size="sm" c="dimmed">
        Signing in as <strong>{address}</strong>
      </Text>
      <TextInput
        ref={node}
        label="Code of your authenticator app"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
        {...input}
      />
    </>
  );
}
