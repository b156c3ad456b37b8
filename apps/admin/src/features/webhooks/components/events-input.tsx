import { Button, Checkbox, SimpleGrid } from '@mantine/core';
import type { ReactNode } from 'react';
import { EVENT_NAMES, type EventName, EVENTS } from '../events';

interface EventsInputProps {
  value?: EventName[];
  onChange?: (events: EventName[]) => void;
  error?: ReactNode;
}

/** Which events an endpoint is told, each explained. */
export function EventsInput({ value = [], onChange, error }: EventsInputProps) {
  // The test reaches every endpoint: nobody needs to ask for it, but may have.
  const offered = EVENTS.filter(({ name }) => name !== 'test' || value.includes(name));
  const isAll = offered.every(({ name }) => value.includes(name));
  return (
    <Checkbox.Group
      label="Events"
      description="What the endpoint is told; at least one."
      value={value}
      onChange={(names) => onChange?.(EVENT_NAMES.filter((name) => names.includes(name)))}
      error={error}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" verticalSpacing="sm" mt="sm">
        {offered.map(({ name, label, when }) => (
          <Checkbox
            key={name}
            value={name}
            label={label}
            description={
              <>
                {when} <code>{name}</code>
              </>
            }
          />
        ))}
      </SimpleGrid>
      <Button
        variant="subtle"
        size="compact-sm"
        mt="xs"
        onClick={() => onChange?.(isAll ? [] : offered.map(({ name }) => name))}
      >
        {isAll ? 'Choose none' : 'Choose all'}
      </Button>
    </Checkbox.Group>
  );
}
