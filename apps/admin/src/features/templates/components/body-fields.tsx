import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useRef } from 'react';
import { variablesOf } from '../../../components/whatsapp/template-content';
import type { ProblemForm } from '../../../lib/use-problem-form';
import { limitWords } from '../lib/limit-words';
import { LIMITS, type TemplateDraft } from '../lib/template-draft';

/** The text with its variables, an example of each, and the footer. */
export function BodyFields({ form }: { form: ProblemForm<TemplateDraft>['form'] }) {
  const { body, footer } = form.values;
  const input = useRef<HTMLTextAreaElement>(null);
  const variables = variablesOf(body);
  const addVariable = (): void => {
    const numbers = variables.map(Number).filter((number) => Number.isInteger(number));
    const at = input.current?.selectionStart ?? body.length;
    const variable = `{{${Math.max(0, ...numbers) + 1}}}`;
    form.setFieldValue('body', body.slice(0, at) + variable + body.slice(at));
    input.current?.focus();
  };
  return (
    <Stack gap="sm">
      <Textarea
        label="Text"
        description={limitWords(body, LIMITS.body, '*bold*, _italic_ and ~struck~ as in WhatsApp.')}
        required
        autosize
        minRows={4}
        maxRows={16}
        {...form.getInputProps('body')}
        ref={input}
      />
      <Group gap="sm">
        <Button variant="default" size="xs" onClick={addVariable}>
          Add variable
        </Button>
      </Group>
      {variables.map((variable) => (
        <TextInput
          key={variable}
          label={`Example of {{${variable}}}`}
          description={
            variable === variables[0]
              ? 'Meta reviews the template with it. Never use data of a real person.'
              : undefined
          }
          required
          maw={400}
          value={form.values.bodyExamples[variable] ?? ''}
          onChange={(event) => {
            form.setFieldValue('bodyExamples', { ...form.values.bodyExamples, [variable]: event.currentTarget.value });
            form.clearFieldError(`bodyExamples.${variable}`);
          }}
          error={form.errors[`bodyExamples.${variable}`]}
          data-path={`bodyExamples.${variable}`}
        />
      ))}
      <TextInput
        label="Footer"
        description={limitWords(footer, LIMITS.footer, 'Optional, small and grey. No variables.')}
        {...form.getInputProps('footer')}
      />
    </Stack>
  );
}
