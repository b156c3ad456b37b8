import { Button, Modal, SegmentedControl } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useCallback, useMemo, useState } from 'react';
import type { Schemas } from '../../../api/client';
import { useList } from '../../../api/list-query';
import { ConfirmTyped } from '../../../components/confirm-typed';
import { DataTable } from '../../../components/data-table';
import { PageHeader } from '../../../components/page-header';
import { defineFilters, flag, oneOf, text } from '../../../lib/filters';
import { useRole } from '../../../lib/session';
import { useTenant } from '../../../lib/tenant';
import { useFilters } from '../../../lib/use-filters';
import { useNumberName } from '../../phone-numbers/api/use-number-name';
import { apiKeysQuery } from '../api/list-api-keys';
import { revokeApiKey } from '../api/revoke-api-key';
import { CreateKeyForm } from '../components/create-key-form';
import { keyColumns } from '../components/key-columns';
import { KeyDrawer } from '../components/key-drawer';
import { NewKeyDialog } from '../components/new-key-dialog';
import { RotateKey } from '../components/rotate-key';
import { keyState, works } from '../lib/key-state';
import { useMatching } from '../lib/use-matching';

type Key = Schemas['ApiKeyView'];

const FILTERS = defineFilters({ show: oneOf(['working', 'ended']), key: text(), create: flag() });

/** Keys for programs that send and receive. */
export function ApiKeysPage() {
  const { id: tenantId, currency } = useTenant();
  const { may } = useRole(tenantId);
  const mayManage = may('api-keys:manage');
  const { values, change } = useFilters(FILTERS);
  const [rotating, setRotating] = useState<Key | null>(null);
  const [revoking, setRevoking] = useState<Key | null>(null);
  const [created, setCreated] = useState<Schemas['CreatedApiKey'] | null>(null);
  const senderName = useNumberName(tenantId);

  const all = useList(apiKeysQuery(tenantId));
  const { show } = values;
  const isShown = useCallback(
    (key: Key) => show === undefined || works(keyState(key, Date.now())) === (show === 'working'),
    [show],
  );
  const list = useMatching(all, isShown);
  const columns = useMemo(
    () =>
      keyColumns({
        currency,
        senderName,
        ...(mayManage && { actions: { onRotate: setRotating, onRevoke: setRevoking } }),
      }),
    [currency, senderName, mayManage],
  );
  const closeForm = (): void => change({ create: undefined });
  const createButton = mayManage && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => change({ create: true })}>
      Create key
    </Button>
  );

  return (
    <>
      <PageHeader
        title="API keys"
        description="Keys for programs that send and receive, at most 200 working ones. Give each program its own, so that one can be ended without the others."
        actions={createButton}
      />
      <SegmentedControl
        mb="md"
        aria-label="Which keys"
        data={[
          { value: 'all', label: 'All' },
          { value: 'working', label: 'Working' },
          { value: 'ended', label: 'Ended' },
        ]}
        value={show ?? 'all'}
        onChange={(next) => change({ show: next === 'working' || next === 'ended' ? next : undefined })}
      />
      <DataTable
        label="API keys"
        columns={columns}
        list={list}
        rowKey={(key) => key.id}
        onRowOpen={(key) => change({ key: key.id })}
        empty={
          show
            ? { icon: IconKey, title: `No ${show} keys`, description: 'Choose “All” to see the others.' }
            : {
                icon: IconKey,
                title: 'No API keys yet',
                description: mayManage
                  ? 'Create one, then send a first message with it. You get a ready command to try.'
                  : 'A developer, admin or owner of this tenant can create one.',
                action: createButton || undefined,
              }
        }
      />
      <KeyDrawer
        apiKey={all.rows.find(({ id }) => id === values.key) ?? null}
        senderName={senderName}
        mayManage={mayManage}
        onClose={() => change({ key: undefined })}
        onRotate={setRotating}
        onRevoke={setRevoking}
      />
      <Modal opened={mayManage && values.create === true} onClose={closeForm} title="Create an API key" size="lg">
        <CreateKeyForm
          tenantId={tenantId}
          currency={currency}
          onCancel={closeForm}
          onCreated={(key) => {
            closeForm();
            setCreated(key);
          }}
        />
      </Modal>
      <RotateKey
        tenantId={tenantId}
        apiKey={rotating}
        onClose={() => setRotating(null)}
        onRotated={(key) => {
          setRotating(null);
          change({ key: undefined });
          setCreated(key);
        }}
      />
      <ConfirmTyped
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        title="Revoke this key?"
        expected={revoking?.name ?? ''}
        confirmLabel="Revoke key"
        onConfirm={async () => revoking && revokeApiKey(tenantId, revoking.id)}
      >
        Programs that use <code>{revoking?.prefix}…</code> are refused within a second, and it cannot be undone. What
        they have sent stays in the log. To change over without a gap, rotate the key instead.
      </ConfirmTyped>
      <NewKeyDialog tenantId={tenantId} created={created} onClose={() => setCreated(null)} />
    </>
  );
}
