import { Stack, Text } from '@mantine/core';
import type { Column } from '../../../components/data-table-parts';
import { InstantText } from '../../../components/instant-text';
import { textAt } from '../../../lib/json-path';
import type { AuditEntry } from '../api/list-audit';
import { actionLabel } from '../audit-words';
import { actorName } from '../actor-name';
import { TenantName } from './tenant-name';

/** The fields by which people know things. */
const NAMES = ['name', 'email', 'url', 'displayPhoneNumber'] as const;

const ACT: Column<AuditEntry> = {
  id: 'action',
  header: 'What',
  widthPx: 190,
  render: ({ action }) => actionLabel(action),
};

const TENANT: Column<AuditEntry> = {
  id: 'tenant',
  header: 'Tenant',
  widthPx: 120,
  render: ({ tenantId }) => <TenantName tenantId={tenantId} />,
};

const REST: readonly Column<AuditEntry>[] = [
  { id: 'who', header: 'Who', widthPx: 190, render: ({ actor }) => actorName(actor) },
  { id: 'when', header: 'When', widthPx: 195, render: ({ at }) => <InstantText at={at} style="seconds" /> },
  {
    id: 'target',
    header: 'On',
    widthPx: 180,
    render: ({ targetId, before, after }) => (
      <Stack gap={0}>
        <Text size="sm" truncate>
          {nameIn(after) ?? nameIn(before)}
        </Text>
        {targetId && (
          <Text size="xs" c="dimmed" truncate title={targetId}>
            {targetId}
          </Text>
        )}
      </Stack>
    ),
  },
  { id: 'from', header: 'From', widthPx: 105, render: ({ ip }) => ip ?? '—' },
];

/** The columns of the audit log; that of the platform tells the tenant too. */
export const TENANT_AUDIT_COLUMNS: readonly Column<AuditEntry>[] = [ACT, ...REST];
export const PLATFORM_AUDIT_COLUMNS: readonly Column<AuditEntry>[] = [ACT, TENANT, ...REST];

/** What people call the target, where its state says so. */
function nameIn(state: unknown): string | undefined {
  return NAMES.map((name) => textAt(state, name)).find((text) => text !== undefined);
}
