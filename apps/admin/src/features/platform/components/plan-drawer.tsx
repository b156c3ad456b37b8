import { Alert, Checkbox, Drawer, Fieldset, NumberInput, SimpleGrid, Stack, TagsInput, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconInfoCircle } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { FormActions } from '../../../components/form-actions';
import { FormProblem } from '../../../components/form-problem';
import { useProblemForm } from '../../../lib/use-problem-form';
import { changePlan } from '../api/change-plan';
import { createPlan } from '../api/create-plan';
import { PLAN_CHECKS, planCodeProblem } from '../lib/plan-checks';
import {
  KNOWN_FEATURES,
  NEW_PLAN,
  newPlanOf,
  planChangesOf,
  planFormValues,
  type PlanFormValues,
} from '../lib/plan-form';

interface PlanDrawerProps {
  opened: boolean;
  onClose: () => void;
  /** The plan to change; null for a new one. */
  plan: Schemas['PlanView'] | null;
}

/** Everything that a plan grants and costs, to be created or changed. */
export function PlanDrawer({ opened, onClose, plan }: PlanDrawerProps) {
  return (
    <Drawer opened={opened} onClose={onClose} title={plan ? `Change the plan ${plan.name}` : 'New plan'} size="lg">
      <PlanForm key={plan?.code ?? ''} plan={plan} onClose={onClose} />
    </Drawer>
  );
}

const KNOWN = new Set<string>(KNOWN_FEATURES.map(({ code }) => code));

function PlanForm({ plan, onClose }: Omit<PlanDrawerProps, 'opened'>) {
  const { form, onSubmit, isSubmitting, problem } = useProblemForm<PlanFormValues>({
    initialValues: plan ? planFormValues(plan) : NEW_PLAN,
    validate: {
      ...PLAN_CHECKS,
      code: (value) => (plan ? null : planCodeProblem(value)),
    },
    fieldNames: { markupBps: 'markupPercent', storedBytes: 'storedGib' },
    submit: (values) => (plan ? changePlan(plan.code, planChangesOf(plan, values)) : createPlan(newPlanOf(values))),
    onDone: () => {
      notifications.show({ color: 'teal', message: plan ? 'Plan changed' : 'Plan created' });
      onClose();
    },
  });
  const { features } = form.values;
  const own = features.filter((feature) => !KNOWN.has(feature));
  const known = features.filter((feature) => KNOWN.has(feature));
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        {plan && (
          <Alert icon={<IconInfoCircle />} color="brand">
            Tenants on this plan feel a change within a second. A new monthly fee counts from now on: the days until now
            stay at the old price.
          </Alert>
        )}
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            label="Code"
            description={plan ? 'It cannot be changed.' : 'Such as STANDARD. It never changes.'}
            required={!plan}
            readOnly={plan !== null}
            maxLength={32}
            data-autofocus={plan ? undefined : true}
            {...form.getInputProps('code')}
          />
          <TextInput
            label="Name"
            description="For people. At most 100 characters."
            required
            maxLength={100}
            {...form.getInputProps('name')}
          />
        </SimpleGrid>
        <Fieldset legend="Fees, in the currency of each tenant’s wallet">
          <SimpleGrid cols={{ base: 1, xs: 3 }}>
            <TextInput
              label="Monthly fee"
              description="When a month ends."
              inputMode="decimal"
              {...form.getInputProps('monthlyFee')}
            />
            <TextInput
              label="Platform fee"
              description="For each message."
              inputMode="decimal"
              {...form.getInputProps('platformFee')}
            />
            <NumberInput
              label="Markup in percent"
              description="On Meta’s own fee."
              min={0}
              max={1_000}
              decimalScale={2}
              suffix="%"
              {...form.getInputProps('markupPercent')}
            />
          </SimpleGrid>
        </Fieldset>
        <Fieldset legend="Speed of each API key">
          <SimpleGrid cols={{ base: 1, xs: 3 }}>
            <Limit label="Messages a second" description="1 to 10,000." {...form.getInputProps('messagesPerSecond')} />
            <Limit label="Messages a minute" description="1 to 600,000." {...form.getInputProps('messagesPerMinute')} />
            <Limit label="Media a minute" description="1 to 600,000." {...form.getInputProps('mediaPerMinute')} />
          </SimpleGrid>
        </Fieldset>
        <Fieldset legend="Media of each tenant">
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <NumberInput
              label="Space"
              description="What may be kept at once."
              min={0}
              decimalScale={3}
              thousandSeparator=","
              suffix=" GiB"
              {...form.getInputProps('storedGib')}
            />
            <Limit
              label="Days kept"
              description="1 to 3,650; then files go."
              {...form.getInputProps('mediaRetentionDays')}
            />
          </SimpleGrid>
        </Fieldset>
        <Fieldset legend="Features">
          <Stack gap="sm">
            <Checkbox.Group
              aria-label="Features"
              value={known}
              onChange={(chosen) => form.setFieldValue('features', [...own, ...chosen])}
            >
              <Stack gap="sm">
                {KNOWN_FEATURES.map(({ code, label, description }) => (
                  <Checkbox key={code} value={code} label={label} description={description} />
                ))}
              </Stack>
            </Checkbox.Group>
            <TagsInput
              label="Your own words"
              description="Lower-case words that your own programs read from the plan. At most 50 features in all."
              value={own}
              onChange={(words) => form.setFieldValue('features', [...words, ...known])}
              error={form.errors['features']}
              clearable
              clearButtonProps={{ 'aria-label': 'Remove all words' }}
            />
          </Stack>
        </Fieldset>
        <FormProblem problem={problem} />
        <FormActions onCancel={onClose} isSubmitting={isSubmitting}>
          {plan ? 'Save changes' : 'Create plan'}
        </FormActions>
      </Stack>
    </form>
  );
}

/** A whole number. */
function Limit(props: React.ComponentProps<typeof NumberInput>) {
  return <NumberInput min={1} allowDecimal={false} thousandSeparator="," {...props} />;
}
