import { Button, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { TextLink } from '../../../components/text-link';
import { useTenant } from '../../../lib/tenant';
import { useComposerContext } from '../use-composer';

/** Whom from, whom to, and which message it answers. */
export function EnvelopeFields() {
  const { id: tenantId } = useTenant();
  const { draft, change, senders, sender, errorOf } = useComposerContext();
  const [isAnswering, setAnswering] = useState(draft.replyTo !== '');
  const isReceipt = draft.kind === 'read';
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Select
          label="From"
          placeholder={senders.length === 0 ? 'No phone number yet' : 'Choose a number'}
          data={senders.map((number) => ({
            value: number.phoneNumberId,
            label: [number.displayPhoneNumber, number.verifiedName].filter(Boolean).join(' · '),
          }))}
          value={sender?.phoneNumberId ?? null}
          allowDeselect={false}
          onChange={(phoneNumberId) => change({ phoneNumberId })}
          error={errorOf('phoneNumberId')}
          // In one line with the field beside it, whether there is a link or not.
          inputWrapperOrder={['label', 'input', 'error', 'description']}
          description={
            senders.length === 0 && (
              <TextLink to="/tenants/$tenantId/phone-numbers" params={{ tenantId }} size="sm">
                Add a phone number
              </TextLink>
            )
          }
        />
        {!isReceipt && (
          <TextInput
            label="To"
            placeholder="+90 532 123 45 67"
            inputMode="tel"
            value={draft.recipient}
            onChange={(event) => change({ recipient: event.currentTarget.value })}
            error={errorOf('to') ?? errorOf('recipient')}
          />
        )}
      </SimpleGrid>
      {!isReceipt &&
        (isAnswering ? (
          <TextInput
            label="Answers the message"
            placeholder="wamid.…"
            description="The wamid of a message of this chat; it is quoted above yours. Leave it empty to quote none."
            value={draft.replyTo}
            onChange={(event) => change({ replyTo: event.currentTarget.value })}
            error={errorOf('context.message_id')}
          />
        ) : (
          <Button variant="subtle" size="compact-sm" w="fit-content" onClick={() => setAnswering(true)}>
            Answer a message
          </Button>
        ))}
    </Stack>
  );
}
