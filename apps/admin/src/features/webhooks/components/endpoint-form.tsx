import { Button, Checkbox, Group, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { FormProblem } from '../../../components/form-problem';
import { useProblemForm } from '../../../lib/use-problem-form';
import { phoneNumberChoicesQuery } from '../../phone-numbers/api/list-phone-numbers';
import { type EndpointValues, headersProblem, urlProblem } from '../endpoint-values';
import { EventsInput } from './events-input';
import { FormatInput } from './format-input';
import { HeadersInput } from './headers-input';

interface EndpointFormProps {
  tenantId: string;
  initialValues: EndpointValues;
  /** Whether the endpoint has a bearer token already. */
  hasBearerToken?: boolean;
  submitLabel: string;
  submit: (values: EndpointValues) => Promise<unknown>;
  onDone?: () => void;
  onCancel?: () => void;
}

/** Where events are posted to, which, and how. */
export function EndpointForm(props: EndpointFormProps) {
  const { tenantId, initialValues, hasBearerToken = false, submitLabel, submit, onDone, onCancel } = props;
  const numbers = useQuery(phoneNumberChoicesQuery(tenantId));
  const { form, onSubmit, isSubmitting, problem } = useProblemForm<EndpointValues>({
    initialValues,
    validate: {
      url: urlProblem,
      events: (events) => (events.length === 0 ? 'Choose at least one event.' : null),
      headers: headersProblem,
    },
    submit,
    onDone,
  });
  const chosen = form.values.phoneNumberId;
  const choices = (numbers.data ?? []).map((number) => ({
    value: number.phoneNumberId,
    label: number.verifiedName ? `${number.displayPhoneNumber} (${number.verifiedName})` : number.displayPhoneNumber,
  }));
  const isChoiceMissing = chosen !== '' && !choices.some(({ value }) => value === chosen);
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="lg">
        <TextInput
          label="Address"
          description="Where we post events to: https, at a server that can be reached from the Internet."
          placeholder="https://example.com/hooks/whatsapp"
          type="url"
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          {...form.getInputProps('url')}
        />
        <EventsInput {...form.getInputProps('events')} />
        <FormatInput {...form.getInputProps('format')} />
        <Select
          label="Only for one number"
          description="Events that are about no number, such as balance and templates, stay away then."
          placeholder="All numbers"
          clearable
          data={isChoiceMissing ? [...choices, { value: chosen, label: chosen }] : choices}
          value={chosen || null}
          onChange={(value) => form.setFieldValue('phoneNumberId', value ?? '')}
          error={form.errors['phoneNumberId']}
        />
        <HeadersInput {...form.getInputProps('headers')} />
        <Stack gap="xs">
          <PasswordInput
            label="Bearer token"
            description="Sent as Authorization: Bearer …, for receivers that ask for one. Kept encrypted and not shown again."
            placeholder={hasBearerToken ? 'Kept as it is' : 'None'}
            disabled={form.values.removesBearerToken}
            autoComplete="off"
            {...form.getInputProps('bearerToken')}
          />
          {hasBearerToken && (
            <Checkbox
              label="Send no bearer token any more"
              {...form.getInputProps('removesBearerToken', { type: 'checkbox' })}
            />
          )}
        </Stack>
        <Checkbox
          label="Also sign as Meta does"
          description="Adds X-Hub-Signature-256, for receivers that check Meta's signature. The signing secret is its app secret."
          {...form.getInputProps('hubSignature', { type: 'checkbox' })}
        />
        <FormProblem problem={problem} />
        <Group justify={onCancel ? 'flex-end' : 'flex-start'}>
          {onCancel && (
            <Button variant="default" onClick={onCancel}>
              Cancel
            </Button>
          )}
          <Button type="submit" loading={isSubmitting}>
            {submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
