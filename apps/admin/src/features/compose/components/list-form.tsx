import { ActionIcon, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { recordsAt } from '../../../lib/json-path';
import { LIMITS } from '../limits';
import { useComposerContext } from '../use-composer';
import { ContentInput } from './content-fields';

const SECTIONS = ['action', 'sections'] as const;

/** The button that opens the list, and its sections of rows. */
export function ListForm() {
  const { content, update, errorAt } = useComposerContext();
  const sections = recordsAt(content, ...SECTIONS);
  const rowCount = sections.flatMap((section) => recordsAt(section, 'rows')).length;
  const isFull = rowCount >= LIMITS.listRowsMaxItems;
  const newRow = (): object => ({ id: newRowId(sections), title: '' });
  return (
    <Stack gap="sm">
      <ContentInput label="Label of the button" path={['action', 'button']} maxChars={LIMITS.listButtonMaxChars} />
      {sections.map((section, index) => (
        <Paper key={index} withBorder p="sm">
          <Stack gap="xs">
            <Group gap="xs" align="flex-end" wrap="nowrap">
              <ContentInput
                style={{ flex: 1 }}
                label={`Section ${index + 1}`}
                placeholder={sections.length > 1 ? 'Title' : 'Title (only needed with several sections)'}
                path={[...SECTIONS, index, 'title']}
                maxChars={LIMITS.sectionTitleMaxChars}
                isOptional
              />
              <ActionIcon
                mb={4}
                aria-label={`Remove section ${index + 1}`}
                disabled={sections.length === 1}
                onClick={() =>
                  update(
                    SECTIONS,
                    sections.filter((_each, place) => place !== index),
                  )
                }
              >
                <IconTrash size={16} />
              </ActionIcon>
            </Group>
            <Rows section={index} count={recordsAt(section, 'rows').length} />
            <Button
              variant="default"
              size="xs"
              w="fit-content"
              leftSection={<IconPlus size={14} />}
              disabled={isFull}
              onClick={() => update([...SECTIONS, index, 'rows', recordsAt(section, 'rows').length], newRow())}
            >
              Add a row
            </Button>
          </Stack>
        </Paper>
      ))}
      {errorAt(SECTIONS) && (
        <Text size="sm" c="var(--mantine-color-error)">
          {errorAt(SECTIONS)}
        </Text>
      )}
      <Group gap="sm">
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          disabled={isFull}
          onClick={() => update([...SECTIONS, sections.length], { title: '', rows: [newRow()] })}
        >
          Add a section
        </Button>
        <Text size="sm" c="dimmed">
          {rowCount} of {LIMITS.listRowsMaxItems} rows
        </Text>
      </Group>
    </Stack>
  );
}

function newRowId(sections: readonly object[]): string {
  const taken = new Set(sections.flatMap((section) => recordsAt(section, 'rows').map(({ id }) => id)));
  let number = taken.size + 1;
  while (taken.has(`row-${number}`)) number += 1;
  return `row-${number}`;
}

function Rows({ section, count }: { section: number; count: number }) {
  const { content, update } = useComposerContext();
  const path = [...SECTIONS, section, 'rows'] as const;
  const rows = recordsAt(content, ...path);
  return Array.from({ length: count }, (_, index) => {
    const name = `row ${index + 1} of section ${section + 1}`;
    return (
      <Group key={index} gap="xs" align="flex-start" wrap="nowrap">
        <Stack gap={6} style={{ flex: 1 }}>
          <Group gap={6} align="flex-start" wrap="nowrap">
            <ContentInput
              style={{ flex: 3 }}
              aria-label={`Title of ${name}`}
              placeholder="Title"
              path={[...path, index, 'title']}
              maxChars={LIMITS.rowTitleMaxChars}
            />
            <ContentInput
              style={{ flex: 2 }}
              aria-label={`Id of ${name}`}
              placeholder="Id"
              path={[...path, index, 'id']}
              maxChars={LIMITS.rowIdMaxChars}
            />
          </Group>
          <ContentInput
            aria-label={`Description of ${name}`}
            placeholder="Description (optional)"
            path={[...path, index, 'description']}
            maxChars={LIMITS.rowDescriptionMaxChars}
            isOptional
          />
        </Stack>
        <ActionIcon
          aria-label={`Remove ${name}`}
          disabled={rows.length === 1}
          onClick={() =>
            update(
              path,
              rows.filter((_each, place) => place !== index),
            )
          }
        >
          <IconTrash size={16} />
        </ActionIcon>
      </Group>
    );
  });
}
