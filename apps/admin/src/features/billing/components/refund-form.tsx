import { Stack, Textarea, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { Schemas } from '../../../api/client';
import { FormActions } from '../../../components/form-actions';
import { FormProblem } from '../../../components/form-problem';
import { newIdempotencyKey } from '../../../lib/idempotency-key';
import { amountProblem } from '../../../lib/money-input';
import { useProblemForm } from '../../../lib/use-problem-form';
import { refund } from '../api/refund';
import { onceOnly } from '../lib/once-only';

interface RefundFormProps {
  tenantId: string;
  currency: string;
  onDone: (entry: Schemas['WalletEntryView']) => void;
  onCancel: () => void;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Gives money back. However often the same form is sent, it is given once. */
export function RefundForm({ tenantId, currency, onDone, onCancel }: RefundFormProps) {
  const [key] = useState(newIdempotencyKey);
  const booked = useRef<Schemas['WalletEntryView']>(undefined);
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { amount: '', reason: '', messageId: '' },
    validate: {
      amount: (value) => amountProblem(value),
      reason: (value) => (value.trim() === '' ? 'Say why: the tenant sees it.' : null),
      messageId: (value) =>
        value.trim() === '' || UUID.test(value.trim()) ? null : 'Copy the id from the page of the message.',
    },
    submit: async ({ amount, reason, messageId }) => {
      const body = { amount: amount.trim(), reason: reason.trim(), messageId: messageId.trim() || null };
      booked.current = await onceOnly(refund(tenantId, body, key));
    },
    onDone: () => booked.current && onDone(booked.current),
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <TextInput
          label={`Amount (${currency})`}
          inputMode="decimal"
          required
          data-autofocus
          {...form.getInputProps('amount')}
        />
        <Textarea
          label="Reason"
          description="The tenant sees it in the ledger. At most 500 characters."
          required
          autosize
          minRows={2}
          maxLength={500}
          {...form.getInputProps('reason')}
        />
        <TextInput
          label="Message"
          description="The id of the message that it is for, if it is for one. All refunds of a message together are at most what the tenant has paid for it."
          spellCheck={false}
          {...form.getInputProps('messageId')}
        />
        <FormProblem problem={problem} />
        <FormActions onCancel={onCancel} isSubmitting={isSubmitting}>
          Refund
        </FormActions>
      </Stack>
    </form>
  );
}
