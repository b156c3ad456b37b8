import '@mantine/dates/styles.layer.css';
import { Modal, Radio, Select, Stack, Text } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { notifications } from '@mantine/notifications';
import type { Schemas } from '../api/client';
import { FormActions } from './form-actions';
import { FormProblem } from './form-problem';
import { MoneyText } from './money-text';
import { formatBasisPoints } from '../lib/basis-points';
import { today } from '../lib/local-day';
import { useProblemForm } from '../lib/use-problem-form';
import { lastDayProblem, PLAN_TERMS, type PlanTerm, planRequest } from '../lib/plan-term';

interface ChangePlanDialogProps {
  opened: boolean;
  onClose: () => void;
  /** The wallet's, in which fees are told. */
  currency: string;
  /** What the tenant holds now. */
  standing: Schemas['PlanStandingView'];
  plans: readonly Schemas['PlanView'][];
  /** Puts the tenant on the plan; a refusal is shown inside. */
  onAssign: (plan: Schemas['TenantPlan']) => Promise<void>;
}

const TERM_WORDS: Readonly<Record<PlanTerm, { label: string; description: string }>> = {
  monthly: { label: 'Month by month', description: 'Renews until you change it. The usual way.' },
  ends: { label: 'Until a day, then it ends', description: 'For a trial. Sending stops after the last day.' },
  until: {
    label: 'Until a day, then month by month',
    description: 'For a first period that is shorter or longer than a month.',
  },
};

/** Puts a tenant on another plan, or changes how long it holds the present one. */
export function ChangePlanDialog({ opened, onClose, ...form }: ChangePlanDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Change the plan">
      <ChangePlanForm {...form} onClose={onClose} />
    </Modal>
  );
}

function ChangePlanForm({ currency, standing, plans, onAssign, onClose }: Omit<ChangePlanDialogProps, 'opened'>) {
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: {
      planCode: standing.planCode,
      term: (standing.renews || standing.periodEnd === null ? 'monthly' : 'ends') as PlanTerm,
      periodEnd: null as string | null,
    },
    validate: {
      planCode: (value) => (value === null ? 'Choose a plan.' : null),
      periodEnd: (value, { term }) => lastDayProblem(term, value, today()),
    },
    submit: ({ planCode, term, periodEnd }) => onAssign(planRequest(planCode ?? '', term, periodEnd)),
    onDone: () => {
      notifications.show({ color: 'teal', message: 'Plan changed' });
      onClose();
    },
  });
  const { planCode, term } = form.values;
  const plan = plans.find(({ code }) => code === planCode);
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <Select
          label="Plan"
          required
          data={plans.map(({ code, name }) => ({ value: code, label: `${name} (${code})` }))}
          allowDeselect={false}
          searchable
          data-autofocus
          {...form.getInputProps('planCode')}
        />
        {plan && <PlanSummary plan={plan} currency={currency} />}
        <Radio.Group label="How long" {...form.getInputProps('term')}>
          <Stack gap="xs" mt={6}>
            {PLAN_TERMS.map((value) => (
              <Radio key={value} value={value} {...TERM_WORDS[value]} />
            ))}
          </Stack>
        </Radio.Group>
        {term !== 'monthly' && (
          <DateInput
            label="Last day"
            description="It counts in your time zone, until midnight."
            required
            minDate={today()}
            valueFormat="D MMM YYYY"
            placeholder="Choose a day"
            {...form.getInputProps('periodEnd')}
          />
        )}
        <Text size="sm" c="dimmed">
          It holds at once, and nothing is charged now: days at the old price and days at the new one are counted
          separately and charged together when the period ends.
        </Text>
        <FormProblem problem={problem} />
        <FormActions onCancel={onClose} isSubmitting={isSubmitting}>
          Change plan
        </FormActions>
      </Stack>
    </form>
  );
}

function PlanSummary({ plan, currency }: { plan: Schemas['PlanView']; currency: string }) {
  return (
    <Text size="sm" c="dimmed">
      <MoneyText amount={plan.monthlyFee} currency={currency} mostDigits={2} /> a month,{' '}
      <MoneyText amount={plan.platformFee} currency={currency} /> a message, {formatBasisPoints(plan.markupBps)} on top
      of Meta’s fee, {plan.messagesPerSecond.toLocaleString('en-US')} messages a second for each key.
    </Text>
  );
}
