import { Alert, Stack } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { useRouter, useSearch } from '@tanstack/react-router';
import { GateLayout } from '../components/gate-layout';
import { SignInForm } from '../components/sign-in-form';
import { TextLink } from '../../../components/text-link';
import { safeReturnPath } from '../../../lib/return-path';

/** The way in; afterwards it leads to where the person wanted to go. */
export function SignInPage() {
  const search = useSearch({ strict: false });
  const router = useRouter();
  return (
    <GateLayout title="Sign in" footer={<TextLink to="/password-reset">Forgot your password?</TextLink>}>
      <Stack>
        {search['ended'] !== undefined && (
          <Alert color="yellow" icon={<IconClock />} title="Your session has ended">
            Sign in to go on where you were.
          </Alert>
        )}
        <SignInForm onSignedIn={() => router.history.push(safeReturnPath(search['returnTo']))} />
      </Stack>
    </GateLayout>
  );
}
