import { Input, Stack } from '@mantine/core';
import { recordsAt, textAt } from '../../../lib/json-path';
import { LIMITS } from '../limits';
import { useComposerContext } from '../use-composer';
import { AddItem, freeId, Item, TitleAndId } from './item-parts';

const PATH = ['action', 'buttons'] as const;

/** One to three reply buttons. */
export function ButtonsForm() {
  const { content } = useComposerContext();
  const buttons = recordsAt(content, ...PATH);
  const newId = (): string =>
    freeId(
      'button',
      buttons.map((button) => textAt(button, 'reply', 'id')),
    );
  return (
    <Stack gap="xs">
      <Input.Label component="div">Buttons</Input.Label>
      {buttons.map((_, index) => (
        <Item key={index} path={PATH} index={index} name={`button ${index + 1}`}>
          <TitleAndId
            path={[...PATH, index, 'reply']}
            name={`button ${index + 1}`}
            titleMaxChars={LIMITS.replyButtonTitleMaxChars}
            idMaxChars={LIMITS.replyButtonIdMaxChars}
          />
        </Item>
      ))}
      <AddItem
        path={PATH}
        item={() => ({ type: 'reply', reply: { id: newId(), title: '' } })}
        isFull={buttons.length >= LIMITS.replyButtonsMaxItems}
        label="Add a button"
        hint={`At most ${LIMITS.replyButtonsMaxItems}. The id comes back to you when someone taps.`}
      />
    </Stack>
  );
}
