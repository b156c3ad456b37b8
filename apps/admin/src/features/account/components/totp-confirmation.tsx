import { Group, Stack, Text, TextInput } from '@mantine/core';
import type { Schemas } from '../../../api/client';
import { CodeBlock } from '../../../components/code-block';
import { FormActions } from '../../../components/form-actions';
import { FormProblem } from '../../../components/form-problem';
import { useProblemForm } from '../../../lib/use-problem-form';
import { confirmTotp } from '../api/confirm-totp';
import { QrCode } from './qr-code';

interface TotpConfirmationProps {
  enrolment: Schemas['TotpEnrolment'];
  onDone: () => void;
  onCancel: () => void;
}

/** The secret for the app, as a picture and as text, and the code that proves that the app has it. */
export function TotpConfirmation({ enrolment, onDone, onCancel }: TotpConfirmationProps) {
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { code: '' },
    validate: {
      code: (value) => (/^\d{6}$/.test(digitsOf(value)) ? null : 'Enter the six digits that the app shows.'),
    },
    submit: ({ code }) => confirmTotp(digitsOf(code)),
    onDone,
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <Text size="sm">
          Scan this with an authenticator app (Google Authenticator, 1Password, Aegis or any other), then enter the code
          that it shows.
        </Text>
        <Group justify="center">
          <QrCode text={enrolment.otpauthUrl} label="QR code for your authenticator app" />
        </Group>
        <div>
          <Text size="sm" mb={4}>
            No camera? Type this into the app:
          </Text>
          <CodeBlock code={enrolment.secret} label="Secret for the app" />
        </div>
        <TextInput
          data-autofocus
          label="Code"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={7}
          {...form.getInputProps('code')}
        />
        <Text size="xs" c="dimmed">
          Keep the secret somewhere safe too: without it and without the app you cannot sign in.
        </Text>
        <FormProblem problem={problem} />
        <FormActions onCancel={onCancel} isSubmitting={isSubmitting}>
          Turn on
        </FormActions>
      </Stack>
    </form>
  );
}

/** Apps show `123 456`. */
function digitsOf(typed: string): string {
  return typed.replaceAll(/\s/g, '');
}
