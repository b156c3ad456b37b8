import { Group, Paper, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Draft } from '../draft';
import { fieldOf, isKnownKind } from '../draft';
import { kindOf, MESSAGE_KINDS } from '../message-kinds';
import { ComposerContext, useComposer, useComposerContext } from '../use-composer';
import classes from './composer.module.css';
import { ContentForm } from './content-form';
import { EnvelopeFields } from './envelope-fields';
import { JsonEditor } from './json-editor';
import { PreviewPanel } from './preview-panel';
import { SendPanel } from './send-panel';

/** Writes a message: whom from and to, what, how it will look, what it will cost, and off it goes. */
export function Composer({ initial, wabaId }: { initial: Draft; wabaId?: string }) {
  const composer = useComposer(initial, wabaId);
  return (
    <ComposerContext value={composer}>
      <div className={classes.columns}>
        <Stack gap="md" miw={0}>
          <Paper withBorder p="md" component="section" aria-label="Sender and recipient">
            <EnvelopeFields />
          </Paper>
          <Paper withBorder p="md" component="section" aria-label="Message">
            <MessageFields />
          </Paper>
        </Stack>
        <div className={classes.aside}>
          <PreviewPanel />
          <SendPanel />
        </div>
      </div>
    </ComposerContext>
  );
}

const GROUPS = [...new Set(MESSAGE_KINDS.map(({ group }) => group))].map((group) => ({
  group,
  items: MESSAGE_KINDS.filter((kind) => kind.group === group).map(({ id, label }) => ({ value: id, label })),
}));

function MessageFields() {
  const { draft, change } = useComposerContext();
  const isKnown = isKnownKind(draft.kind);
  const [mode, setMode] = useState<'form' | 'json'>('form');
  const isJson = mode === 'json' || !isKnown;
  const groups = isKnown
    ? GROUPS
    : [...GROUPS, { group: 'This message', items: [{ value: draft.kind, label: fieldOf(draft.kind) ?? '' }] }];
  return (
    <Stack gap="md">
      <Group align="flex-end" justify="space-between" gap="sm">
        <Select
          label="Type of message"
          data={groups}
          value={draft.kind}
          allowDeselect={false}
          searchable
          maxDropdownHeight={360}
          style={{ flex: '1 1 14rem' }}
          onChange={(kind) => kind !== null && change({ kind, mmlite: false })}
        />
        <SegmentedControl
          aria-label="How to write it"
          value={isJson ? 'json' : 'form'}
          onChange={(next) => setMode(next === 'json' ? 'json' : 'form')}
          disabled={!isKnown}
          data={[
            { value: 'form', label: 'Form' },
            { value: 'json', label: 'JSON' },
          ]}
        />
      </Group>
      {isKnown && (
        <Text size="sm" c="dimmed" mt={-8}>
          {kindOf(draft.kind).hint}
        </Text>
      )}
      {isJson ? <JsonEditor /> : <ContentForm />}
    </Stack>
  );
}
