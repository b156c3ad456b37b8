import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconMailForward } from '@tabler/icons-react';
import { CodeBlock } from './code-block';
import { CopyButton } from './copy-button';
import { InstantText } from './instant-text';

interface InvitationLinkProps {
  /** Null keeps the dialog closed. */
  invitation: { email: string; invitationUrl: string; expiresAt: string } | null;
  onClose: () => void;
}

/** The link of an invitation, to be passed on: it is told this once. */
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
          <Alert color="yellow" icon={<IconMailForward />} title={`Send it to ${invitation.email}`}>
            <Text size="sm">
              The link is shown this once. Whoever has it can join, so send it to them alone. It works until{' '}
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
