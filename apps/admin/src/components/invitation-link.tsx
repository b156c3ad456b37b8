import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconMailCheck, IconMailForward } from '@tabler/icons-react';
import { CodeBlock } from './code-block';
import { CopyButton } from './copy-button';
import { InstantText } from './instant-text';

interface InvitationLinkProps {
  /** Null keeps the dialog closed. */
  invitation: { email: string; invitationUrl: string; isMailed: boolean; expiresAt: string } | null;
  onClose: () => void;
}

/** The link of an invitation, which a letter has brought or which is to be passed on: it is told this once. */
export function InvitationLink({ invitation, onClose }: InvitationLinkProps) {
  return (
    <Modal
      opened={invitation !== null}
      onClose={onClose}
      title="The invitation's link"
      size="lg"
      closeOnClickOutside={false}
    >
      {invitation && (
        <Stack>
          <Alert
            color={invitation.isMailed ? 'teal' : 'yellow'}
            icon={invitation.isMailed ? <IconMailCheck /> : <IconMailForward />}
            title={invitation.isMailed ? `Sent to ${invitation.email}` : `Send it to ${invitation.email}`}
          >
            <Text size="sm">
              {invitation.isMailed
                ? 'A letter with this link is on its way. Should it not arrive, pass the link on yourself: it is shown this once.'
                : 'No letter was sent: pass the link on yourself. It is shown this once.'}{' '}
              Whoever has it can join, so give it to them alone. It works until{' '}
              <InstantText at={invitation.expiresAt} />; a new one can be made at any time.
            </Text>
          </Alert>
          <CodeBlock code={invitation.invitationUrl} label="Invitation link" />
          <Group justify="space-between">
            <CopyButton value={invitation.invitationUrl} what="invitation link" withLabel />
            <Button onClick={onClose}>Done</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
