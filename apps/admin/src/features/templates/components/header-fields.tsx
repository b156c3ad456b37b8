import { Select, Stack, TextInput } from '@mantine/core';
import { variablesOf } from '../../../components/whatsapp/template-content';
import type { ProblemForm } from '../../../lib/use-problem-form';
import { limitWords } from '../lib/limit-words';
import { type HeaderKind, LIMITS, type TemplateDraft } from '../lib/template-draft';

const KINDS: readonly { value: HeaderKind; label: string }[] = [
  { value: 'NONE', label: 'No header' },
  { value: 'TEXT', label: 'Text' },
  { value: 'IMAGE', label: 'Picture' },
  { value: 'VIDEO', label: 'Video' },
  { value: 'DOCUMENT', label: 'Document' },
  { value: 'LOCATION', label: 'Place on a map' },
];

/** What stands above the text. */
export function HeaderFields({ form }: { form: ProblemForm<TemplateDraft>['form'] }) {
  const { headerKind, headerText } = form.values;
  const isFile = headerKind === 'IMAGE' || headerKind === 'VIDEO' || headerKind === 'DOCUMENT';
  const [variable] = variablesOf(headerText);
  return (
    <Stack gap="sm">
      <Select
        label="Header"
        description="Above the text. Files and places are given when a message is sent."
        data={KINDS}
        allowDeselect={false}
        maw={280}
        {...form.getInputProps('headerKind')}
      />
      {headerKind === 'TEXT' && (
        <TextInput
          label="Header text"
          description={limitWords(headerText, LIMITS.header, 'It can have one variable, {{1}}.')}
          required
          {...form.getInputProps('headerText')}
        />
      )}
      {headerKind === 'TEXT' && variable !== undefined && (
        <TextInput
          label={`Example of {{${variable}}} in the header`}
          required
          maw={400}
          {...form.getInputProps('headerExample')}
        />
      )}
      {isFile && (
        <TextInput
          label="Example file"
          description="The handle of a file that was uploaded with Meta's Resumable Upload API; it begins with “4::”. No handle? Create this template in WhatsApp Manager and sync it."
          placeholder="4::aW1hZ2UvanBlZw…"
          autoComplete="off"
          spellCheck={false}
          required
          {...form.getInputProps('headerHandle')}
        />
      )}
    </Stack>
  );
}
