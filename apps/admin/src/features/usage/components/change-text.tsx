import { Text } from '@mantine/core';
import { formatChange } from '../../../lib/change';

interface ChangeTextProps {
  /** In percent; null when there was nothing before. */
  percent: number | null;
  /** What it was, in words. */
  before: string;
}

/** How a figure has changed since the period before. Whether that is good is not for us to say: no colours. */
export function ChangeText({ percent, before }: ChangeTextProps) {
  return (
    <Text span size="xs" c="dimmed" title={`Before: ${before}`} style={{ whiteSpace: 'nowrap' }}>
      {formatChange(percent)}
    </Text>
  );
}
