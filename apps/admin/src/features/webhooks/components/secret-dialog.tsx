import { Anchor, Text } from '@mantine/core';
import { CodeBlock } from '../../../components/code-block';
import { SecretOnce } from '../../../components/secret-once';
import { VERIFICATION_SNIPPET } from '../verification-snippet';

interface SecretDialogProps {
  /** The signing secret; null keeps the dialog closed. */
  secret: string | null;
  onClose: () => void;
}

/** A new signing secret, and what a receiver does with it. */
export function SecretDialog({ secret, onClose }: SecretDialogProps) {
  return (
    <SecretOnce secret={secret} what="signing secret" onClose={onClose}>
      <Text size="sm">
        Every event is signed with it. Your receiver checks the signature before it believes an event; in Node like
        this:
      </Text>
      <CodeBlock code={VERIFICATION_SNIPPET} label="Verification in Node" height="14rem" />
      <Text size="sm" c="dimmed">
        Signatures follow{' '}
        <Anchor href="https://www.standardwebhooks.com" target="_blank" rel="noreferrer" inherit>
          Standard Webhooks
        </Anchor>
        , so its libraries for other languages verify them too. More in the{' '}
        <Anchor href="/docs" target="_blank" rel="noreferrer" inherit>
          reference
        </Anchor>
        .
      </Text>
    </SecretOnce>
  );
}
