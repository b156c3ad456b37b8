import { Badge } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconClock,
  type TablerIcon,
} from '@tabler/icons-react';
import { lookOf, type Tone } from '../lib/statuses';

const TONES: Readonly<Record<Tone, { color: string; Icon: TablerIcon }>> = {
  good: { color: 'teal', Icon: IconCircleCheck },
  busy: { color: 'brand', Icon: IconClock },
  warning: { color: 'yellow', Icon: IconAlertTriangle },
  bad: { color: 'red', Icon: IconCircleX },
  neutral: { color: 'gray', Icon: IconCircleDashed },
};

interface StatusBadgeProps {
  /** As the API writes it; `lib/statuses.ts` knows what it means. */
  status: string;
  /** Other words than the usual ones. */
  label?: string;
}

/** A status in words, with a shape and a colour of its own. */
export function StatusBadge({ status, label }: StatusBadgeProps) {
  const look = lookOf(status);
  const { color, Icon } = TONES[look.tone];
  return (
    <Badge color={color} leftSection={<Icon size={13} aria-hidden />} style={{ flexShrink: 0 }}>
      {label ?? look.label}
    </Badge>
  );
}
