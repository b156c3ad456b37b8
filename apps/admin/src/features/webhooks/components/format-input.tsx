import { Collapse, Button, Radio, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { JsonView } from '../../../components/json-view';
import { FORMAT_SAMPLES } from '../format-samples';

type Format = keyof typeof FORMAT_SAMPLES;

interface FormatInputProps {
  value?: Format;
  onChange?: (format: Format) => void;
  error?: ReactNode;
}

/** How bodies look, with a sample of what is chosen. */
export function FormatInput({ value = 'meta', onChange, error }: FormatInputProps) {
  const [isOpen, { toggle }] = useDisclosure(false);
  return (
    <Stack gap="xs" align="flex-start">
      <Radio.Group
        label="Format of the body"
        value={value}
        onChange={(format) => onChange?.(format === 'envelope' ? 'envelope' : 'meta')}
        error={error}
      >
        <Stack gap="xs" mt={6}>
          <Radio
            value="meta"
            label="As Meta posts it"
            description="For receivers that were written for Meta's webhooks: they need no change."
          />
          <Radio
            value="envelope"
            label="Envelope"
            description="The same head for every event, and the message or status alone as payload. Easier to start with."
          />
        </Stack>
      </Radio.Group>
      <Button variant="subtle" size="compact-sm" aria-expanded={isOpen} onClick={toggle}>
        {isOpen ? 'Hide the sample' : 'Show a sample'}
      </Button>
      <Collapse expanded={isOpen} w="100%">
        <JsonView value={FORMAT_SAMPLES[value]} label="Sample body" height="16rem" />
      </Collapse>
    </Stack>
  );
}
