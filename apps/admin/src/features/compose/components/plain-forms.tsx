import { ActionIcon, Button, Checkbox, Group, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { textAt } from '../../../lib/json-path';
import { LIMITS } from '../limits';
import { useComposerContext } from '../use-composer';
import { ContentCheckbox, ContentInput, ContentTextarea } from './content-fields';

export function TextForm() {
  return (
    <Stack gap="sm">
      <ContentTextarea
        label="Text"
        path={['body']}
        maxChars={LIMITS.textBodyMaxChars}
        description="*bold*, _italic_, ~struck~ and ```code``` work as on the phone."
      />
      <ContentCheckbox label="Show a preview of the first link" path={['preview_url']} />
    </Stack>
  );
}

export function LocationForm() {
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <ContentInput label="Latitude" path={['latitude']} placeholder="41.0082" inputMode="decimal" />
        <ContentInput label="Longitude" path={['longitude']} placeholder="28.9784" inputMode="decimal" />
      </SimpleGrid>
      <ContentInput label="Name of the place" path={['name']} isOptional />
      <ContentInput label="Address" path={['address']} isOptional />
    </Stack>
  );
}

export function ReactionForm() {
  const { content, update } = useComposerContext();
  const emojis = ['👍', '❤️', '😂', '😮', '😢', '🙏'];
  return (
    <Stack gap="sm">
      <ContentInput
        label="Message to react to"
        path={['message_id']}
        placeholder="wamid.…"
        description="The wamid of a message that the user sent; its page has it."
      />
      <Group gap={4} role="group" aria-label="Usual emojis">
        {emojis.map((emoji) => (
          <ActionIcon
            key={emoji}
            variant={textAt(content, 'emoji') === emoji ? 'light' : 'subtle'}
            aria-label={emoji}
            aria-pressed={textAt(content, 'emoji') === emoji}
            onClick={() => update(['emoji'], emoji)}
          >
            {emoji}
          </ActionIcon>
        ))}
      </Group>
      <ContentInput label="Emoji" path={['emoji']} description="Leave it empty to take a reaction back." />
    </Stack>
  );
}

export function ReadForm() {
  const { content, update } = useComposerContext();
  return (
    <Stack gap="sm">
      <ContentInput
        label="Message that was read"
        path={['message_id']}
        placeholder="wamid.…"
        description="The wamid of a message that the user sent; its page has it."
      />
      <Checkbox
        label="Show that an answer is being typed"
        checked={textAt(content, 'typing_indicator', 'type') !== undefined}
        onChange={(event) => update(['typing_indicator'], event.currentTarget.checked ? { type: 'text' } : undefined)}
      />
    </Stack>
  );
}

export function ContactsForm() {
  const { content, update, errorAt } = useComposerContext();
  const contacts = Array.isArray(content) ? (content as unknown[]) : [];
  const remove = (index: number): void =>
    update(
      [],
      contacts.filter((_, place) => place !== index),
    );
  return (
    <Stack gap="sm">
      {contacts.map((_, index) => (
        <Paper key={index} withBorder p="sm">
          <Stack gap="xs">
            <Group justify="space-between">
              <Text size="sm" fw={600}>
                Contact {index + 1}
              </Text>
              <ActionIcon
                aria-label={`Remove contact ${index + 1}`}
                disabled={contacts.length === 1}
                onClick={() => remove(index)}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </Group>
            <SimpleGrid cols={{ base: 1, xs: 2 }} verticalSpacing="xs">
              <ContentInput label="Name" path={[index, 'name', 'formatted_name']} />
              <ContentInput label="Phone" path={[index, 'phones', 0, 'phone']} inputMode="tel" isOptional />
              <ContentInput label="E-mail" path={[index, 'emails', 0, 'email']} inputMode="email" isOptional />
              <ContentInput label="Company" path={[index, 'org', 'company']} isOptional />
            </SimpleGrid>
          </Stack>
        </Paper>
      ))}
      {errorAt([]) && (
        <Text size="sm" c="var(--mantine-color-error)">
          {errorAt([])}
        </Text>
      )}
      <Group>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          onClick={() => update([contacts.length], { name: { formatted_name: '' } })}
        >
          Add a contact
        </Button>
        <Text size="sm" c="dimmed">
          More fields, such as addresses and birthdays, can be written as JSON.
        </Text>
      </Group>
    </Stack>
  );
}
