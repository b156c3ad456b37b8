import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { Schemas } from '../../../api/client';
import { MoneyText } from '../../../components/money-text';
import { entryKindWords } from '../../../lib/entry-kinds';

interface MovementDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  currency: string;
  /** The form; it tells the entry that came of it. */
  children: (onDone: (entry: Schemas['WalletEntryView']) => void) => ReactNode;
}

/** Around the forms that move money by hand: afterwards it shows what was done and the new balance. */
export function MovementDialog({ opened, onClose, title, ...content }: MovementDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <MovementContent {...content} onClose={onClose} />
    </Modal>
  );
}

function MovementContent({ currency, children, onClose }: Omit<MovementDialogProps, 'opened' | 'title'>) {
  const [entry, setEntry] = useState<Schemas['WalletEntryView'] | null>(null);
  if (!entry) return children(setEntry);
  return (
    <Stack>
      <Alert color="teal" role="status" icon={<IconCircleCheck />} title={`${entryKindWords(entry.kind)} booked`}>
        <Text size="sm">
          <MoneyText amount={entry.amount} currency={currency} sign="always" fw={600} />
          {entry.reference && <> for “{entry.reference}”</>}
        </Text>
        <Text size="sm" mt={4}>
          The wallet’s new total is <MoneyText amount={entry.balanceAfter} currency={currency} fw={600} />, money held
          for messages included.
        </Text>
      </Alert>
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus>
          Done
        </Button>
      </Group>
    </Stack>
  );
}
