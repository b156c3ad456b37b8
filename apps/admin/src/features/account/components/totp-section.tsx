import { Alert, Button, Group, Modal, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { Schemas } from '../../../api/client';
import { SectionCard } from '../../../components/section-card';
import { StatusBadge } from '../../../components/status-badge';
import { disableTotp } from '../api/disable-totp';
import { enrolTotp } from '../api/enrol-totp';
import { PasswordStep } from './password-step';
import { TotpConfirmation } from './totp-confirmation';

type Step = 'password' | 'disable' | Schemas['TotpEnrolment'] | null;

/** Two-step sign-in: turning it on with an authenticator app, and off. */
export function TotpSection({ isOn }: { isOn: boolean }) {
  const [step, setStep] = useState<Step>(null);
  const close = (): void => setStep(null);
  const enrolment = typeof step === 'object' ? step : null;
  return (
    <SectionCard
      title="Two-step sign-in"
      description="Besides your password, signing in asks for a code that changes every 30 seconds, from an app on your phone. A stolen password alone then opens nothing."
      actions={<StatusBadge status={isOn ? 'enabled' : 'disabled'} label={isOn ? 'On' : 'Off'} />}
    >
      {isOn ? (
        <Group>
          <Button variant="default" onClick={() => setStep('disable')}>
            Turn off
          </Button>
        </Group>
      ) : (
        <Button leftSection={<IconShieldCheck size={17} />} onClick={() => setStep('password')}>
          Turn on two-step sign-in
        </Button>
      )}
      <Modal opened={step === 'password'} onClose={close} title="Turn on two-step sign-in">
        <PasswordStep
          words="First your password once more, so that nobody can do this at a screen that you left open."
          submitLabel="Continue"
          submit={async (password) => setStep(await enrolTotp(password))}
          onCancel={close}
        />
      </Modal>
      <Modal opened={enrolment !== null} onClose={close} title="Turn on two-step sign-in" closeOnClickOutside={false}>
        {enrolment && (
          <TotpConfirmation
            enrolment={enrolment}
            onCancel={close}
            onDone={() => {
              close();
              notifications.show({ color: 'teal', message: 'Two-step sign-in is on.' });
            }}
          />
        )}
      </Modal>
      <Modal opened={step === 'disable'} onClose={close} title="Turn off two-step sign-in?">
        <Alert color="yellow" mb="md">
          <Text size="sm">
            Your password alone opens your account then, and tenants that require two-step sign-in shut you out.
          </Text>
        </Alert>
        <PasswordStep
          words="Your password once more."
          submitLabel="Turn off"
          isDangerous
          submit={async (password) => {
            await disableTotp(password);
            close();
            notifications.show({ message: 'Two-step sign-in is off.' });
          }}
          onCancel={close}
        />
      </Modal>
    </SectionCard>
  );
}
