import { Alert, List, Text } from '@mantine/core';
import { IconHeartBroken } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { entityWords } from '../lib/meta-words';

interface HealthIssuesProps {
  health: string;
  issues: readonly Schemas['HealthIssue'][];
}

/** Why Meta limits or blocks a number, with what Meta suggests. Nothing where Meta names no reason. */
export function HealthIssues({ health, issues }: HealthIssuesProps) {
  if (issues.length === 0) return null;
  const isBlocked = health === 'BLOCKED';
  const title = isBlocked
    ? 'Meta lets this number send nothing'
    : health === 'LIMITED'
      ? 'Meta limits what this number may send'
      : 'Meta has something to say about this number';
  return (
    <Alert color={isBlocked ? 'red' : 'yellow'} icon={<IconHeartBroken />} title={title}>
      <List size="sm" spacing="xs">
        {issues.map((issue, index) => (
          <List.Item key={index}>
            <strong>{entityWords(issue.entity)}:</strong> {issue.description || 'no description'}
            {issue.code !== null && ` (Meta's code ${issue.code})`}
            {issue.solution && (
              <Text size="sm" component="div">
                What to do: {issue.solution}
              </Text>
            )}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
