import { Alert, Button, Group, List, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconCircleCheck } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { Schemas } from '../../../api/client';
import { FormActions } from '../../../components/form-actions';
import { FormProblem } from '../../../components/form-problem';
import { ButtonLink, TextLink } from '../../../components/text-link';
import { useProblemForm } from '../../../lib/use-problem-form';
import { allPlansQuery } from '../../billing/api/list-plans';
import { rateCardsQuery } from '../../billing/api/list-rate-cards';
import { createTenant } from '../api/create-tenant';
import { currenciesOf } from '../lib/rate-cards-in-force';

const USUAL_CURRENCY = 'USD';

interface CreateTenantDialogProps {
  opened: boolean;
  onClose: () => void;
}

/** Opens a tenant, then says what it needs before it can send. */
export function CreateTenantDialog({ opened, onClose }: CreateTenantDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="New tenant">
      <CreateTenantContent onClose={onClose} />
    </Modal>
  );
}

function CreateTenantContent({ onClose }: Pick<CreateTenantDialogProps, 'onClose'>) {
  const [tenant, setTenant] = useState<Schemas['TenantView'] | null>(null);
  return tenant ? (
    <NextSteps tenant={tenant} onClose={onClose} />
  ) : (
    <TenantForm onDone={setTenant} onCancel={onClose} />
  );
}

interface TenantFormProps {
  onDone: (tenant: Schemas['TenantView']) => void;
  onCancel: () => void;
}

function TenantForm({ onDone, onCancel }: TenantFormProps) {
  const plans = useQuery(allPlansQuery);
  const cards = useQuery(rateCardsQuery);
  const opened = useRef<Schemas['TenantView']>(undefined);
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { name: '', planCode: null as string | null, currency: USUAL_CURRENCY },
    validate: {
      name: (value) => (value.trim() === '' ? 'Give the tenant a name.' : null),
      planCode: (value) => (value === null ? 'Choose a plan. It can be changed later.' : null),
    },
    submit: async ({ name, planCode, currency }) => {
      opened.current = await createTenant({ name: name.trim(), planCode: planCode ?? '', currency });
    },
    onDone: () => opened.current && onDone(opened.current),
  });
  const currencies = cards.data ? currenciesOf(cards.data) : [];
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <TextInput
          label="Name"
          description="What its people and yours call it. At most 120 characters."
          required
          maxLength={120}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Select
          label="Plan"
          description="What it may use and what it pays each month."
          required
          placeholder={plans.isPending ? 'Loading plans' : 'Choose a plan'}
          data={plans.data?.map(({ code, name }) => ({ value: code, label: `${name} (${code})` })) ?? []}
          nothingFoundMessage="There are no plans yet"
          allowDeselect={false}
          {...form.getInputProps('planCode')}
        />
        <Select
          label="Currency of the wallet"
          description="It never changes. Currencies that have a rate card can be chosen."
          data={currencies.length > 0 ? [...currencies] : [USUAL_CURRENCY]}
          allowDeselect={false}
          {...form.getInputProps('currency')}
        />
        <FormProblem problem={problem} />
        <FormActions onCancel={onCancel} isSubmitting={isSubmitting}>
          Create tenant
        </FormActions>
      </Stack>
    </form>
  );
}

function NextSteps({ tenant, onClose }: { tenant: Schemas['TenantView']; onClose: () => void }) {
  const params = { tenantId: tenant.id };
  return (
    <Stack>
      <Alert color="teal" role="status" icon={<IconCircleCheck />} title={`${tenant.name} is open`}>
        Before its first real message it needs a phone number, an API key and money.
      </Alert>
      <Text size="sm" fw={600}>
        Next steps
      </Text>
      <List type="ordered" spacing="xs" size="sm">
        <List.Item>
          <TextLink to="/tenants/$tenantId/team" params={params}>
            Invite its owner
          </TextLink>
          , who can do the rest
        </List.Item>
        <List.Item>
          <TextLink to="/tenants/$tenantId/phone-numbers" params={params}>
            Add a phone number
          </TextLink>{' '}
          from Meta
        </List.Item>
        <List.Item>
          <TextLink to="/tenants/$tenantId/billing" params={params}>
            Top up the wallet
          </TextLink>
        </List.Item>
        <List.Item>
          <TextLink to="/tenants/$tenantId/api-keys" params={params}>
            Create an API key
          </TextLink>{' '}
          and send a test
        </List.Item>
      </List>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <ButtonLink to="/platform/tenants/$id" params={{ id: tenant.id }} data-autofocus>
          Open the tenant
        </ButtonLink>
      </Group>
    </Stack>
  );
}
