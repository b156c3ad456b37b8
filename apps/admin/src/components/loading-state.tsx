import { Skeleton, Stack } from '@mantine/core';

/** The shape of a page that is on its way. `label` is read to people who do not see it. */
export function LoadingState({ label = 'Loading', lines = 6 }: { label?: string; lines?: number }) {
  return (
    <Stack role="status" aria-label={label} gap="md">
      <Skeleton height={28} width="34%" />
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton key={index} height={14} width={`${92 - ((index * 23) % 45)}%`} />
      ))}
    </Stack>
  );
}
