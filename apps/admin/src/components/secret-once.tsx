import { Alert, Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { CodeBlock } from './code-block';

interface SecretOnceProps {
  /** The secret; null keeps the dialog closed. */
  secret: string | null;
  /** What it is: "API key". */
  what: string;
  onClose: () => void;
  /** What to do with it next: a ready curl command, say. */
  children?: ReactNode;
}

/** Shows a secret that the server tells once. It closes only after the person has said that they kept it. */
export function SecretOnce({ secret, what, onClose, children }: SecretOnceProps) {
  const [isKept, setKept] = useState(false);
  const close = (): void => {
    setKept(false);
    onClose();
  };
  return (
    <Modal
      opened={secret !== null}
      onClose={close}
      title={`Your new ${what}`}
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack>
        <Alert icon={<IconKey />} color="yellow" title="It is shown this once">
          <Text size="sm">Copy it now and keep it where your other secrets are. Nobody can show it again.</Text>
        </Alert>
        <CodeBlock code={secret ?? ''} label={what} />
        {children}
        <Group justify="space-between">
          <Checkbox
            label="I have kept it"
            checked={isKept}
            onChange={(event) => setKept(event.currentTarget.checked)}
          />
          <Button onClick={close} disabled={!isKept}>
            Done
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
