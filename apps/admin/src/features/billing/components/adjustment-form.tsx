import { SegmentedControl, Stack, Text } from '@mantine/core';
import type { Schemas } from '../../../api/client';
import { FormActions } from '../../../components/form-actions';
import { FormProblem } from '../../../components/form-problem';
import { MoneyText } from '../../../components/money-text';
import { signOfMoney, subtractMoney, sumMoney } from '../../../lib/money';
import { amountProblem } from '../../../lib/money-input';
import { adjust } from '../api/adjust';
import { reasonProblem, useMovementForm } from '../lib/use-movement-form';
import { AmountInput, ReasonInput } from './movement-inputs';

interface AdjustmentFormProps {
  tenantId: string;
  wallet: Pick<Schemas['WalletView'], 'available' | 'currency'>;
  onDone: (entry: Schemas['WalletEntryView']) => void;
  onCancel: () => void;
}

/** Corrects a wallet by hand: gives money or takes it. However often the same form is sent, it is done once. */
export function AdjustmentForm({ tenantId, wallet, onDone, onCancel }: AdjustmentFormProps) {
  const { form, onSubmit, isSubmitting, problem } = useMovementForm({
    initialValues: { direction: 'give', amount: '', reason: '' },
    validate: {
      amount: (value) => amountProblem(value),
      reason: reasonProblem,
    },
    book: ({ direction, amount, reason }, key) => {
      const signed = direction === 'take' ? `-${amount.trim()}` : amount.trim();
      return adjust(tenantId, { amount: signed, reason: reason.trim() }, key);
    },
    onDone,
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
        <AmountInput currency={wallet.currency} {...form.getInputProps('amount')} />
        <ReasonInput {...form.getInputProps('reason')} />
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
