import { Alert, Button, Group, Stack, TextInput } from '@mantine/core';
import { IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { FormProblem } from '../../../components/form-problem';
import { PhoneText } from '../../../components/phone-text';
import { TimeZoneSelect } from '../../../components/time-zone-select';
import { useProblemForm } from '../../../lib/use-problem-form';
import { addPhoneNumber } from '../api/add-phone-number';
import type { Claim } from './claim-step';
import { HealthIssues } from './health-issues';
import { NumberFacts } from './number-facts';

interface AddStepProps {
  tenantId: string;
  claim: Claim;
  /** What Meta says; null when it could not be asked. */
  checked: Schemas['PhoneNumberCheckView'] | null;
  onBack: () => void;
  onAdded: (phoneNumberId: string) => void;
}

const DISPLAY_NUMBER = /^\+?[0-9][0-9 ().-]{2,31}$/;

/** Last step: what Meta says about the number, and adding it. */
export function AddStep({ tenantId, claim, checked, onBack, onAdded }: AddStepProps) {
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { displayPhoneNumber: checked?.displayPhoneNumber ?? '', timeZone: 'UTC' },
    validate: {
      displayPhoneNumber: (value) =>
        DISPLAY_NUMBER.test(value.trim())
          ? null
          : 'Enter the phone number with its country code, such as +1 555-078-3881.',
    },
    submit: ({ displayPhoneNumber, timeZone }) =>
      addPhoneNumber(tenantId, {
        ...claim,
        displayPhoneNumber: displayPhoneNumber.trim(),
        verifiedName: checked?.verifiedName ?? null,
        timeZone,
      }),
    onDone: () => onAdded(claim.phoneNumberId),
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        {checked ? (
          <CheckResult checked={checked} />
        ) : (
          <Alert color="yellow" icon={<IconInfoCircle />} title="Not checked with Meta">
            Meta could not be asked. The number is added as unverified and checked as soon as Meta answers.
          </Alert>
        )}
        {!checked?.displayPhoneNumber && (
          <TextInput
            label="Phone number"
            description="With its country code. Meta's own way of writing it takes its place."
            placeholder="+1 555-078-3881"
            inputMode="tel"
            autoComplete="off"
            required
            {...form.getInputProps('displayPhoneNumber')}
          />
        )}
        <TimeZoneSelect
          label="Time zone of the account"
          description="As Meta's business settings show it. Meta's prices change at midnight of this zone; you can change it later."
          {...form.getInputProps('timeZone')}
        />
        <FormProblem problem={problem} />
        <Group justify="space-between">
          <Button variant="default" onClick={onBack}>
            Back
          </Button>
          <Button type="submit" loading={isSubmitting}>
            Add number
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function CheckResult({ checked }: { checked: Schemas['PhoneNumberCheckView'] }) {
  return (
    <>
      <Alert color="teal" icon={<IconCircleCheck />} title="Meta knows this number">
        <PhoneText number={checked.displayPhoneNumber} /> belongs to the account, and the token may speak for it.
      </Alert>
      <NumberFacts
        number={checked}
        webhookHint="How replies and delivery reports reach us. Adding the number subscribes the gateway."
      />
      <HealthIssues health={checked.health} issues={checked.healthIssues} />
      {!checked.isRegistered && (
        <Alert color="yellow" icon={<IconInfoCircle />} title="It still has to be registered">
          The number is not on Meta's Cloud API yet and cannot send. Add it, then register it on its page with its
          six-digit PIN.
        </Alert>
      )}
    </>
  );
}
