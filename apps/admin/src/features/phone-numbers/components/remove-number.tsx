import { Button, List, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import type { Schemas } from '../../../api/client';
import { ConfirmTyped } from '../../../components/confirm-typed';
import { SectionCard } from '../../../components/section-card';
import { removePhoneNumber } from '../api/remove-phone-number';

interface RemoveNumberProps {
  tenantId: string;
  number: Schemas['PhoneNumberView'];
  onRemoved: () => void;
}

/** Removes a number for good, after saying what goes with it and what stays. */
export function RemoveNumber({ tenantId, number, onRemoved }: RemoveNumberProps) {
  const [isAsking, { open, close }] = useDisclosure(false);
  const remove = async (): Promise<void> => {
    await removePhoneNumber(tenantId, number.id);
    notifications.show({ color: 'teal', message: `${number.displayPhoneNumber} is removed.` });
    onRemoved();
  };
  return (
    <SectionCard title="Remove" description="Takes the number out of this tenant. At Meta it stays as it is.">
      <Button color="red" variant="light" onClick={open}>
        Remove number
      </Button>
      <ConfirmTyped
        opened={isAsking}
        onClose={close}
        title="Remove this phone number?"
        expected={number.displayPhoneNumber}
        confirmLabel="Remove number"
        onConfirm={remove}
      >
        <Text size="sm" fw={600}>
          This is deleted and cannot be brought back:
        </Text>
        <List size="sm" mb="sm">
          <List.Item>every file that was sent or received with this number</List.Item>
          <List.Item>its access token</List.Item>
          <List.Item>its settings here: throughput and time zone</List.Item>
        </List>
        <Text size="sm" fw={600}>
          This stays:
        </Text>
        <List size="sm">
          <List.Item>its messages in the log, and what they have cost</List.Item>
          <List.Item>API keys; those whose default sender it is refuse to send until another number is named</List.Item>
          <List.Item>webhook endpoints, templates and opt-outs</List.Item>
          <List.Item>the number at Meta; it can be added again here or elsewhere</List.Item>
        </List>
      </ConfirmTyped>
    </SectionCard>
  );
}
