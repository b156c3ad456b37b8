import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { FactList } from '../../../components/fact-list';
import { PhoneText } from '../../../components/phone-text';
import { useWhoAmI } from '../../../lib/session';
import { fieldOf, isKnownKind } from '../draft';
import { kindOf } from '../message-kinds';
import type { Price } from '../use-price';
import { useComposerContext } from '../use-composer';
import { PriceLines } from './price-lines';

interface ConfirmSendProps {
  opened: boolean;
  onClose: () => void;
  onConfirm: () => void;
  isSending: boolean;
  price: Price;
}

/** A real message cannot be taken back: says once more who gets what and what it costs. */
export function ConfirmSend({ opened, onClose, onConfirm, isSending, price }: ConfirmSendProps) {
  const { draft, sender } = useComposerContext();
  const { features } = useWhoAmI();
  const { kind, recipient } = draft;
  return (
    <Modal opened={opened} onClose={onClose} title="Send this message for real?">
      <Stack gap="md">
        <FactList
          facts={[
            { label: 'From', value: sender?.displayPhoneNumber },
            ...(kind === 'read'
              ? []
              : [{ label: 'To', value: <PhoneText number={recipient.replaceAll(/[\s()-]/g, '')} /> }]),
            { label: 'Type', value: isKnownKind(kind) ? kindOf(kind).label : fieldOf(kind) },
          ]}
        />
        <PriceLines price={price} isReal />
        {features.simulator && (
          <Alert>
            <Text size="sm">
              This installation uses the simulator instead of Meta: no real phone gets it, the wallet pays.
            </Text>
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={isSending}>
            Cancel
          </Button>
          <Button onClick={onConfirm} loading={isSending} disabled={price.state === 'asking'} data-autofocus>
            Send for real
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
