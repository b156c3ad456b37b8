import { Alert, Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { type Schemas } from '../../../api/client';
import { type ApiProblem, asProblem } from '../../../api/problem';
import { CodeBlock } from '../../../components/code-block';
import { ErrorState } from '../../../components/error-state';
import { JsonView } from '../../../components/json-view';
import { SectionCard } from '../../../components/section-card';
import { testEndpoint } from '../api/test-endpoint';
import { EVENT_CHOICES, EVENT_NAMES, type EventName } from '../events';
import { headerLines } from '../header-lines';

interface TestPanelProps {
  tenantId: string;
  endpointId: string;
}

/** Sends a sample of an event to the endpoint and shows what came back. */
export function TestPanel({ tenantId, endpointId }: TestPanelProps) {
  const [event, setEvent] = useState<EventName>('test');
  const [isRunning, setRunning] = useState(false);
  const [result, setResult] = useState<Schemas['EndpointTestView'] | null>(null);
  const [problem, setProblem] = useState<ApiProblem | null>(null);

  const send = async (): Promise<void> => {
    setRunning(true);
    setResult(null);
    setProblem(null);
    try {
      setResult(await testEndpoint(tenantId, endpointId, event));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setRunning(false);
    }
  };

  return (
    <SectionCard
      title="Send a test"
      description={
        <>
          A signed sample goes to your server now, marked with the header <code>X-Switchboard-Test: true</code>. It
          works for a disabled endpoint too, and shows in no list of deliveries.
        </>
      }
    >
      <Stack>
        <Group align="flex-end" gap="sm">
          <Select
            label="Event"
            data={EVENT_CHOICES}
            value={event}
            allowDeselect={false}
            onChange={(name) => setEvent(EVENT_NAMES.find((each) => each === name) ?? 'test')}
            w={{ base: '100%', xs: 320 }}
          />
          <Button leftSection={<IconSend size={16} />} loading={isRunning} onClick={() => void send()}>
            Send test
          </Button>
        </Group>
        <div role="status">
          {isRunning && (
            <Text size="sm" c="dimmed">
              Waiting for your server, ten seconds at most…
            </Text>
          )}
          {result && <TestResult result={result} />}
        </div>
        {problem && <ErrorState error={problem} />}
      </Stack>
    </SectionCard>
  );
}

function TestResult({ result }: { result: Schemas['EndpointTestView'] }) {
  const { status, durationMs, response, error, request } = result;
  const isGood = status !== null && status >= 200 && status < 300;
  const answer =
    status === null ? 'No answer came' : `Your server answered ${status} in ${durationMs.toLocaleString('en-US')} ms`;
  return (
    <Stack>
      <Alert
        color={isGood ? 'teal' : 'red'}
        icon={isGood ? <IconCircleCheck /> : <IconCircleX />}
        title={isGood ? `It works: ${answer.toLowerCase()}` : answer}
      >
        <Text size="sm">
          {isGood
            ? 'Any answer from 200 to 299 within ten seconds counts as delivered.'
            : (error ?? 'Only answers from 200 to 299 count as delivered. A real event would be tried again.')}
        </Text>
      </Alert>
      {response !== null && (
        <div>
          <Text size="sm" fw={600} mb={4}>
            The answer&rsquo;s body
          </Text>
          {response === '' ? (
            <Text c="dimmed">Empty</Text>
          ) : (
            <CodeBlock code={response} label="Answer" height="14rem" />
          )}
        </div>
      )}
      <div>
        <Text size="sm" fw={600} mb={4}>
          What was posted
        </Text>
        <Stack gap="xs">
          <CodeBlock code={headerLines(request)} label="Request headers" height="14rem" />
          <JsonView value={request.body} label="Request body" height="20rem" />
        </Stack>
      </div>
    </Stack>
  );
}
