import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../../../api/client';
import { CodeBlock } from '../../../components/code-block';
import { SecretOnce } from '../../../components/secret-once';
import { phoneNumberChoicesQuery } from '../../phone-numbers/api/list-phone-numbers';
import { readCurl, sendCurl } from '../lib/first-curl';

interface NewKeyDialogProps {
  tenantId: string;
  created: Schemas['CreatedApiKey'] | null;
  onClose: () => void;
}

/** The new key, this once, with a command that tries it. */
export function NewKeyDialog({ tenantId, created, onClose }: NewKeyDialogProps) {
  return (
    <SecretOnce secret={created?.key ?? null} what="API key" onClose={onClose}>
      {created && <FirstCommand tenantId={tenantId} created={created} />}
    </SecretOnce>
  );
}

function FirstCommand({ tenantId, created }: { tenantId: string; created: Schemas['CreatedApiKey'] }) {
  const { data: numbers = [] } = useQuery(phoneNumberChoicesQuery(tenantId));
  const maySend = created.scopes.includes('messages:send');
  // With one number there is nothing to choose; with several the command has to name one.
  const needsNumber = created.phoneNumberId === null && numbers.length > 1;
  const parts = {
    origin: window.location.origin,
    key: created.key,
    phoneNumberId: needsNumber ? numbers.at(-1)?.phoneNumberId : undefined,
  };
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        Try it
      </Text>
      <CodeBlock code={maySend ? sendCurl(parts) : readCurl(parts, created.scopes)} label="curl command" />
      {maySend && (
        <Text size="sm" c="dimmed">
          It sends in the sandbox: the message reaches nobody and costs nothing, but the wallet must hold its price.
          Take <code>is_fake=true</code> away to send for real.
          {numbers.length === 0 && ' Add a phone number first: without one there is nothing to send from.'}
        </Text>
      )}
    </Stack>
  );
}
