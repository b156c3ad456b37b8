import { Alert, Modal, MultiSelect, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { Schemas } from '../../../api/client';
import { FormActions } from '../../../components/form-actions';
import { FormProblem } from '../../../components/form-problem';
import { useProblemForm } from '../../../lib/use-problem-form';
import { countReplay, replayRange } from '../api/replay-range';
import type { DeliveryFilterValues } from '../delivery-filters';
import { EVENT_CHOICES } from '../events';
import { rangeOf, REPLAY_CHOICES, replayOf, type ReplayValues } from '../replay-values';

/** From this many deliveries on, the number has to be typed. */
const MANY = 100;
const MOST = 100_000;

interface ReplayDialogProps {
  tenantId: string;
  endpoint: Schemas['EndpointView'];
  /** Of the list: what it shows is proposed. */
  filters: DeliveryFilterValues;
  opened: boolean;
  onClose: () => void;
}

/** Sends a stretch of time again. First it says how many deliveries that is. */
export function ReplayDialog({ opened, onClose, ...body }: ReplayDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Send events again" size="lg">
      <ReplayForm {...body} onClose={onClose} />
    </Modal>
  );
}

interface FormValues extends ReplayValues {
  /** The number of deliveries, typed where they are many. */
  typed: string;
}

function ReplayForm({ tenantId, endpoint, filters, onClose }: Omit<ReplayDialogProps, 'opened'>) {
  const [count, setCount] = useState<number | null>(null);
  const [needsTyping, word] = [count !== null && count >= MANY, String(count ?? '')];
  const { form, onSubmit, isSubmitting, problem } = useProblemForm<FormValues>({
    initialValues: { ...replayOf(filters, new Date()), typed: '' },
    validate: {
      from: (value) => (value === '' ? 'Choose a time.' : null),
      to: (value, { from }) => {
        if (value === '') return 'Choose a time.';
        return value <= from ? 'Choose a time after the first one.' : null;
      },
      typed: (value) => (needsTyping && value.trim() !== word ? `Type ${word} to confirm.` : null),
    },
    // Any other choice is another number of deliveries.
    onValuesChange: (values, before) => {
      if (values.typed === before.typed) setCount(null);
    },
    submit: async (values) => {
      const range = rangeOf(values);
      if (!range) return;
      if (count === null) {
        setCount(await countReplay(tenantId, endpoint.id, range));
        return;
      }
      const sent = await replayRange(tenantId, endpoint.id, range);
      notifications.show({ color: 'teal', message: `${deliveriesText(sent)} on the way again.` });
      onClose();
    },
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <Text size="sm">
          Each goes out once more with the <code>webhook-id</code> that it had, so that a receiver which remembers ids
          does nothing twice. At most {MOST.toLocaleString('en-US')} at a time.
        </Text>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput type="datetime-local" label="From" {...form.getInputProps('from')} />
          <TextInput
            type="datetime-local"
            label="Until"
            description="Not included"
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            {...form.getInputProps('to')}
          />
        </SimpleGrid>
        <Select label="What" data={REPLAY_CHOICES} allowDeselect={false} {...form.getInputProps('what')} />
        <MultiSelect
          label="Events"
          placeholder={form.values.events.length === 0 ? 'All' : undefined}
          data={EVENT_CHOICES}
          clearable
          searchable
          value={form.values.events}
          onChange={(names) => form.setFieldValue('events', names)}
          error={form.errors['events']}
        />
        <div role="status">
          {count !== null && (
            <Alert color={count === 0 ? 'gray' : 'yellow'} title={`${deliveriesText(count)} to ${endpoint.url}`}>
              <Text size="sm">
                {count === 0
                  ? 'There is nothing of this kind in this time.'
                  : 'They go out at once, in their order per conversation. This cannot be called back.'}
              </Text>
            </Alert>
          )}
        </div>
        {needsTyping && (
          <TextInput
            label={
              <>
                Type <strong>{word}</strong> to confirm
              </>
            }
            autoComplete="off"
            inputMode="numeric"
            {...form.getInputProps('typed')}
          />
        )}
        <FormProblem problem={problem} />
        <FormActions
          onCancel={onClose}
          isSubmitting={isSubmitting}
          color={count === null ? undefined : 'red'}
          isDisabled={count === 0 || (needsTyping && form.values.typed.trim() !== word)}
        >
          {count === null ? 'Count them' : `Send ${count.toLocaleString('en-US')} again`}
        </FormActions>
      </Stack>
    </form>
  );
}

function deliveriesText(count: number): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? 'delivery' : 'deliveries'}`;
}
