import { Paper, Stack } from '@mantine/core';
import { recordsAt, textAt } from '../../../lib/json-path';
import { LIMITS } from '../limits';
import { useComposerContext } from '../use-composer';
import { ContentInput } from './content-fields';
import { AddItem, freeId, Item, TitleAndId } from './item-parts';

const SECTIONS = ['action', 'sections'] as const;

/** The button that opens the list, and its sections of rows. */
export function ListForm() {
  const { content } = useComposerContext();
  const sections = recordsAt(content, ...SECTIONS);
  const ids = sections.flatMap((section) => recordsAt(section, 'rows').map((row) => textAt(row, 'id')));
  const isFull = ids.length >= LIMITS.listRowsMaxItems;
  const newRow = (): object => ({ id: freeId('row', ids), title: '' });
  return (
    <Stack gap="sm">
      <ContentInput label="Label of the button" path={['action', 'button']} maxChars={LIMITS.listButtonMaxChars} />
      {sections.map((_, index) => (
        <Paper key={index} withBorder p="sm">
          <Stack gap="xs">
            <Item path={SECTIONS} index={index} name={`section ${index + 1}`} align="flex-end">
              <ContentInput
                style={{ flex: 1 }}
                label={`Section ${index + 1}`}
                placeholder={sections.length > 1 ? 'Title' : 'Title (only needed with several sections)'}
                path={[...SECTIONS, index, 'title']}
                maxChars={LIMITS.sectionTitleMaxChars}
                isOptional
              />
            </Item>
            <Rows section={index} />
            <AddItem path={[...SECTIONS, index, 'rows']} item={newRow} isFull={isFull} label="Add a row" />
          </Stack>
        </Paper>
      ))}
      <AddItem
        path={SECTIONS}
        item={() => ({ title: '', rows: [newRow()] })}
        isFull={isFull}
        label="Add a section"
        hint={`${ids.length} of ${LIMITS.listRowsMaxItems} rows`}
      />
    </Stack>
  );
}

function Rows({ section }: { section: number }) {
  const { content } = useComposerContext();
  const path = [...SECTIONS, section, 'rows'] as const;
  return recordsAt(content, ...path).map((_, index) => {
    const name = `row ${index + 1} of section ${section + 1}`;
    return (
      <Item key={index} path={path} index={index} name={name}>
        <Stack gap={6} style={{ flex: 1 }}>
          <TitleAndId
            path={[...path, index]}
            name={name}
            titleMaxChars={LIMITS.rowTitleMaxChars}
            idMaxChars={LIMITS.rowIdMaxChars}
          />
          <ContentInput
            aria-label={`Description of ${name}`}
            placeholder="Description (optional)"
            path={[...path, index, 'description']}
            maxChars={LIMITS.rowDescriptionMaxChars}
            isOptional
          />
        </Stack>
      </Item>
    );
  });
}
