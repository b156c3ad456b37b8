import { Alert, List, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { ApiProblem } from '../api/problem';

/** What the server had against a form and no input could show: above the button, read out when it appears, and scrolled to. */
export function FormProblem({ problem }: { problem: ApiProblem | null }) {
  const node = useRef<HTMLDivElement>(null);
  // A long form ends below the edge of its dialog, where nobody would see why nothing happens.
  useEffect(() => {
    void node.current?.scrollIntoView({ block: 'nearest' });
  }, [problem]);
  if (!problem) return null;
  return (
    <Alert ref={node} role="alert" color="red" icon={<IconAlertTriangle />} title={problem.title}>
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
