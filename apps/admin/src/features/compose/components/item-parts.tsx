import { ActionIcon, Button, Group, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { type JsonPath, recordsAt } from '../../../lib/json-path';
import { useComposerContext } from '../use-composer';
import { ContentInput } from './content-fields';

interface ItemProps {
  /** Where the list stands in the content. */
  path: JsonPath;
  index: number;
  /** What it is called: `button 2`. */
  name: string;
  /** `flex-end` where the first input has a label above it. */
  align?: 'flex-start' | 'flex-end';
  /** What the list becomes without it; merely shorter unless told. */
  without?: (others: readonly object[]) => readonly object[];
  children: ReactNode;
}

/** The inputs of one item of a list, and the button that takes it out. The last one stays. */
export function Item({ path, index, name, align = 'flex-start', without, children }: ItemProps) {
  const { content, update } = useComposerContext();
  const items = recordsAt(content, ...path);
  const remove = (): void => {
    const others = items.filter((_each, place) => place !== index);
    update(path, without ? without(others) : others);
  };
  return (
    <Group gap="xs" align={align} wrap="nowrap">
      {children}
      <ActionIcon
        mb={align === 'flex-end' ? 4 : undefined}
        aria-label={`Remove ${name}`}
        disabled={items.length === 1}
        onClick={remove}
      >
        <IconTrash size={16} />
      </ActionIcon>
    </Group>
  );
}

interface TitleAndIdProps {
  /** Where both stand in the content. */
  path: JsonPath;
  /** What they belong to: `button 2`. */
  name: string;
  titleMaxChars: number;
  idMaxChars: number;
}

/** What a choice is called, and what comes back when someone taps it. */
export function TitleAndId({ path, name, titleMaxChars, idMaxChars }: TitleAndIdProps) {
  return (
    <Group gap={6} align="flex-start" wrap="nowrap" style={{ flex: 1 }}>
      <ContentInput
        style={{ flex: 3 }}
        aria-label={`Title of ${name}`}
        placeholder="Title"
        path={[...path, 'title']}
        maxChars={titleMaxChars}
      />
      <ContentInput
        style={{ flex: 2 }}
        aria-label={`Id of ${name}`}
        placeholder="Id"
        path={[...path, 'id']}
        maxChars={idMaxChars}
      />
    </Group>
  );
}

interface AddItemProps {
  /** Where the list stands in the content. */
  path: JsonPath;
  /** What is added. */
  item: () => object;
  isFull: boolean;
  /** `Add a button`. */
  label: string;
  /** How many there may be, and what else is to be known. */
  hint?: ReactNode;
}

/** Puts another item at the end of a list, below what is wrong with the list as a whole. */
export function AddItem({ path, item, isFull, label, hint }: AddItemProps) {
  const { content, update, errorAt } = useComposerContext();
  const error = errorAt(path);
  return (
    <>
      {error && (
        <Text size="sm" c="var(--mantine-color-error)">
          {error}
        </Text>
      )}
      <Group gap="sm">
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          disabled={isFull}
          onClick={() => update([...path, recordsAt(content, ...path).length], item())}
        >
          {label}
        </Button>
        {hint && (
          <Text size="sm" c="dimmed">
            {hint}
          </Text>
        )}
      </Group>
    </>
  );
}

/** `row-3`: an id that none of these has. */
export function freeId(prefix: string, taken: readonly (string | undefined)[]): string {
  let number = taken.length + 1;
  while (taken.includes(`${prefix}-${number}`)) number += 1;
  return `${prefix}-${number}`;
}
