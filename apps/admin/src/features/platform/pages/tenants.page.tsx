import { Button, Text } from '@mantine/core';
import { IconBuilding, IconPlus } from '@tabler/icons-react';
import { useList } from '../../../api/list-query';
import type { Schemas } from '../../../api/client';
import { DataTable } from '../../../components/data-table';
import type { Column } from '../../../components/data-table-parts';
import { InstantText } from '../../../components/instant-text';
import { MoneyText } from '../../../components/money-text';
import { PageHeader } from '../../../components/page-header';
import { StatusBadge } from '../../../components/status-badge';
import { useRole } from '../../../lib/session';
import { useFilters } from '../../../lib/use-filters';
import { tenantsQuery } from '../api/list-tenants';
import { CreateTenantDialog } from '../components/create-tenant-dialog';
import { TenantFilterBar } from '../components/tenant-filter-bar';
import { TENANT_FILTERS } from '../lib/tenant-filters';

type Row = Schemas['PlatformTenantView'];

const COLUMNS: readonly Column<Row>[] = [
  { id: 'name', header: 'Name', widthPx: 180, render: ({ name }) => name },
  { id: 'status', header: 'Status', widthPx: 135, render: ({ status }) => <StatusBadge status={status} /> },
  {
    id: 'plan',
    header: 'Plan',
    widthPx: 105,
    render: ({ planCode }) =>
      planCode ?? (
        <Text span c="dimmed">
          None
        </Text>
      ),
  },
  {
    id: 'available',
    header: 'Available',
    widthPx: 105,
    align: 'right',
    render: ({ available, currency }) => <MoneyText amount={available} currency={currency} mostDigits={2} />,
  },
  {
    id: 'reserved',
    header: 'Held',
    widthPx: 90,
    align: 'right',
    render: ({ reserved, currency }) => <MoneyText amount={reserved} currency={currency} mostDigits={4} c="dimmed" />,
  },
  { id: 'numbers', header: 'Numbers', widthPx: 80, align: 'right', render: ({ phoneNumbers }) => phoneNumbers },
  { id: 'members', header: 'Members', widthPx: 80, align: 'right', render: ({ members }) => members },
  {
    id: 'created',
    header: 'Since',
    widthPx: 110,
    render: ({ createdAt }) => <InstantText at={createdAt} style="day" />,
  },
];

/** Everyone who sends through this platform. */
export function TenantsPage() {
  const { may } = useRole();
  const { values, change, clear } = useFilters(TENANT_FILTERS);
  const { create, ...filter } = values;
  const tenants = useList(tenantsQuery(filter));
  const isFiltered = Object.keys(filter).length > 0;
  const createButton = may('platform:manage') && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => change({ create: true })}>
      New tenant
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Tenants"
        description="Everyone who sends through this platform. Open one to suspend it, change its plan, or look at its pages."
        actions={createButton}
      />
      <TenantFilterBar values={filter} onChange={change} onClear={isFiltered ? clear : null} />
      <DataTable
        label="Tenants"
        columns={COLUMNS}
        list={tenants}
        rowKey={({ id }) => id}
        rowLink={({ id }) => ({ to: '/platform/tenants/$id', params: { id } })}
        empty={
          isFiltered
            ? {
                icon: IconBuilding,
                title: 'No tenant matches',
                description: 'Nothing was found with these filters. Search takes a part of the name, or the whole id.',
                action: (
                  <Button variant="default" onClick={clear}>
                    Clear filters
                  </Button>
                ),
              }
            : {
                icon: IconBuilding,
                title: 'No tenants yet',
                description: 'A tenant has its own numbers, keys, wallet and people. Create the first one.',
                action: createButton,
              }
        }
      />
      {may('platform:manage') && (
        <CreateTenantDialog opened={create === true} onClose={() => change({ create: undefined })} />
      )}
    </>
  );
}
