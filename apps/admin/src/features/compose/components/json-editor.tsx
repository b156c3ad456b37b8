import { Group, List, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { CopyButton } from '../../../components/copy-button';
import { isRecord } from '../../../lib/json-path';
import { bodyOf, draftOf } from '../draft';
import { useComposerContext } from '../use-composer';

/** The whole message as Meta's JSON. What is written here is in the forms too, as far as they know it. */
export function JsonEditor() {
  const { draft, change, body, problems, errorOf } = useComposerContext();
  const [written, setWritten] = useState(() => JSON.stringify(body, null, 2));
  // What the message was when it was last written here: another one was changed beside the editor.
  const [own, setOwn] = useState(() => JSON.stringify(body));
  const present = JSON.stringify(body);
  if (present !== own) {
    setOwn(present);
    setWritten(JSON.stringify(body, null, 2));
  }
  const parsed = parse(written);
  const write = (text: string): void => {
    setWritten(text);
    const next = parse(text);
    if (next.body === null) return;
    const changed = draftOf(next.body, draft);
    setOwn(JSON.stringify(bodyOf(changed)));
    change(changed);
  };
  const wrong = problems.filter(({ path }) => !path.startsWith('template.slots.') && errorOf(path) !== undefined);
  return (
    <Stack gap="xs">
      <Textarea
        label="Message as JSON"
        description="As POST /v1/wa/message takes it. Fields that are not known here are sent along."
        autosize
        minRows={12}
        maxRows={30}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.82rem' } }}
        value={written}
        error={parsed.error}
        onChange={(event) => write(event.currentTarget.value)}
      />
      {wrong.length > 0 && (
        <List size="sm" c="var(--mantine-color-error)" aria-label="What is wrong">
          {wrong.map(({ path, rule, message }) => (
            <List.Item key={`${path} ${rule}`}>
              <code>{path}</code> {message}
            </List.Item>
          ))}
        </List>
      )}
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {parsed.error ? 'The last JSON that could be read is kept.' : ''}
        </Text>
        <CopyButton value={written} what="JSON" />
      </Group>
    </Stack>
  );
}

function parse(text: string): { body: Readonly<Record<string, unknown>> | null; error?: string } {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? { body: value } : { body: null, error: 'A message is an object: { … }.' };
  } catch (error) {
    return { body: null, error: `No JSON yet: ${error instanceof Error ? error.message : 'it cannot be read'}` };
  }
}
