import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';

interface FormActionsProps {
  /** What the form does: "Create key". */
  children: ReactNode;
  onCancel: () => void;
  isSubmitting: boolean;
  /** There is nothing to send yet. */
  isDisabled?: boolean;
  /** Of what takes something away: red. */
  color?: 'red';
}

/** The end of a form in a dialog: leave it, or send it. */
export function FormActions({ children, onCancel, isSubmitting, isDisabled, color }: FormActionsProps) {
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={onCancel} disabled={isSubmitting}>
        Cancel
      </Button>
      <Button type="submit" loading={isSubmitting} disabled={isDisabled} color={color}>
        {children}
      </Button>
    </Group>
  );
}
