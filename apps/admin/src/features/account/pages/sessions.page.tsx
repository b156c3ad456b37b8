import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { Schemas } from '../../../api/client';
import { useList } from '../../../api/list-query';
import { DataTable } from '../../../components/data-table';
import type { Column } from '../../../components/data-table-parts';
import { InstantText } from '../../../components/instant-text';
import { PageHeader } from '../../../components/page-header';
import { useAction } from '../../../lib/use-action';
import { endOtherSessions } from '../api/end-other-sessions';
import { endSession } from '../api/end-session';
import { sessionsQuery } from '../api/list-sessions';
import { deviceName } from '../device-name';

/** Where the person is signed in, and the way to end it. */
export function SessionsPage() {
  const sessions = useList(sessionsQuery);
  const endOthers = useAction(endOtherSessions, {
    done: 'You are signed out everywhere else.',
    failed: 'The other sessions were not ended',
  });
  const columns = useMemo(() => sessionColumns(), []);
  const hasOthers = sessions.rows.some(({ current }) => !current);
  return (
    <>
      <PageHeader
        title="Sessions"
        description="Where you are signed in. A session ends after two hours without use, and after twelve hours in any case."
        actions={
          hasOthers && (
            <Button
              variant="default"
              leftSection={<IconLogout size={16} />}
              loading={endOthers.isRunning}
              onClick={() => void endOthers.run()}
            >
              Sign out everywhere else
            </Button>
          )
        }
      />
      <DataTable
        label="Sessions"
        columns={columns}
        list={sessions}
        rowKey={({ id }) => id}
        empty={{
          title: 'No sessions',
          description: 'You use the console by an access token: nobody is signed in with your password.',
        }}
      />
    </>
  );
}

function sessionColumns(): readonly Column<Schemas['SessionView']>[] {
  return [
    {
      id: 'device',
      header: 'Device',
      widthPx: 220,
      render: ({ userAgent, current }) => (
        <Group gap="xs">
          <span title={userAgent ?? undefined}>{deviceName(userAgent)}</span>
          {current && <Badge color="teal">This one</Badge>}
        </Group>
      ),
    },
    { id: 'ip', header: 'Address', widthPx: 150, render: ({ ip }) => ip ?? '—' },
    {
      id: 'seen',
      header: 'Last seen',
      widthPx: 130,
      render: ({ lastSeenAt }) => <InstantText at={lastSeenAt} style="relative" />,
    },
    {
      id: 'since',
      header: 'Signed in',
      widthPx: 150,
      render: ({ createdAt, expiresAt }) => (
        <Stack gap={0}>
          <InstantText at={createdAt} />
          <Text size="xs" c="dimmed">
            ends by <InstantText at={expiresAt} />
          </Text>
        </Stack>
      ),
    },
    {
      id: 'actions',
      header: 'Actions',
      hideHeader: true,
      widthPx: 120,
      fixed: true,
      align: 'right',
      render: (session) => !session.current && <EndButton session={session} />,
    },
  ];
}

function EndButton({ session }: { session: Schemas['SessionView'] }) {
  const end = useAction(endSession, { done: 'The session is ended.', failed: 'The session was not ended' });
  return (
    <Button
      variant="default"
      size="xs"
      loading={end.isRunning}
      onClick={() => void end.run(session.id)}
      aria-label={`Sign out ${deviceName(session.userAgent)} at ${session.ip ?? 'an unknown address'}`}
    >
      Sign out
    </Button>
  );
}
