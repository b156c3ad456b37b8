import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import type { Schemas } from '../../../api/client';
import { ConfirmTyped } from '../../../components/confirm-typed';
import { FormProblem } from '../../../components/form-problem';
import { SectionCard } from '../../../components/section-card';
import { useProblemForm } from '../../../lib/use-problem-form';
import { deregisterPhoneNumber } from '../api/deregister-phone-number';
import { registerPhoneNumber } from '../api/register-phone-number';
import { requestCode } from '../api/request-code';
import { verifyCode } from '../api/verify-code';

interface RegistrationProps {
  tenantId: string;
  number: Schemas['PhoneNumberView'];
}

/** Puts the number on Meta's Cloud API. */
export function RegisterNumber({ tenantId, number }: RegistrationProps) {
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { pin: '' },
    validate: { pin: (value) => (/^\d{6}$/.test(value) ? null : 'Enter the six digits of the PIN.') },
    submit: ({ pin }) => registerPhoneNumber(tenantId, number.id, pin),
    onDone: () => {
      form.reset();
      notifications.show({ color: 'teal', message: 'The number is registered and can send.' });
    },
  });
  return (
    <SectionCard
      title="Register"
      description="Puts the number on Meta's Cloud API, so that it can send. The PIN is the one of its two-step verification; a number without one gets the PIN that you enter here. Keep it: Meta asks for it again."
    >
      <form onSubmit={onSubmit} noValidate>
        <Stack maw={480}>
          <TextInput
            label="Six-digit PIN"
            description="Meta allows ten attempts in 72 hours."
            inputMode="numeric"
            autoComplete="off"
            maxLength={6}
            w={200}
            {...form.getInputProps('pin')}
          />
          <FormProblem problem={problem} />
          <Button type="submit" loading={isSubmitting} style={{ alignSelf: 'flex-start' }}>
            Register number
          </Button>
        </Stack>
      </form>
    </SectionCard>
  );
}

/** Proves at Meta that the number is its owner's: a code is sent to it, and entered here. */
export function ProveNumber({ tenantId, number }: RegistrationProps) {
  return (
    <SectionCard
      title="Prove that the number is yours"
      description="Needed once for a number that is new to WhatsApp, before it can be registered. Meta sends it a code; enter the code here."
    >
      <Stack gap="lg">
        <RequestCode tenantId={tenantId} number={number} />
        <EnterCode tenantId={tenantId} number={number} />
      </Stack>
    </SectionCard>
  );
}

const METHODS = [
  { value: 'SMS', label: 'Text message' },
  { value: 'VOICE', label: 'Phone call' },
];
const LANGUAGE = /^[a-z]{2,3}(?:_[A-Za-z]{2,4})?$/;

function RequestCode({ tenantId, number }: RegistrationProps) {
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { codeMethod: 'SMS', language: 'en_US' },
    validate: { language: (value) => (LANGUAGE.test(value) ? null : 'Enter a language code such as en_US.') },
    submit: ({ codeMethod, language }) =>
      requestCode(tenantId, number.id, { codeMethod: codeMethod === 'VOICE' ? 'VOICE' : 'SMS', language }),
    onDone: () =>
      notifications.show({ color: 'teal', message: `The code is on its way to ${number.displayPhoneNumber}.` }),
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <Group align="flex-end">
          <Select
            label="How it comes"
            data={METHODS}
            allowDeselect={false}
            w={180}
            {...form.getInputProps('codeMethod')}
          />
          <TextInput label="Language" w={140} autoComplete="off" {...form.getInputProps('language')} />
          <Button type="submit" variant="default" loading={isSubmitting}>
            Send a code
          </Button>
        </Group>
        <FormProblem problem={problem} />
      </Stack>
    </form>
  );
}

function EnterCode({ tenantId, number }: RegistrationProps) {
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { code: '' },
    validate: {
      code: (value) => (/^\d{4,8}$/.test(value.replaceAll('-', '')) ? null : 'Enter the digits of the code.'),
    },
    submit: ({ code }) => verifyCode(tenantId, number.id, code.replaceAll('-', '')),
    onDone: () => {
      form.reset();
      notifications.show({ color: 'teal', message: 'Meta took the code. Register the number next.' });
    },
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <Group align="flex-end">
          <TextInput
            label="Code that came"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={9}
            w={180}
            {...form.getInputProps('code')}
          />
          <Button type="submit" variant="default" loading={isSubmitting}>
            Confirm the code
          </Button>
        </Group>
        <FormProblem problem={problem} />
      </Stack>
    </form>
  );
}

/** Takes the number off the Cloud API, after its number has been typed. */
export function DeregisterNumber({ tenantId, number }: RegistrationProps) {
  const [isAsking, { open, close }] = useDisclosure(false);
  return (
    <SectionCard
      title="Deregister"
      description="Takes the number off Meta's Cloud API, for example to use it in the WhatsApp app. It stays here, and can be registered again."
    >
      <Button color="red" variant="light" onClick={open}>
        Deregister number
      </Button>
      <ConfirmTyped
        opened={isAsking}
        onClose={close}
        title="Deregister this number?"
        expected={number.displayPhoneNumber}
        confirmLabel="Deregister number"
        onConfirm={() => deregisterPhoneNumber(tenantId, number.id)}
      >
        <Text size="sm">
          From then on the number cannot send, and messages to it do not arrive here. Everything else about it stays:
          settings, log, files and keys.
        </Text>
      </ConfirmTyped>
    </SectionCard>
  );
}
