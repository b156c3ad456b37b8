import { Select, Stack, TextInput } from '@mantine/core';
import type { Schemas } from '../../../api/client';
import { FormActions } from '../../../components/form-actions';
import { FormProblem } from '../../../components/form-problem';
import { useProblemForm } from '../../../lib/use-problem-form';
import { createAccessToken } from '../api/create-access-token';
import { expiryOf, LIFETIMES, type Lifetime } from '../token-lifetime';

interface TokenFormProps {
  onCreated: (token: Schemas['CreatedAccessToken']) => void;
  onCancel: () => void;
}

/** A new access token: what it is for, and how long it lives. */
export function TokenForm({ onCreated, onCancel }: TokenFormProps) {
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { name: '', lifetime: '90' as Lifetime },
    validate: { name: (value) => (value.trim() === '' ? 'Say what it is for.' : null) },
    fieldNames: { expiresAt: 'lifetime' },
    submit: async ({ name, lifetime }) =>
      onCreated(await createAccessToken({ name: name.trim(), expiresAt: expiryOf(lifetime, new Date()) })),
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <TextInput
          data-autofocus
          label="Name"
          description="What it is for, such as nightly export."
          maxLength={100}
          autoComplete="off"
          {...form.getInputProps('name')}
        />
        <Select
          label="Expires"
          description="A token that ends by itself does less harm when it is forgotten."
          data={LIFETIMES}
          allowDeselect={false}
          {...form.getInputProps('lifetime')}
        />
        <FormProblem problem={problem} />
        <FormActions onCancel={onCancel} isSubmitting={isSubmitting}>
          Create token
        </FormActions>
      </Stack>
    </form>
  );
}
