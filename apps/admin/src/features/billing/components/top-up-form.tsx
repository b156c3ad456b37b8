import { Stack, Text, TextInput } from '@mantine/core';
import type { Schemas } from '../../../api/client';
import { FormActions } from '../../../components/form-actions';
import { FormProblem } from '../../../components/form-problem';
import { MoneyText } from '../../../components/money-text';
import { sumMoney } from '../../../lib/money';
import { amountProblem } from '../../../lib/money-input';
import { topUp } from '../api/top-up';
import { useMovementForm } from '../lib/use-movement-form';
import { AmountInput } from './movement-inputs';

interface TopUpFormProps {
  tenantId: string;
  wallet: Pick<Schemas['WalletView'], 'available' | 'currency'>;
  onDone: (entry: Schemas['WalletEntryView']) => void;
  onCancel: () => void;
}

/** Books money that a tenant has paid. However often the same form is sent, it is booked once. */
export function TopUpForm({ tenantId, wallet, onDone, onCancel }: TopUpFormProps) {
  const { form, onSubmit, isSubmitting, problem } = useMovementForm({
    initialValues: { amount: '', reference: '' },
    validate: { amount: (value) => amountProblem(value) },
    book: ({ amount, reference }, key) => {
      const body = { amount: amount.trim(), reference: reference.trim() || null };
      return topUp(tenantId, body, key);
    },
    onDone,
  });
  const { amount } = form.values;
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <AmountInput
          currency={wallet.currency}
          description="What the tenant has paid, such as 100.00."
          {...form.getInputProps('amount')}
        />
        <TextInput
          label="Reference"
          description="The number of a bank statement, say. The tenant sees it in the ledger. At most 200 characters."
          maxLength={200}
          {...form.getInputProps('reference')}
        />
        {amountProblem(amount) === null && (
          <Text size="sm" c="dimmed">
            Available now <MoneyText amount={wallet.available} currency={wallet.currency} />, afterwards{' '}
            <MoneyText
              amount={sumMoney([wallet.available, amount.trim()])}
              currency={wallet.currency}
              fw={600}
              c="var(--mantine-color-text)"
            />
            .
          </Text>
        )}
        <FormProblem problem={problem} />
        <FormActions onCancel={onCancel} isSubmitting={isSubmitting}>
          Top up
        </FormActions>
      </Stack>
    </form>
  );
}
