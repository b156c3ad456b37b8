import { Group, Modal, NumberInput, Radio, Select, Stack, Text } from '@mantine/core';
import { useRef } from 'react';
import type { Schemas } from '../../../api/client';
import { FormActions } from '../../../components/form-actions';
import { FormProblem } from '../../../components/form-problem';
import { useProblemForm } from '../../../lib/use-problem-form';
import { rotateApiKey } from '../api/rotate-api-key';
import { overlapProblem, overlapSecondsOf, type OverlapValues } from '../lib/overlap';

interface RotateKeyProps {
  tenantId: string;
  apiKey: Schemas['ApiKeyView'] | null;
  onClose: () => void;
  onRotated: (created: Schemas['CreatedApiKey']) => void;
}

/** Replaces a key: asks how long the old one is to work beside the new one. */
export function RotateKey({ apiKey, onClose, ...rest }: RotateKeyProps) {
  return (
    <Modal opened={apiKey !== null} onClose={onClose} title={`Rotate “${apiKey?.name ?? ''}”`}>
      {apiKey && <RotateForm apiKey={apiKey} onClose={onClose} {...rest} />}
    </Modal>
  );
}

const CHOICES = [
  { value: '0', label: 'Not at all', description: 'It stops at once: for a key that has leaked.' },
  { value: '3600', label: 'One hour' },
  { value: '86400', label: 'One day' },
  { value: '604800', label: 'Seven days', description: 'The longest there is.' },
  { value: 'custom', label: 'Another time' },
];
const UNITS = [
  { value: '60', label: 'minutes' },
  { value: '3600', label: 'hours' },
  { value: '86400', label: 'days' },
];

function RotateForm({
  tenantId,
  apiKey,
  onClose,
  onRotated,
}: Omit<RotateKeyProps, 'apiKey'> & { apiKey: Schemas['ApiKeyView'] }) {
  const created = useRef<Schemas['CreatedApiKey']>(undefined);
  const { form, onSubmit, isSubmitting, problem } = useProblemForm<OverlapValues>({
    initialValues: { choice: '86400', amount: 12, unitSeconds: '3600' },
    validate: { amount: (_value, values) => overlapProblem(values) },
    submit: async (values) => {
      created.current = await rotateApiKey(tenantId, apiKey.id, overlapSecondsOf(values));
    },
    onDone: () => created.current && onRotated(created.current),
    fieldNames: { overlapSeconds: 'amount' },
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <Text size="sm">
          You get a new key with the same settings. What was spent this month counts for it too. The old one,{' '}
          <code>{apiKey.prefix}…</code>, works on for a while, so that programs can change over.
        </Text>
        <Radio.Group label="How long does the old key work on?" {...form.getInputProps('choice')}>
          <Stack gap="xs" mt="xs">
            {CHOICES.map((choice) => (
              <Radio key={choice.value} {...choice} />
            ))}
          </Stack>
        </Radio.Group>
        {form.values.choice === 'custom' && (
          <Group align="flex-start">
            <NumberInput
              label="Time"
              description="At most seven days"
              min={1}
              allowDecimal={false}
              w={150}
              {...form.getInputProps('amount')}
            />
            <Select
              label="Unit"
              description="&nbsp;"
              data={UNITS}
              allowDeselect={false}
              w={130}
              {...form.getInputProps('unitSeconds')}
            />
          </Group>
        )}
        <FormProblem problem={problem} />
        <FormActions onCancel={onClose} isSubmitting={isSubmitting}>
          Rotate key
        </FormActions>
      </Stack>
    </form>
  );
}
