import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type ApiProblem, asProblem } from '../api/problem';
import { FormProblem } from './form-problem';

interface ConfirmTypedProps {
  opened: boolean;
  onClose: () => void;
  /** A question: "Remove this phone number?" */
  title: string;
  /** What will be gone, and what will stay. */
  children: ReactNode;
  /** What has to be typed: the name of the thing. */
  expected: string;
  /** What the button says: "Remove number". */
  confirmLabel: string;
  /** Does it. What it throws is shown here; the dialog then stays open. */
  onConfirm: () => Promise<unknown>;
}

/** Asks for what cannot be undone: the button works only once the thing's name has been typed. */
export function ConfirmTyped({ opened, onClose, title, ...body }: ConfirmTypedProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <ConfirmBody {...body} onClose={onClose} />
    </Modal>
  );
}

function ConfirmBody({
  children,
  expected,
  confirmLabel,
  onConfirm,
  onClose,
}: Omit<ConfirmTypedProps, 'opened' | 'title'>) {
  const [typed, setTyped] = useState('');
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const isConfirmed = typed.trim() === expected;

  const confirm = async (): Promise<void> => {
    setRunning(true);
    setProblem(null);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setRunning(false);
    }
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (isConfirmed && !isRunning) void confirm();
  };

  return (
    <form onSubmit={onSubmit}>
      <Stack>
        <Text component="div" size="sm">
          {children}
        </Text>
        <TextInput
          data-autofocus
          label={
            <>
              Type <strong>{expected}</strong> to confirm
            </>
          }
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
        />
        <FormProblem problem={problem} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={isRunning}>
            Cancel
          </Button>
          <Button type="submit" color="red" disabled={!isConfirmed} loading={isRunning}>
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
