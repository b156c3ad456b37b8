import { Button } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useList } from '../../../api/list-query';
import { DataTable } from '../../../components/data-table';
import { defineFilters, text } from '../../../lib/filters';
import { useFilters } from '../../../lib/use-filters';
import { auditQuery } from '../api/list-audit';
import { AUDIT_FILTERS, type AuditFilterValues } from '../audit-filters';
import { PLATFORM_AUDIT_COLUMNS, TENANT_AUDIT_COLUMNS } from './audit-columns';
import { AuditFilterBar } from './audit-filter-bar';
import { EntryDrawer } from './entry-drawer';

const DRAWER = defineFilters({ entry: text() });

/** Who did what: of one tenant, or of all of them and the platform (null). */
export function AuditLog({ tenantId }: { tenantId: string | null }) {
  const filters = useFilters(AUDIT_FILTERS);
  const drawer = useFilters(DRAWER);
  const entries = useList(auditQuery(tenantId, filters.values));
  const opened = entries.rows.find(({ id }) => id === drawer.values.entry) ?? null;
  const showOthers = (some: AuditFilterValues): void => {
    drawer.clear();
    filters.change({ ...NO_FILTERS, ...some });
  };
  return (
    <>
      <AuditFilterBar {...filters} />
      <DataTable
        label="Audit log"
        columns={tenantId === null ? PLATFORM_AUDIT_COLUMNS : TENANT_AUDIT_COLUMNS}
        list={entries}
        rowKey={({ id }) => id}
        onRowOpen={({ id }) => drawer.change({ entry: id })}
        empty={
          filters.isFiltered
            ? {
                icon: IconHistory,
                title: 'Nothing fits these filters',
                description: 'Whole addresses, prefixes and ids are compared, not parts of them.',
                action: (
                  <Button variant="default" onClick={filters.clear}>
                    Clear filters
                  </Button>
                ),
              }
            : {
                icon: IconHistory,
                title: 'Nothing has happened yet',
                description: 'Every change that someone makes is written down here, with what it was before.',
              }
        }
      />
      <EntryDrawer entry={opened} onClose={drawer.clear} onFilter={showOthers} />
    </>
  );
}

const NO_FILTERS: AuditFilterValues = {
  actor: undefined,
  action: undefined,
  targetType: undefined,
  targetId: undefined,
  from: undefined,
  to: undefined,
};
