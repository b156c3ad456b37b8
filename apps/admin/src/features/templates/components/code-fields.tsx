import { Alert, Checkbox, NumberInput, Stack, TextInput } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import type { ProblemForm } from '../../../lib/use-problem-form';
import { limitWords } from '../lib/limit-words';
import { LIMITS, type TemplateDraft } from '../lib/template-draft';

/** What can be chosen about a template of one-time codes: Meta writes its text. */
export function CodeFields({ form }: { form: ProblemForm<TemplateDraft>['form'] }) {
  return (
    <Stack gap="sm">
      <Alert color="brand" icon={<IconInfoCircle />}>
        Meta writes the text of one-time codes in every language: “123456 is your verification code.”
      </Alert>
      <Checkbox
        label="Advise not to share the code"
        description="Adds “For your security, do not share this code.”"
        {...form.getInputProps('withSecurityAdvice', { type: 'checkbox' })}
      />
      <NumberInput
        label="Minutes until the code expires"
        description="Told in the footer, 1 to 90. Empty: nothing is told."
        min={1}
        max={90}
        clampBehavior="none"
        allowDecimal={false}
        w={260}
        {...form.getInputProps('expiryMinutes')}
      />
      <TextInput
        label="Text of the copy button"
        description={limitWords(form.values.copyText, LIMITS.buttonText)}
        maw={400}
        required
        {...form.getInputProps('copyText')}
      />
    </Stack>
  );
}
