import { Badge, Group, List, Paper, Stack, Text } from '@mantine/core';
import type { Schemas } from '../../../api/client';
import { CodeBlock } from '../../../components/code-block';
import { InstantText } from '../../../components/instant-text';

interface AttemptListProps {
  attempts: readonly Schemas['AttemptView'][];
}

/** Every try of a delivery with what came back, the newest first. */
export function AttemptList({ attempts }: AttemptListProps) {
  if (attempts.length === 0) return <Text c="dimmed">It has not been tried yet.</Text>;
  const numbered = attempts.map((attempt, index) => ({ attempt, number: index + 1 })).reverse();
  return (
    <List listStyleType="none" spacing="sm" styles={{ itemWrapper: { width: '100%' }, itemLabel: { width: '100%' } }}>
      {numbered.map(({ attempt, number }) => (
        <List.Item key={number}>
          <Attempt attempt={attempt} number={number} />
        </List.Item>
      ))}
    </List>
  );
}

function Attempt({ attempt, number }: { attempt: Schemas['AttemptView']; number: number }) {
  const { at, status, durationMs, error, response } = attempt;
  const isGood = status !== null && status >= 200 && status < 300;
  return (
    <Paper withBorder p="sm">
      <Stack gap="xs">
        <Group gap="sm">
          <Text fw={600} size="sm">
            Attempt {number}
          </Text>
          <Badge color={isGood ? 'teal' : 'red'}>{status === null ? 'No answer' : `HTTP ${status}`}</Badge>
          <Text size="sm" c="dimmed">
            <InstantText at={at} style="seconds" />, {durationMs.toLocaleString('en-US')} ms
          </Text>
        </Group>
        {error && <Text size="sm">{error}</Text>}
        {response && <CodeBlock code={response} label={`Answer to attempt ${number}`} height="12rem" />}
        {response === '' && (
          <Text size="sm" c="dimmed">
            The answer had no body.
          </Text>
        )}
      </Stack>
    </Paper>
  );
}
