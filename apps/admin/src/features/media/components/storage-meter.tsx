import { Group, Paper, Progress, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { TextLink } from '../../../components/text-link';
import { formatBytes } from '../../../lib/byte-size';
import { storageQuery } from '../api/get-storage';

const NEARLY_FULL = 0.9;

/** How much of what the plan grants the files take. Nothing while it is not known: the page works without. */
export function StorageMeter({ tenantId }: { tenantId: string }) {
  const { data } = useQuery(storageQuery(tenantId));
  if (!data) return null;
  const { usedBytes, mostBytes, planName, retentionDays } = data;
  const share = mostBytes === null || mostBytes === 0 ? null : Math.min(1, usedBytes / mostBytes);
  const isNearlyFull = share !== null && share >= NEARLY_FULL;
  return (
    <Paper withBorder p="md" mb="md" component="section" aria-label="Storage">
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600}>
          {formatBytes(usedBytes)} {mostBytes === null ? 'used' : `of ${formatBytes(mostBytes)} used`}
        </Text>
        <Text size="sm" c="dimmed">
          {retentionDays !== null && `Files are kept for ${retentionDays} days. `}
          {planName !== null && (
            <TextLink to="/tenants/$tenantId/billing" params={{ tenantId }} search={{ tab: 'plan' }} inherit>
              Plan {planName}
            </TextLink>
          )}
        </Text>
      </Group>
      {share !== null && (
        <Progress.Root mt="xs" size="md">
          <Progress.Section value={share * 100} color={isNearlyFull ? 'red' : 'brand'} aria-label="Storage used" />
        </Progress.Root>
      )}
      {isNearlyFull && (
        <Text size="sm" mt="xs" c="var(--mantine-color-error)">
          {share === 1 ? 'The storage is full: new files are refused.' : 'The storage is nearly full.'} Delete files, or
          ask for a larger plan.
        </Text>
      )}
    </Paper>
  );
}
