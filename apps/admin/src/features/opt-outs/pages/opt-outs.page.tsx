import { Button, Group } from '@mantine/core';
import { IconHandStop, IconPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { Schemas } from '../../../api/client';
import { useList } from '../../../api/list-query';
import { ConfirmTyped } from '../../../components/confirm-typed';
import { DataTable } from '../../../components/data-table';
import type { Column } from '../../../components/data-table-parts';
import { InstantText } from '../../../components/instant-text';
import { PageHeader } from '../../../components/page-header';
import { PhoneText } from '../../../components/phone-text';
import { SearchInput } from '../../../components/search-input';
import { TextLink } from '../../../components/text-link';
import { defineFilters, flag, text } from '../../../lib/filters';
import { useRole } from '../../../lib/session';
import { useTenant } from '../../../lib/tenant';
import { useFilters } from '../../../lib/use-filters';
import { optOutsQuery } from '../api/list-opt-outs';
import { removeOptOut } from '../api/remove-opt-out';
import { AddOptOut } from '../components/add-opt-out';

const FILTERS = defineFilters({ search: text(), add: flag() });

type OptOut = Schemas['OptOutView'];

const SOURCES: Readonly<Record<string, string>> = {
  user_preferences: 'Chosen in WhatsApp',
  quick_reply: 'Tapped a STOP button',
  console: 'Added by hand',
};

/** People who want no marketing messages from this tenant. */
export function OptOutsPage() {
  const { id: tenantId } = useTenant();
  const { may } = useRole(tenantId);
  const mayManage = may('opt-outs:manage');
  const { values, change } = useFilters(FILTERS);
  const [removing, setRemoving] = useState<OptOut | null>(null);
  const list = useList(optOutsQuery(tenantId, values.search));
  const columns = useMemo(() => columnsOf(tenantId, mayManage ? setRemoving : undefined), [tenantId, mayManage]);
  const addButton = mayManage && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => change({ add: true })}>
      Add opt-out
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Opt-outs"
        description="People who want no marketing messages from this tenant. Marketing messages to them are refused before they cost anything; all others go out."
        actions={addButton}
      />
      <Group mb="md">
        <SearchInput
          label="Search recipients"
          placeholder="Part of a number or user id"
          value={values.search}
          onChange={(search) => change({ search })}
        />
      </Group>
      <DataTable
        label="Opt-outs"
        columns={columns}
        list={list}
        rowKey={({ recipient }) => recipient}
        empty={
          values.search
            ? {
                icon: IconHandStop,
                title: 'Nobody found',
                description: 'No opt-out has this in its number or user id. Search for digits without blanks.',
              }
            : {
                icon: IconHandStop,
                title: 'Nobody has opted out',
                description:
                  'Whoever stops your marketing messages in WhatsApp, or taps a STOP button, comes here by themselves. People who told you in another way can be added by hand.',
                action: addButton || undefined,
              }
        }
      />
      <AddOptOut
        tenantId={tenantId}
        opened={mayManage && values.add === true}
        onClose={() => change({ add: undefined })}
      />
      <ConfirmTyped
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title="Remove this opt-out?"
        expected={removing?.recipient ?? ''}
        confirmLabel="Remove opt-out"
        onConfirm={async () => removing && removeOptOut(tenantId, removing.recipient)}
      >
        Marketing messages can reach this person again. Do it only when they have asked for it: writing to people who
        opted out lowers the quality of your number, and is against the law in many countries.
        {removing?.source === 'user_preferences' &&
          ' They chose it in WhatsApp; WhatsApp itself goes on holding such messages back until they change it there.'}
      </ConfirmTyped>
    </>
  );
}

/** @param onRemove absent for people who may not */
function columnsOf(tenantId: string, onRemove: ((optOut: OptOut) => void) | undefined): readonly Column<OptOut>[] {
  return [
    {
      id: 'recipient',
      header: 'Recipient',
      widthPx: 220,
      render: ({ recipient }) => <PhoneText number={recipient} />,
    },
    { id: 'source', header: 'How', widthPx: 190, render: ({ source }) => SOURCES[source] ?? source },
    { id: 'since', header: 'Since', widthPx: 170, render: ({ createdAt }) => <InstantText at={createdAt} /> },
    {
      id: 'messages',
      header: 'Messages',
      widthPx: 140,
      render: ({ recipient }) => (
        <TextLink to="/tenants/$tenantId/messages" params={{ tenantId }} search={{ to: recipient }} inherit>
          Their messages
        </TextLink>
      ),
    },
    ...(onRemove
      ? [
          {
            id: 'actions',
            header: 'Actions',
            widthPx: 110,
            fixed: true,
            hideHeader: true,
            align: 'right' as const,
            render: (optOut: OptOut) => (
              <Button variant="subtle" color="red" size="xs" onClick={() => onRemove(optOut)}>
                Remove
              </Button>
            ),
          },
        ]
      : []),
  ];
}
