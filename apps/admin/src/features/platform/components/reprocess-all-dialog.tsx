import { Button, Group, Modal, Progress, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { type ApiProblem, asProblem } from '../../../api/problem';
import { FormProblem } from '../../../components/form-problem';
import { reprocessInboundEvents, type ReprocessOutcome } from '../api/reprocess-inbound-events';

interface ReprocessAllDialogProps {
  opened: boolean;
  onClose: () => void;
  /** The events that the table shows and that can be read again. */
  ids: readonly string[];
}

/** Has many events read again, one after the other, and tells how far it is. */
export function ReprocessAllDialog({ opened, onClose, ids }: ReprocessAllDialogProps) {
  const [isRunning, setRunning] = useState(false);
  return (
    <Modal
      opened={opened}
      onClose={isRunning ? () => undefined : onClose}
      withCloseButton={!isRunning}
      title="Read these events again?"
    >
      <ReprocessAll ids={ids} isRunning={isRunning} onRunning={setRunning} onClose={onClose} />
    </Modal>
  );
}

interface ReprocessAllProps extends Omit<ReprocessAllDialogProps, 'opened'> {
  isRunning: boolean;
  onRunning: (isRunning: boolean) => void;
}

function ReprocessAll({ ids, isRunning, onRunning, onClose }: ReprocessAllProps) {
  // The list behind it becomes shorter while its events are read.
  const [chosen] = useState(ids);
  const [done, setDone] = useState(0);
  const [outcome, setOutcome] = useState<ReprocessOutcome | null>(null);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const run = async (): Promise<void> => {
    onRunning(true);
    setProblem(null);
    try {
      setOutcome(await reprocessInboundEvents(chosen.slice(done), (count) => setDone(done + count)));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      onRunning(false);
    }
  };
  const total = chosen.length.toLocaleString('en-US');
  return (
    <Stack>
      <Text size="sm" role="status">
        {outcome
          ? `${outcome.asked.toLocaleString('en-US')} events are read again. ${wordsOfWaiting(outcome.waiting)}`
          : `${total} events, all that the table has loaded, are read again in their old places. That is safe: what they changed before they do not change twice.`}
      </Text>
      {(isRunning || done > 0) && !outcome && (
        <Progress value={(done / Math.max(1, chosen.length)) * 100} aria-label={`${done} of ${total} events`} />
      )}
      <FormProblem problem={problem} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} disabled={isRunning}>
          {outcome ? 'Close' : 'Cancel'}
        </Button>
        {!outcome && (
          <Button loading={isRunning} onClick={() => void run()} data-autofocus>
            {problem ? 'Go on' : 'Read again'}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function wordsOfWaiting(waiting: number): string {
  if (waiting === 0) return '';
  return waiting === 1 ? 'One waited to be read already.' : `${waiting} waited to be read already.`;
}
