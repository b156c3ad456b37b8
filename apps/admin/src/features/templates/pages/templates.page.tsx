import { Stack, Text } from '@mantine/core';
import { IconPlus, IconTemplate } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../../../api/client';
import { useList } from '../../../api/list-query';
import { DataTable } from '../../../components/data-table';
import type { Column } from '../../../components/data-table-parts';
import type { EmptyStateProps } from '../../../components/empty-state';
import { InstantText } from '../../../components/instant-text';
import { PageHeader } from '../../../components/page-header';
import { StatusBadge } from '../../../components/status-badge';
import { ButtonLink } from '../../../components/text-link';
import { recordsAt, textAt } from '../../../lib/json-path';
import { defineFilters, text } from '../../../lib/filters';
import { useRole } from '../../../lib/session';
import { useTenant } from '../../../lib/tenant';
import { useFilters } from '../../../lib/use-filters';
import { templatesQuery } from '../api/list-templates';
import { templateSyncsQuery } from '../api/list-template-syncs';
import { SyncBar } from '../components/sync-bar';
import { TemplateDrawer } from '../components/template-drawer';
import { TemplateFilterBar } from '../components/template-filter-bar';
import { languageName } from '../lib/languages';
import { categoryWords } from '../lib/template-words';

const FILTERS = defineFilters({ search: text(), status: text(), category: text(), language: text(), wabaId: text() });
const OPEN = defineFilters({ template: text() });

type Template = Schemas['TemplateView'];

/** Templates of several accounts may have the same name. */
const ACCOUNT: Column<Template> = {
  id: 'account',
  header: 'Account',
  widthPx: 155,
  render: ({ wabaId }) => wabaId,
};

const COLUMNS: readonly Column<Template>[] = [
  {
    id: 'name',
    header: 'Name',
    widthPx: 240,
    render: ({ name, components }) => (
      <Stack gap={0} component="span" style={{ minWidth: 0 }}>
        <Text span inherit fw={600} style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Text>
        <Text span size="xs" c="dimmed" lineClamp={1}>
          {textAt(
            recordsAt(components).find((part) => textAt(part, 'type')?.toUpperCase() === 'BODY'),
            'text',
          ) ?? ''}
        </Text>
      </Stack>
    ),
  },
  { id: 'language', header: 'Language', widthPx: 160, render: ({ language }) => languageName(language) },
  { id: 'category', header: 'Category', widthPx: 135, render: ({ category }) => categoryWords(category) },
  { id: 'status', header: 'Status', widthPx: 130, render: ({ status }) => <StatusBadge status={status} /> },
  {
    id: 'quality',
    header: 'Quality',
    widthPx: 100,
    render: ({ qualityScore }) => (qualityScore === 'UNKNOWN' ? '—' : <StatusBadge status={qualityScore} />),
  },
  {
    id: 'changed',
    header: 'Changed here',
    widthPx: 135,
    render: ({ syncedAt }) => <InstantText at={syncedAt} style="relative" />,
  },
];

const COLUMNS_WITH_ACCOUNT = COLUMNS.toSpliced(2, 0, ACCOUNT);

/** Texts that Meta has approved, to begin a conversation with. */
export function TemplatesPage() {
  const { id: tenantId } = useTenant();
  const { may } = useRole(tenantId);
  const mayManage = may('templates:manage');
  const { values, change, clear, isFiltered } = useFilters(FILTERS);
  const open = useFilters(OPEN);
  const templates = useList(templatesQuery(tenantId, values));
  const { data: accounts } = useQuery(templateSyncsQuery(tenantId));
  const createButton = mayManage && (
    <ButtonLink to="/tenants/$tenantId/templates/new" params={{ tenantId }} leftSection={<IconPlus size={16} />}>
      New template
    </ButtonLink>
  );
  return (
    <>
      <PageHeader
        title="Templates"
        description="Texts that Meta has approved. Only with one of them can you write to someone who has not written in the last 24 hours."
        actions={accounts?.length !== 0 && createButton}
      />
      <SyncBar tenantId={tenantId} mayManage={mayManage} />
      <TemplateFilterBar tenantId={tenantId} values={values} isFiltered={isFiltered} change={change} clear={clear} />
      <DataTable
        label="Templates"
        columns={(accounts?.length ?? 0) > 1 ? COLUMNS_WITH_ACCOUNT : COLUMNS}
        list={templates}
        rowKey={(template) => template.id}
        onRowOpen={({ id }) => open.change({ template: id })}
        height="max(20rem, calc(100dvh - 24rem))"
        empty={emptyOf({ tenantId, isFiltered, hasAccounts: accounts?.length !== 0, mayManage })}
      />
      <TemplateDrawer
        tenantId={tenantId}
        templateId={open.values.template}
        onClose={() => open.change({ template: undefined })}
      />
    </>
  );
}

interface Standing {
  tenantId: string;
  isFiltered: boolean;
  hasAccounts: boolean;
  mayManage: boolean;
}

function emptyOf({ tenantId, isFiltered, hasAccounts, mayManage }: Standing): EmptyStateProps {
  if (isFiltered)
    return {
      icon: IconTemplate,
      title: 'No such templates',
      description: 'Change or clear the filters to see others.',
    };
  if (!hasAccounts)
    return {
      icon: IconTemplate,
      title: 'No templates yet',
      description:
        'Templates belong to the WhatsApp account of a phone number. Add a number first; its templates then come by themselves.',
      action: (
        <ButtonLink to="/tenants/$tenantId/phone-numbers" params={{ tenantId }}>
          Phone numbers
        </ButtonLink>
      ),
    };
  return {
    icon: IconTemplate,
    title: 'No templates yet',
    description: mayManage
      ? 'Create one here, or press “Sync now” when there are some at Meta already.'
      : 'A developer, admin or owner of this tenant can create one.',
  };
}
