import { Button, Group, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Schemas } from '../../../api/client';
import { FormProblem } from '../../../components/form-problem';
import { MoneyText } from '../../../components/money-text';
import { SectionCard } from '../../../components/section-card';
import { signOfMoney } from '../../../lib/money';
import { amountProblem, amountToEdit } from '../../../lib/money-input';
import { useRole } from '../../../lib/session';
import { useProblemForm } from '../../../lib/use-problem-form';
import { setThreshold } from '../api/set-threshold';

interface AlertThresholdProps {
  tenantId: string;
  wallet: Schemas['WalletView'];
}

/** When the tenant is warned that money runs out; those who may, change it. */
export function AlertThreshold({ tenantId, wallet }: AlertThresholdProps) {
  const { may } = useRole(tenantId);
  const isOn = signOfMoney(wallet.lowBalanceThreshold) > 0;
  return (
    <SectionCard
      title="Balance alert"
      description={
        <>
          When the available balance falls below this amount, the home page warns, owners, admins and billing members
          get a letter, and webhook endpoints get <code>balance.low</code>; when it is used up,{' '}
          <code>balance.depleted</code>.
        </>
      }
    >
      {may('wallet:alerts') ? (
        <ThresholdForm tenantId={tenantId} wallet={wallet} />
      ) : (
        <Text>
          {isOn ? (
            <>
              Warns below <MoneyText amount={wallet.lowBalanceThreshold} currency={wallet.currency} fw={600} />.
            </>
          ) : (
            'No alert is set. An owner, admin or billing member can set one.'
          )}
        </Text>
      )}
    </SectionCard>
  );
}

function ThresholdForm({ tenantId, wallet }: AlertThresholdProps) {
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { lowBalanceThreshold: amountToEdit(wallet.lowBalanceThreshold) },
    validate: { lowBalanceThreshold: (value) => amountProblem(value, { mayBeZero: true }) },
    submit: ({ lowBalanceThreshold }) => setThreshold(tenantId, lowBalanceThreshold.trim()),
    onDone: (values) => {
      form.resetDirty(values);
      notifications.show({ color: 'teal', message: 'Balance alert saved' });
    },
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Group align="flex-end" gap="sm">
        <TextInput
          label={`Warn below (${wallet.currency})`}
          description="0 switches the alert off."
          inputMode="decimal"
          style={{ flex: '0 1 16rem' }}
          {...form.getInputProps('lowBalanceThreshold')}
        />
        <Button type="submit" variant="default" loading={isSubmitting} disabled={!form.isDirty()}>
          Save alert
        </Button>
      </Group>
      <FormProblem problem={problem} />
    </form>
  );
}
