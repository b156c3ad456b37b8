import { Select, Stack, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import type { Schemas } from '../../../api/client';
import { FormActions } from '../../../components/form-actions';
import { FormProblem } from '../../../components/form-problem';
import { today } from '../../../lib/local-day';
import { useProblemForm } from '../../../lib/use-problem-form';
import { phoneNumberChoicesQuery } from '../../phone-numbers/api/list-phone-numbers';
import { createApiKey } from '../api/create-api-key';
import { EMPTY_KEY, keyProblems, keyRequestOf, type KeyValues } from '../lib/key-request';
import { ALL_SCOPES, PRESETS } from '../lib/scopes';
import { ScopePicker } from './scope-picker';

interface CreateKeyFormProps {
  tenantId: string;
  /** Of the wallet: what the spend limit is in. */
  currency: string;
  onCreated: (created: Schemas['CreatedApiKey']) => void;
  onCancel: () => void;
}

const EXPIRIES = [
  { value: 'never', label: 'Never' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: 'day', label: 'After a day of my choice' },
];
const IPS_MAX = 100;

/** Makes a key: its name and what it may do, and limits for those who want them. */
export function CreateKeyForm({ tenantId, currency, onCreated, onCancel }: CreateKeyFormProps) {
  const numbers = useQuery(phoneNumberChoicesQuery(tenantId)).data ?? [];
  const created = useRef<Schemas['CreatedApiKey']>(undefined);
  const { form, onSubmit, isSubmitting, problem } = useProblemForm<KeyValues>({
    initialValues: { ...EMPTY_KEY, scopes: [...(PRESETS[0]?.scopes ?? ALL_SCOPES)] },
    validate: (values) => keyProblems(values, today()),
    submit: async (values) => {
      created.current = await createApiKey(tenantId, keyRequestOf(values, new Date()));
    },
    onDone: () => created.current && onCreated(created.current),
  });
  const numberChoices = numbers.map(({ phoneNumberId, displayPhoneNumber, verifiedName }) => ({
    value: phoneNumberId,
    label: verifiedName ? `${displayPhoneNumber} (${verifiedName})` : displayPhoneNumber,
  }));
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <TextInput
          label="Name"
          description="What it is for, such as “Shop, production”."
          maxLength={100}
          required
          data-autofocus
          autoComplete="off"
          {...form.getInputProps('name')}
        />
        <ScopePicker
          value={form.values.scopes}
          onChange={(scopes) => form.setFieldValue('scopes', scopes)}
          error={form.errors['scopes']}
        />
        <Select
          label="Sends from"
          description="The number that messages come from when the request names none."
          data={[{ value: '', label: 'No number of its own' }, ...numberChoices]}
          allowDeselect={false}
          searchable
          {...form.getInputProps('phoneNumberId')}
        />
        <Select
          label="Ends"
          description="A key that ends by itself is one less to forget."
          data={EXPIRIES}
          allowDeselect={false}
          {...form.getInputProps('expiry')}
        />
        {form.values.expiry === 'day' && (
          <TextInput
            label="Last day"
            description="It works until this day is over where you are."
            type="date"
            min={today()}
            {...form.getInputProps('expiresAt')}
          />
        )}
        <TagsInput
          label="Allowed addresses"
          description={`IP addresses or blocks that it may be used from, at most ${IPS_MAX}. Empty: from anywhere.`}
          placeholder="203.0.113.7 or 192.0.2.0/24"
          maxTags={IPS_MAX}
          splitChars={[',', ' ', ';']}
          acceptValueOnBlur
          clearable
          clearButtonProps={{ 'aria-label': 'Take all addresses away' }}
          {...form.getInputProps('allowedIps')}
        />
        <TextInput
          label="Monthly spend limit"
          description="Most that its messages may cost in a calendar month (UTC). Then it is refused. Empty: no limit of its own."
          inputMode="decimal"
          placeholder="250.00"
          rightSection={<span aria-hidden>{currency}</span>}
          rightSectionWidth={56}
          autoComplete="off"
          {...form.getInputProps('monthlySpendLimit')}
        />
        <FormProblem problem={problem} />
        <FormActions onCancel={onCancel} isSubmitting={isSubmitting}>
          Create key
        </FormActions>
      </Stack>
    </form>
  );
}
