import { Alert, Anchor, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Schemas } from '../../../api/client';
import { recordsAt, textAt } from '../../../lib/json-path';
import { adviceFor, META_ERRORS_PAGE } from '../meta-advice';

interface MessageErrorProps {
  error: Schemas['V1MessageError'];
  timeline: readonly Schemas['V1TimelineEntry'][];
}

/** Why a message failed: in Meta's words, and in ours what to do about it. */
export function MessageError({ error, timeline }: MessageErrorProps) {
  const { code, title, description } = error;
  const failure = timeline.find(({ event }) => event === 'failed')?.detail;
  const [told] = recordsAt(failure, 'errors');
  const details = textAt(told, 'error_data', 'details');
  const advice = adviceFor(code);
  const isMeta = /^\d+$/.test(code);
  return (
    <Alert color="red" icon={<IconAlertTriangle />} title={title ?? 'The message failed'}>
      <Stack gap={6}>
        {description && description !== title && <Text size="sm">{description}</Text>}
        {details && details !== description && <Text size="sm">{details}</Text>}
        {advice && (
          <Text size="sm">
            <strong>What to do:</strong> {advice}
          </Text>
        )}
        <Text size="sm">
          {isMeta ? 'Meta’s code' : 'Code'} <code>{code}</code>
          {isMeta && (
            <>
              {' · '}
              <Anchor href={META_ERRORS_PAGE} target="_blank" rel="noreferrer" inherit>
                Meta’s list of errors
              </Anchor>
            </>
          )}
        </Text>
      </Stack>
    </Alert>
  );
}
