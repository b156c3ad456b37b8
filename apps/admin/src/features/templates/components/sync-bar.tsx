import { Alert, Button, Group, List, Paper, Text } from '@mantine/core';
import { IconAlertTriangle, IconCloudDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schemas } from '../../../api/client';
import { type ApiProblem, asProblem } from '../../../api/problem';
import { ErrorState } from '../../../components/error-state';
import { InstantText } from '../../../components/instant-text';
import { templateSyncsQuery } from '../api/list-template-syncs';
import { syncTemplates } from '../api/sync-templates';

interface SyncBarProps {
  tenantId: string;
  mayManage: boolean;
}

type Outcome = { kind: 'done'; result: Schemas['TemplateSyncView'] } | { kind: 'failed'; problem: ApiProblem };

/** When the copies were last equal to what Meta has, and the way to make them so now. */
export function SyncBar({ tenantId, mayManage }: SyncBarProps) {
  const { data: accounts, error, refetch } = useQuery(templateSyncsQuery(tenantId));
  const [isRunning, setRunning] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const sync = async (): Promise<void> => {
    setRunning(true);
    setOutcome(null);
    try {
      setOutcome({ kind: 'done', result: await syncTemplates(tenantId) });
    } catch (failure) {
      setOutcome({ kind: 'failed', problem: asProblem(failure) });
    } finally {
      setRunning(false);
    }
  };
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  // Without a number there is no account to sync.
  if (!accounts || accounts.length === 0) return null;
  return (
    <Paper withBorder p="sm" mb="md" component="section" aria-label="Sync with Meta">
      <Group justify="space-between" gap="sm">
        <List listStyleType="none" size="sm">
          {accounts.map((account) => (
            <List.Item key={account.wabaId}>
              <AccountLine account={account} isOnly={accounts.length === 1} />
            </List.Item>
          ))}
        </List>
        {mayManage && (
          <Button
            variant="default"
            loading={isRunning}
            leftSection={<IconCloudDownload size={16} />}
            onClick={() => void sync()}
          >
            Sync now
          </Button>
        )}
      </Group>
      <div role="status">
        {isRunning && (
          <Text size="sm" c="dimmed" mt="xs">
            Asking Meta for every template of {accounts.length === 1 ? 'the account' : `${accounts.length} accounts`}…
          </Text>
        )}
        {outcome?.kind === 'done' && (
          <Text size="sm" mt="xs">
            {resultWords(outcome.result)}
          </Text>
        )}
      </div>
      {outcome?.kind === 'failed' && (
        <Alert mt="sm" role="alert" color="red" icon={<IconAlertTriangle />} title="The sync failed">
          {outcome.problem.detail}
        </Alert>
      )}
    </Paper>
  );
}

function AccountLine({ account, isOnly }: { account: Schemas['AccountSyncView']; isOnly: boolean }) {
  const { wabaId, syncedAt, templates, failedAt, error } = account;
  return (
    <>
      {!isOnly && <strong>Account {wabaId}: </strong>}
      {syncedAt ? (
        <>
          {(templates ?? 0).toLocaleString('en-US')} {templates === 1 ? 'template' : 'templates'} at Meta, last compared{' '}
          <InstantText at={syncedAt} style="relative" />. It is done every hour.
        </>
      ) : (
        'Never synced with Meta yet.'
      )}
      {failedAt && (
        <Text size="sm" c="var(--mantine-color-error)">
          The last sync failed <InstantText at={failedAt} style="relative" />: {error ?? 'Meta did not say why.'}
        </Text>
      )}
    </>
  );
}

/** `12 templates at Meta: 1 new, 2 changed, none gone.` */
function resultWords({ total, added, updated, removed }: Schemas['TemplateSyncView']): string {
  const some = (count: number, word: string): string =>
    `${count === 0 ? 'none' : count.toLocaleString('en-US')} ${word}`;
  const found = `${total.toLocaleString('en-US')} ${total === 1 ? 'template' : 'templates'} at Meta`;
  if (added + updated + removed === 0) return `${found}; nothing has changed.`;
  return `${found}: ${some(added, 'new')}, ${some(updated, 'changed')}, ${some(removed, 'gone')}.`;
}
