import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconCash, IconEdit, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Schemas } from '../../../api/client';
import { listOf } from '../../../api/list-query';
import { ActionsMenu } from '../../../components/actions-menu';
import { ConfirmTyped } from '../../../components/confirm-typed';
import { DataTable } from '../../../components/data-table';
import type { Column } from '../../../components/data-table-parts';
import { PageHeader } from '../../../components/page-header';
import { QueryState } from '../../../components/query-state';
import { TextLink } from '../../../components/text-link';
import { formatBytes } from '../../../lib/byte-size';
import { defineFilters, text } from '../../../lib/filters';
import { useRole } from '../../../lib/session';
import { useFilters } from '../../../lib/use-filters';
import { allPlansQuery } from '../../billing/api/list-plans';
import { formatBasisPoints } from '../../../lib/basis-points';
import { deletePlan } from '../api/delete-plan';
import { PlanDrawer } from '../components/plan-drawer';

type Plan = Schemas['PlanView'];

/** What stands in the URL for a plan that is not there yet. */
const NEW = 'new';
const FILTERS = defineFilters({ plan: text() });
const count = (value: number): string => value.toLocaleString('en-US');
/** Fees have the currency of each wallet: a plan has none. */
const fee = (amount: string): string => amount.replace(/(\.\d{2}\d*?)0+$/, '$1');

const COLUMNS: readonly Column<Plan>[] = [
  { id: 'name', header: 'Name', widthPx: 110, render: ({ name }) => name },
  { id: 'code', header: 'Code', widthPx: 115, render: ({ code }) => <code>{code}</code> },
  { id: 'monthly', header: 'Monthly fee', widthPx: 100, align: 'right', render: (plan) => fee(plan.monthlyFee) },
  { id: 'message', header: 'Per message', widthPx: 105, align: 'right', render: (plan) => fee(plan.platformFee) },
  {
    id: 'markup',
    header: 'Markup',
    widthPx: 75,
    align: 'right',
    render: ({ markupBps }) => formatBasisPoints(markupBps),
  },
  {
    id: 'speed',
    header: 'A second / minute',
    widthPx: 140,
    align: 'right',
    render: (plan) => `${count(plan.messagesPerSecond)} / ${count(plan.messagesPerMinute)}`,
  },
  {
    id: 'media',
    header: 'Media',
    widthPx: 155,
    align: 'right',
    render: ({ storedBytes, mediaRetentionDays }) => `${formatBytes(storedBytes)}, ${count(mediaRetentionDays)} days`,
  },
  {
    id: 'tenants',
    header: 'Tenants',
    widthPx: 95,
    render: ({ code }) => (
      <TextLink size="sm" to="/platform/tenants" search={{ planCode: code }}>
        Who has it
      </TextLink>
    ),
  },
];

/** What tenants can be put on. */
export function PlansPage() {
  const { may } = useRole();
  const plans = useQuery(allPlansQuery);
  const { values, change } = useFilters(FILTERS);
  const [removing, setRemoving] = useState<Plan | null>(null);
  const mayManage = may('platform:manage');
  const open = (plan: string | undefined) => change({ plan });
  const actions: Column<Plan> = {
    id: 'actions',
    header: 'Actions',
    hideHeader: true,
    fixed: true,
    widthPx: 60,
    render: (plan) => <PlanMenu plan={plan} onChange={() => open(plan.code)} onRemove={() => setRemoving(plan)} />,
  };
  const createButton = mayManage && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => open(NEW)}>
      New plan
    </Button>
  );
  const changed = plans.data?.find(({ code }) => code === values.plan);
  return (
    <>
      <PageHeader
        title="Plans"
        description="What tenants can be put on: fees, limits and features. Fees are in the currency of each tenant’s wallet."
        actions={createButton}
      />
      <QueryState query={plans}>
        {(all) => (
          <DataTable
            label="Plans"
            columns={mayManage ? [...COLUMNS, actions] : COLUMNS}
            list={listOf(all)}
            rowKey={({ code }) => code}
            onRowOpen={mayManage ? ({ code }) => open(code) : undefined}
            empty={{
              icon: IconCash,
              title: 'No plans yet',
              description: 'Every tenant is on a plan. Create one first, then tenants.',
              action: createButton,
            }}
          />
        )}
      </QueryState>
      {mayManage && (
        <PlanDrawer
          opened={values.plan === NEW || changed !== undefined}
          onClose={() => open(undefined)}
          plan={changed ?? null}
        />
      )}
      <ConfirmTyped
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title="Delete this plan?"
        expected={removing?.code ?? ''}
        confirmLabel="Delete plan"
        onConfirm={() => deletePlan(removing?.code ?? '')}
      >
        {removing?.name} can then no longer be chosen. A plan that tenants are on cannot be deleted: put them on another
        one first. Plans that an installation begins with come back with the next start.
      </ConfirmTyped>
    </>
  );
}

interface PlanMenuProps {
  plan: Plan;
  onChange: () => void;
  onRemove: () => void;
}

function PlanMenu({ plan, onChange, onRemove }: PlanMenuProps) {
  return (
    <ActionsMenu
      subject={plan.name}
      actions={[
        { label: 'Change', Icon: IconEdit, onClick: onChange },
        { label: 'Delete', Icon: IconTrash, isDangerous: true, onClick: onRemove },
      ]}
    />
  );
}
