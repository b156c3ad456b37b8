import { Input, Paper, SegmentedControl, SimpleGrid, Stack } from '@mantine/core';
import { type JsonPath, type JsonRecord, recordsAt, textAt, valueAt } from '../../../lib/json-path';
import { type CardButtons, type CardFile, cardOf, CARDS_MAX, cardsAs, numbered, REPLIES_MAX } from '../carousel';
import { LIMITS } from '../limits';
import { useComposerContext } from '../use-composer';
import { ContentInput, ContentTextarea } from './content-fields';
import { FileField } from './file-field';
import { AddItem, freeId, Item, TitleAndId } from './item-parts';

const CARDS = ['action', 'cards'] as const;
/** Meta's: the card's text. */
const CARD_TEXT_MAX_CHARS = 160;
/** Meta's: what stands on a card's button. */
const CARD_BUTTON_MAX_CHARS = 20;

/** Cards to be swiped through. All of them have the same kind of file and of buttons, as Meta asks. */
export function CarouselForm() {
  const { content, update } = useComposerContext();
  const cards = recordsAt(content, ...CARDS);
  const file: CardFile = textAt(cards[0], 'header', 'type') === 'video' ? 'video' : 'image';
  const buttons: CardButtons = textAt(cards[0], 'type') === 'cta_url' ? 'cta_url' : 'button';
  const name = (index: number): string => `card ${index + 1}`;
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Choice
          label="On top of each card"
          choices={{ image: 'A picture', video: 'A video' }}
          value={file}
          onChange={(next) => update(CARDS, cardsAs(cards, next, buttons))}
        />
        <Choice
          label="Below each card"
          choices={{ cta_url: 'A web page', button: 'Reply buttons' }}
          value={buttons}
          onChange={(next) => update(CARDS, cardsAs(cards, file, next))}
        />
      </SimpleGrid>
      {cards.map((card, index) => (
        <Paper key={index} withBorder p="sm" component="section" aria-label={name(index)}>
          <Item path={CARDS} index={index} name={name(index)} without={numbered}>
            <Stack gap="xs" style={{ flex: 1, minWidth: 0 }}>
              <FileField
                key={file}
                label={`${file === 'image' ? 'Picture' : 'Video'} of ${name(index)}`}
                kind={file}
                value={valueAt(card, 'header', file)}
                onChange={(value) => update([...CARDS, index, 'header', file], value)}
              />
              <ContentTextarea
                label={`Text of ${name(index)}`}
                path={[...CARDS, index, 'body', 'text']}
                maxChars={CARD_TEXT_MAX_CHARS}
                minRows={2}
              />
              {buttons === 'cta_url' ? (
                <WebPage path={[...CARDS, index, 'action', 'parameters']} name={name(index)} />
              ) : (
                <Replies path={[...CARDS, index, 'action', 'buttons']} card={card} name={name(index)} />
              )}
            </Stack>
          </Item>
        </Paper>
      ))}
      <AddItem
        path={CARDS}
        item={() => cardOf(cards.length, file, buttons)}
        isFull={cards.length >= CARDS_MAX}
        label="Add a card"
        hint={`${cards.length} of at most ${CARDS_MAX}; Meta asks for two at least.`}
      />
    </Stack>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  choices: Readonly<Record<T, string>>;
  value: T;
  onChange: (value: T) => void;
}

function Choice<T extends string>({ label, choices, value, onChange }: ChoiceProps<T>) {
  const data = (Object.keys(choices) as T[]).map((each) => ({ value: each, label: choices[each] }));
  return (
    <Input.Wrapper label={label} labelElement="div">
      <SegmentedControl fullWidth mt={4} aria-label={label} data={data} value={value} onChange={onChange} />
    </Input.Wrapper>
  );
}

function WebPage({ path, name }: { path: JsonPath; name: string }) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" verticalSpacing="xs">
      <ContentInput
        aria-label={`Label of the button of ${name}`}
        placeholder="Label of the button"
        path={[...path, 'display_text']}
        maxChars={CARD_BUTTON_MAX_CHARS}
      />
      <ContentInput
        aria-label={`Web page of ${name}`}
        placeholder="https://example.com"
        inputMode="url"
        path={[...path, 'url']}
      />
    </SimpleGrid>
  );
}

function Replies({ path, card, name }: { path: JsonPath; card: JsonRecord; name: string }) {
  const replies = recordsAt(card, 'action', 'buttons');
  const newId = (): string =>
    freeId(
      'reply',
      replies.map((reply) => textAt(reply, 'quick_reply', 'id')),
    );
  return (
    <>
      {replies.map((_, index) => (
        <Item key={index} path={path} index={index} name={`button ${index + 1} of ${name}`}>
          <TitleAndId
            path={[...path, index, 'quick_reply']}
            name={`button ${index + 1} of ${name}`}
            titleMaxChars={CARD_BUTTON_MAX_CHARS}
            idMaxChars={LIMITS.replyButtonIdMaxChars}
          />
        </Item>
      ))}
      <AddItem
        path={path}
        item={() => ({ type: 'quick_reply', quick_reply: { id: newId(), title: '' } })}
        isFull={replies.length >= REPLIES_MAX}
        label="Add a button"
        hint={`At most ${REPLIES_MAX}, as many on every card.`}
      />
    </>
  );
}
