import { Alert, List, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ApiProblem } from '../api/problem';

/** What the server had against a form and no input could show: above the button, read out when it appears. */
export function FormProblem({ problem }: { problem: ApiProblem | null }) {
  if (!problem) return null;
  return (
    <Alert role="alert" color="red" icon={<IconAlertTriangle />} title={problem.title}>
      <Text size="sm">{problem.detail}</Text>
      {problem.fields.length > 0 && (
        <List size="sm" mt="xs">
          {problem.fields.map((field) => (
            <List.Item key={`${field.path} ${field.rule}`}>
              <code>{field.path}</code> {field.message}
            </List.Item>
          ))}
        </List>
      )}
      {problem.requestId && problem.status >= 500 && (
        <Text size="xs" c="dimmed" mt="xs">
          Request <code>{problem.requestId}</code>
        </Text>
      )}
    </Alert>
  );
}
