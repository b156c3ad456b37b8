import { Button, Drawer, Group, Stack, Text, Title } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { InstantText } from '../../../components/instant-text';
import { TextLink } from '../../../components/text-link';
import { formatUtc } from '../../../lib/instant';
import { actorName } from '../actor-name';
import type { AuditEntry } from '../api/list-audit';
import type { AuditFilterValues } from '../audit-filters';
import { actionLabel, kindLabel } from '../audit-words';
import { targetLink } from '../target-link';
import { DiffTable } from './diff-table';

interface EntryDrawerProps {
  /** Null keeps it closed. */
  entry: AuditEntry | null;
  onClose: () => void;
  /** Shows the other acts of this person, or on this thing. */
  onFilter: (filters: AuditFilterValues) => void;
}

/** One act: who, what, when, from where, and what it changed. */
export function EntryDrawer({ entry, onClose, onFilter }: EntryDrawerProps) {
  return (
    <Drawer opened={entry !== null} onClose={onClose} title="What happened" size="lg">
      {entry && <Entry entry={entry} onFilter={onFilter} />}
    </Drawer>
  );
}

function Entry({ entry, onFilter }: { entry: AuditEntry; onFilter: EntryDrawerProps['onFilter'] }) {
  const { action, actor, at, targetType, targetId, ip, userAgent, requestId } = entry;
  const link = targetLink(entry);
  const actorKey = actor.name ?? actor.id;
  return (
    <Stack>
      <Title order={2}>{actionLabel(action)}</Title>
      <Stack component="dl" gap="xs" m={0}>
        <Fact name="Who">{actorName(actor)}</Fact>
        <Fact name="When">
          <InstantText at={at} style="seconds" /> ({formatUtc(at)})
        </Fact>
        <Fact name="On">
          {kindLabel(targetType)} {targetId && <code>{targetId}</code>}{' '}
          {link && (
            <TextLink {...link} inherit>
              Open
            </TextLink>
          )}
        </Fact>
        <Fact name="From">{ip ?? 'Not known'}</Fact>
        {userAgent && <Fact name="With">{userAgent}</Fact>}
        {requestId && (
          <Fact name="Request">
            <code>{requestId}</code>
          </Fact>
        )}
      </Stack>
      <Title order={3}>What changed</Title>
      <DiffTable key={entry.id} entry={entry} />
      <Group gap="sm">
        {actorKey && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconFilter size={14} />}
            onClick={() => onFilter({ actor: actorKey })}
          >
            All acts of {actorName(actor)}
          </Button>
        )}
        {targetId && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconFilter size={14} />}
            onClick={() => onFilter({ targetId })}
          >
            All acts on it
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div style={{ display: 'grid', gridTemplateColumns: '5.5rem 1fr', gap: '0.5rem' }}>
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0} style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Text>
    </div>
  );
}
