import { Paper, Stepper, Text, Title } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { Schemas } from '../../../api/client';
import { asProblem } from '../../../api/problem';
import { PageHeader } from '../../../components/page-header';
import { ButtonLink } from '../../../components/text-link';
import { useTenant } from '../../../lib/tenant';
import { useProblemForm } from '../../../lib/use-problem-form';
import { checkPhoneNumber } from '../api/check-phone-number';
import { AddStep } from '../components/add-step';
import { type Claim, IdsStep, TokenStep } from '../components/claim-step';

const STEPS = ['Which number', 'Access token', 'Check and add'] as const;
const META_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Adds a number in three steps: its ids, its token, and what Meta says about it. */
export function AddPhoneNumberPage() {
  const { id: tenantId } = useTenant();
  const navigate = useNavigate();
  const [step, setStep] = useState(0);
  const [checked, setChecked] = useState<Schemas['PhoneNumberCheckView'] | null>(null);
  const heading = useFocusOnStep(step);
  const { form, onSubmit, isSubmitting, problem, setProblem } = useProblemForm<Claim>({
    initialValues: { phoneNumberId: '', wabaId: '', accessToken: '' },
    validate: {
      phoneNumberId: (value) => idProblem(value),
      wabaId: (value) => idProblem(value),
      accessToken: (value) => (value.trim() === '' ? 'Paste the access token.' : null),
    },
    submit: async (values) => {
      try {
        setChecked(await checkPhoneNumber(tenantId, trimmed(values)));
      } catch (error) {
        if (asProblem(error).fields.some(({ path }) => path !== 'accessToken')) setStep(0);
        throw error;
      }
    },
    onDone: () => setStep(2),
  });
  const skipCheck = (): void => {
    setChecked(null);
    setProblem(null);
    setStep(2);
  };
  const cancel = (
    <ButtonLink to="/tenants/$tenantId/phone-numbers" params={{ tenantId }} variant="default">
      Cancel
    </ButtonLink>
  );

  return (
    <>
      <PageHeader
        title="Add a phone number"
        description="You need three things of Meta: the number's id, its account's id, and an access token. Nothing is kept before the last step."
      />
      <Paper withBorder p={{ base: 'md', sm: 'xl' }} maw={760}>
        <Stepper active={step} size="sm" mb="xl" visibleFrom="sm" allowNextStepsSelect={false} aria-hidden>
          {STEPS.map((label) => (
            <Stepper.Step key={label} label={label} allowStepSelect={false} tabIndex={-1} component="div" />
          ))}
        </Stepper>
        <Title order={2} mb="md" ref={heading} tabIndex={-1} style={{ outline: 'none' }}>
          <Text span inherit c="dimmed">
            Step {step + 1} of {STEPS.length}:
          </Text>{' '}
          {STEPS[step]}
        </Title>
        {step === 0 && <IdsStep form={form} onNext={() => setStep(1)} cancel={cancel} />}
        {step === 1 && (
          <TokenStep
            form={form}
            onSubmit={onSubmit}
            isSubmitting={isSubmitting}
            problem={problem}
            onBack={() => setStep(0)}
            onSkip={skipCheck}
          />
        )}
        {step === 2 && (
          <AddStep
            tenantId={tenantId}
            claim={trimmed(form.values)}
            checked={checked}
            onBack={() => setStep(1)}
            onAdded={(phoneNumberId) =>
              void navigate({
                to: '/tenants/$tenantId/phone-numbers/$phoneNumberId',
                params: { tenantId, phoneNumberId },
                replace: true,
              })
            }
          />
        )}
      </Paper>
    </>
  );
}

function idProblem(value: string): string | null {
  return META_ID.test(value.trim()) ? null : 'Enter an id of Meta, such as 106540352242922.';
}

function trimmed({ phoneNumberId, wabaId, accessToken }: Claim): Claim {
  return { phoneNumberId: phoneNumberId.trim(), wabaId: wabaId.trim(), accessToken: accessToken.trim() };
}

/** Whoever does not see the page is told where they are when the step changes. */
function useFocusOnStep(step: number) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    const hasRefused = document.querySelector('form [aria-invalid="true"]') !== null;
    if (shown.current !== step && !hasRefused) heading.current?.focus();
    shown.current = step;
  }, [step]);
  return heading;
}
