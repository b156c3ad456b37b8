import { Stack, TextInput } from '@mantine/core';
import type { Schemas } from '../../../api/client';
import { FormActions } from '../../../components/form-actions';
import { FormProblem } from '../../../components/form-problem';
import { amountProblem } from '../../../lib/money-input';
import { refund } from '../api/refund';
import { reasonProblem, useMovementForm } from '../lib/use-movement-form';
import { AmountInput, ReasonInput } from './movement-inputs';

interface RefundFormProps {
  tenantId: string;
  currency: string;
  onDone: (entry: Schemas['WalletEntryView']) => void;
  onCancel: () => void;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Gives money back. However often the same form is sent, it is given once. */
export function RefundForm({ tenantId, currency, onDone, onCancel }: RefundFormProps) {
  const { form, onSubmit, isSubmitting, problem } = useMovementForm({
    initialValues: { amount: '', reason: '', messageId: '' },
    validate: {
      amount: (value) => amountProblem(value),
      reason: reasonProblem,
      messageId: (value) =>
        value.trim() === '' || UUID.test(value.trim()) ? null : 'Copy the id from the page of the message.',
    },
    book: ({ amount, reason, messageId }, key) => {
      const body = { amount: amount.trim(), reason: reason.trim(), messageId: messageId.trim() || null };
      return refund(tenantId, body, key);
    },
    onDone,
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <AmountInput currency={currency} {...form.getInputProps('amount')} />
        <ReasonInput {...form.getInputProps('reason')} />
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
