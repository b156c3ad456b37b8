import { SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { Schemas } from '../../../api/client';
import { FormActions } from '../../../components/form-actions';
import { FormProblem } from '../../../components/form-problem';
import { MoneyText } from '../../../components/money-text';
import { newIdempotencyKey } from '../../../lib/idempotency-key';
import { signOfMoney, subtractMoney, sumMoney } from '../../../lib/money';
import { amountProblem } from '../../../lib/money-input';
import { useProblemForm } from '../../../lib/use-problem-form';
import { adjust } from '../api/adjust';
import { onceOnly } from '../lib/once-only';

interface AdjustmentFormProps {
  tenantId: string;
  wallet: Pick<Schemas['WalletView'], 'available' | 'currency'>;
  onDone: (entry: Schemas['WalletEntryView']) => void;
  onCancel: () => void;
}

/** Corrects a wallet by hand: gives money or takes it. However often the same form is sent, it is done once. */
export function AdjustmentForm({ tenantId, wallet, onDone, onCancel }: AdjustmentFormProps) {
  const [key] = useState(newIdempotencyKey);
  const booked = useRef<Schemas['WalletEntryView']>(undefined);
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { direction: 'give', amount: '', reason: '' },
    validate: {
      amount: (value) => amountProblem(value),
      reason: (value) => (value.trim() === '' ? 'Say why: the tenant sees it.' : null),
    },
    submit: async ({ direction, amount, reason }) => {
      const signed = direction === 'take' ? `-${amount.trim()}` : amount.trim();
      booked.current = await onceOnly(adjust(tenantId, { amount: signed, reason: reason.trim() }, key));
    },
    onDone: () => booked.current && onDone(booked.current),
  });
  const { amount, direction } = form.values;
  const afterwards =
    amountProblem(amount) === null
      ? direction === 'take'
        ? subtractMoney(wallet.available, amount.trim())
        : sumMoney([wallet.available, amount.trim()])
      : null;
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <SegmentedControl
          aria-label="Direction"
          data={[
            { value: 'give', label: 'Give to the tenant' },
            { value: 'take', label: 'Take from the tenant' },
          ]}
          {...form.getInputProps('direction')}
        />
        <TextInput
          label={`Amount (${wallet.currency})`}
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
        {afterwards !== null && (
          <Text size="sm" c={signOfMoney(afterwards) < 0 ? 'var(--mantine-color-error)' : 'dimmed'}>
            Available afterwards: <MoneyText amount={afterwards} currency={wallet.currency} fw={600} />
            {signOfMoney(afterwards) < 0 && '. No more can be taken than is available.'}
          </Text>
        )}
        <FormProblem problem={problem} />
        <FormActions onCancel={onCancel} isSubmitting={isSubmitting} color={direction === 'take' ? 'red' : undefined}>
          {direction === 'take' ? 'Take money' : 'Give money'}
        </FormActions>
      </Stack>
    </form>
  );
}
