import { Button, NumberInput, PasswordInput, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Schemas } from '../../../api/client';
import { FormProblem } from '../../../components/form-problem';
import { SectionCard } from '../../../components/section-card';
import { TimeZoneSelect } from '../../../components/time-zone-select';
import { useProblemForm } from '../../../lib/use-problem-form';
import { changePhoneNumber } from '../api/change-phone-number';
import { TokenHelp } from './meta-help';

const THROUGHPUT_MAX = 1_000;

interface NumberFormProps {
  tenantId: string;
  number: Schemas['PhoneNumberView'];
}

/** Speed and calendar of a number. */
export function NumberSettings({ tenantId, number }: NumberFormProps) {
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { throughput: number.throughput as number | string, timeZone: number.timeZone },
    validate: {
      throughput: (value) =>
        Number.isInteger(value) && Number(value) >= 1 && Number(value) <= THROUGHPUT_MAX
          ? null
          : `Enter a whole number from 1 to ${THROUGHPUT_MAX.toLocaleString('en-US')}.`,
    },
    submit: ({ throughput, timeZone }) =>
      changePhoneNumber(tenantId, number.id, { throughput: Number(throughput), timeZone }),
    onDone: () => {
      form.resetDirty();
      notifications.show({ color: 'teal', message: 'The settings are saved.' });
    },
  });
  return (
    <SectionCard title="Settings">
      <form onSubmit={onSubmit} noValidate>
        <Stack maw={480}>
          <NumberInput
            label="Messages a second"
            description={`1 to 1,000. Meta allows 80 unless it has raised the number's level; numbers that are also used in the WhatsApp Business app have 20. What is more waits its turn.`}
            min={1}
            max={THROUGHPUT_MAX}
            clampBehavior="none"
            allowDecimal={false}
            {...form.getInputProps('throughput')}
          />
          <TimeZoneSelect
            label="Time zone of the account"
            description="As Meta's business settings show it. What is delivered from now on is priced by its calendar."
            {...form.getInputProps('timeZone')}
          />
          <FormProblem problem={problem} />
          <Button type="submit" loading={isSubmitting} disabled={!form.isDirty()} style={{ alignSelf: 'flex-start' }}>
            Save settings
          </Button>
        </Stack>
      </form>
    </SectionCard>
  );
}

/** Puts another access token in the place of the present one. */
export function ReplaceToken({ tenantId, number }: NumberFormProps) {
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { accessToken: '' },
    validate: { accessToken: (value) => (value.trim() === '' ? 'Paste the new token.' : null) },
    submit: ({ accessToken }) => changePhoneNumber(tenantId, number.id, { accessToken: accessToken.trim() }),
    onDone: () => {
      form.reset();
      notifications.show({
        color: 'teal',
        message: 'The token is replaced. Press “Refresh from Meta” to see whether Meta takes it.',
      });
    },
  });
  return (
    <SectionCard
      title="Access token"
      description="It is kept encrypted and never shown. A new one takes the place of the present one within a second."
    >
      <form onSubmit={onSubmit} noValidate>
        <Stack maw={640}>
          <PasswordInput
            label="New access token"
            maw={480}
            autoComplete="off"
            spellCheck={false}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the token' }}
            {...form.getInputProps('accessToken')}
          />
          <TokenHelp />
          <FormProblem problem={problem} />
          <Button type="submit" variant="default" loading={isSubmitting} style={{ alignSelf: 'flex-start' }}>
            Replace token
          </Button>
        </Stack>
      </form>
    </SectionCard>
  );
}
