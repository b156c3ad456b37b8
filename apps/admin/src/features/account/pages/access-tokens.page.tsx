import { Button, Modal, Text } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { Schemas } from '../../../api/client';
import { useList } from '../../../api/list-query';
import { CodeBlock } from '../../../components/code-block';
import { ConfirmTyped } from '../../../components/confirm-typed';
import { DataTable } from '../../../components/data-table';
import type { Column } from '../../../components/data-table-parts';
import { InstantText } from '../../../components/instant-text';
import { PageHeader } from '../../../components/page-header';
import { SecretOnce } from '../../../components/secret-once';
import { accessTokensQuery } from '../api/list-access-tokens';
import { revokeAccessToken } from '../api/revoke-access-token';
import { TokenForm } from '../components/token-form';

type Token = Schemas['AccessTokenView'];

/** Tokens with which scripts use the console API as this person. */
export function AccessTokensPage() {
  const tokens = useList(accessTokensQuery);
  const [isCreating, setCreating] = useState(false);
  const [created, setCreated] = useState<Schemas['CreatedAccessToken'] | null>(null);
  const [revoked, setRevoked] = useState<Token | null>(null);
  const columns = useMemo(() => tokenColumns(setRevoked), []);
  const create = (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setCreating(true)}>
      Create token
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Access tokens"
        description="With a token a script of yours does in the console's API what you may do yourself. To send messages, use an API key of a tenant instead."
        actions={tokens.rows.length > 0 && create}
      />
      <DataTable
        label="Access tokens"
        columns={columns}
        list={tokens}
        rowKey={({ id }) => id}
        empty={{
          icon: IconKey,
          title: 'No access tokens yet',
          description: 'Create one to read reports or manage tenants by script, without your password.',
          action: create,
        }}
      />
      <Modal opened={isCreating} onClose={() => setCreating(false)} title="Create an access token">
        <TokenForm
          onCancel={() => setCreating(false)}
          onCreated={(token) => {
            setCreating(false);
            setCreated(token);
          }}
        />
      </Modal>
      <SecretOnce secret={created?.token ?? null} what="access token" onClose={() => setCreated(null)}>
        <Text size="sm">Try it: this tells who you are.</Text>
        <CodeBlock code={curlOf(created?.token ?? '')} label="curl command" />
      </SecretOnce>
      <ConfirmTyped
        opened={revoked !== null}
        onClose={() => setRevoked(null)}
        title="Revoke this token?"
        expected={revoked?.name ?? ''}
        confirmLabel="Revoke token"
        onConfirm={() => (revoked ? revokeAccessToken(revoked.id) : Promise.resolve())}
      >
        Scripts that use it are refused from now on. This cannot be taken back.
      </ConfirmTyped>
    </>
  );
}

function curlOf(token: string): string {
  return `curl ${window.location.origin}/console/v1/session \\\n  -H 'Authorization: Bearer ${token}'`;
}

function tokenColumns(revoke: (token: Token) => void): readonly Column<Token>[] {
  return [
    { id: 'name', header: 'Name', widthPx: 220, render: ({ name }) => name },
    { id: 'prefix', header: 'Begins with', widthPx: 120, render: ({ prefix }) => <code>{prefix}…</code> },
    {
      id: 'used',
      header: 'Last used',
      widthPx: 140,
      render: ({ lastUsedAt }) => <InstantText at={lastUsedAt} style="relative" none="Never" />,
    },
    {
      id: 'expires',
      header: 'Expires',
      widthPx: 150,
      render: ({ expiresAt }) => <InstantText at={expiresAt} none="Never" />,
    },
    {
      id: 'created',
      header: 'Created',
      widthPx: 120,
      render: ({ createdAt }) => <InstantText at={createdAt} style="day" />,
    },
    {
      id: 'actions',
      header: 'Actions',
      hideHeader: true,
      widthPx: 110,
      fixed: true,
      align: 'right',
      render: (token) => (
        <Button variant="default" size="xs" onClick={() => revoke(token)} aria-label={`Revoke ${token.name}`}>
          Revoke
        </Button>
      ),
    },
  ];
}
