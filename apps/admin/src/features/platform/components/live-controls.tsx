import { Button, Group, Text } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { InstantText } from '../../../components/instant-text';

interface LiveControlsProps {
  isPaused: boolean;
  onToggle: () => void;
  /** When the figures came, in milliseconds since 1970; 0 before the first ones. */
  updatedAtMs: number;
  everySeconds: number;
}

/** Figures that renew themselves: since when they are as they are, and the button that holds them still. */
export function LiveControls({ isPaused, onToggle, updatedAtMs, everySeconds }: LiveControlsProps) {
  return (
    <Group gap="sm">
      <Text size="sm" c="dimmed">
        {isPaused ? 'Paused' : `Every ${everySeconds} seconds`}
        {updatedAtMs > 0 && (
          <>
            , as of <InstantText at={new Date(updatedAtMs).toISOString()} style="seconds" />
          </>
        )}
      </Text>
      <Button
        variant="default"
        size="sm"
        onClick={onToggle}
        leftSection={isPaused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />}
      >
        {isPaused ? 'Go on' : 'Pause'}
      </Button>
    </Group>
  );
}
