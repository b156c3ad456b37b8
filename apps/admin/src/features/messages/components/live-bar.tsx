import { Button, Group, Switch, Text } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import type { LiveState } from '../use-live-messages';
import classes from './live-bar.module.css';

const WORDS: Readonly<Record<LiveState, string>> = {
  live: 'Live: new messages appear by themselves',
  connecting: 'Connecting',
  reconnecting: 'Reconnecting: what was missed will be shown',
  paused: 'Paused: reload to see new messages',
};

interface LiveBarProps {
  state: LiveState;
  isLive: boolean;
  onChange: (isLive: boolean) => void;
  /** New messages that are not shown yet, because someone reads further down. */
  waiting: number;
  onShowWaiting: () => void;
}

/** The switch of the live tail, how it stands, and the way to what came meanwhile. */
export function LiveBar({ state, isLive, onChange, waiting, onShowWaiting }: LiveBarProps) {
  return (
    <Group gap="sm" mih={34}>
      <Switch label="Live" checked={isLive} onChange={(event) => onChange(event.currentTarget.checked)} />
      <Group gap={8} wrap="nowrap" role="status">
        <span className={classes.dot} data-state={state} aria-hidden />
        <Text size="sm" c="dimmed">
          {WORDS[state]}
        </Text>
      </Group>
      {waiting > 0 && (
        <Button size="xs" radius="xl" onClick={onShowWaiting} leftSection={<IconArrowUp size={14} />}>
          {waiting === 1 ? '1 new message' : `${waiting.toLocaleString('en-US')} new messages`}
        </Button>
      )}
    </Group>
  );
}
