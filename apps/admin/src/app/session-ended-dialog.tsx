import { Alert, Modal, Stack } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { onEndedSession } from '../api/session-end';
import { queryClient, SESSION_KEY } from '../api/query-client';
import type { Schemas } from '../api/client';
import { TextLink } from '../components/text-link';
import { useSession } from '../lib/session';
import { SignInForm } from '../features/session/components/sign-in-form';

/**
 * Asks to sign in again over the page when the session has ended. The page stays as it is beneath, with everything that was typed;
 * afterwards it goes on, and what could not be loaded is loaded.
 */
export function SessionEndedDialog() {
  const [isEnded, setEnded] = useState(false);
  const { id, email } = useSession();
  const { href } = useLocation();
  useEffect(() => onEndedSession(() => setEnded(true)), []);

  const goOn = (session: Schemas['WhoAmI']): void => {
    // Someone else sits here now: nothing of the first person's may stay on the screen.
    if (session.user.id !== id) return window.location.assign('/');
    setEnded(false);
    void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
  };
  return (
    <Modal
      opened={isEnded}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      title="Sign in again"
      zIndex={300}
    >
      <Stack>
        <Alert color="yellow" icon={<IconClock />} title="Your session has ended">
          Nothing on this page is lost: sign in and go on where you were.
        </Alert>
        <SignInForm email={email} onSignedIn={goOn} />
        <TextLink to="/sign-in" search={{ returnTo: href, ended: 'yes' }} reloadDocument size="sm" ta="center">
          Leave this page and sign in
        </TextLink>
      </Stack>
    </Modal>
  );
}
