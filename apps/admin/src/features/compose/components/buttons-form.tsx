import { ActionIcon, Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { recordsAt, textAt } from '../../../lib/json-path';
import { LIMITS } from '../limits';
import { useComposerContext } from '../use-composer';
import { ContentInput } from './content-fields';

const PATH = ['action', 'buttons'] as const;

/** One to three reply buttons. */
export function ButtonsForm() {
  const { content, update, errorAt } = useComposerContext();
  const buttons = recordsAt(content, ...PATH);
  const add = (): void => {
    const taken = new Set(buttons.map((button) => textAt(button, 'reply', 'id')));
    const id = [1, 2, 3, 4].map((number) => `button-${number}`).find((each) => !taken.has(each)) ?? 'button';
    update([...PATH, buttons.length], { type: 'reply', reply: { id, title: '' } });
  };
  return (
    <Stack gap="xs">
      <Text size="sm" fw={500}>
        Buttons
      </Text>
      {buttons.map((_, index) => (
        <Group key={index} gap="xs" align="flex-start" wrap="nowrap">
          <ContentInput
            style={{ flex: 3 }}
            aria-label={`Title of button ${index + 1}`}
            placeholder="Title"
            path={[...PATH, index, 'reply', 'title']}
            maxChars={LIMITS.replyButtonTitleMaxChars}
          />
          <ContentInput
            style={{ flex: 2 }}
            aria-label={`Id of button ${index + 1}`}
            placeholder="Id"
            path={[...PATH, index, 'reply', 'id']}
            maxChars={LIMITS.replyButtonIdMaxChars}
          />
          <ActionIcon
            aria-label={`Remove button ${index + 1}`}
            disabled={buttons.length === 1}
            onClick={() =>
              update(
                PATH,
                buttons.filter((_each, place) => place !== index),
              )
            }
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      {errorAt(PATH) && (
        <Text size="sm" c="var(--mantine-color-error)">
          {errorAt(PATH)}
        </Text>
      )}
      <Group gap="sm">
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          disabled={buttons.length >= LIMITS.replyButtonsMaxItems}
          onClick={add}
        >
          Add a button
        </Button>
        <Text size="sm" c="dimmed">
          At most {LIMITS.replyButtonsMaxItems}. The id comes back to you when someone taps.
        </Text>
      </Group>
    </Stack>
  );
}
