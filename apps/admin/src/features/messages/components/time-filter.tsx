import { Button, Group, Input, Popover, Stack, TextInput } from '@mantine/core';
import { IconCalendar } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { formatInstant } from '../../../lib/instant';
import { fromLocalInput, toLocalInput } from '../../../lib/local-time-input';

const HOUR_MS = 3_600_000;
const PRESETS = [
  ['Last hour', HOUR_MS],
  ['Last 24 hours', 24 * HOUR_MS],
  ['Last 7 days', 7 * 24 * HOUR_MS],
  ['Last 30 days', 30 * 24 * HOUR_MS],
] as const;

interface TimeFilterProps {
  from: string | undefined;
  until: string | undefined;
  onChange: (times: { from?: string; until?: string }) => void;
}

/** A stretch of time, in the person's own zone. */
export function TimeFilter({ from, until, onChange }: TimeFilterProps) {
  const [isOpen, setOpen] = useState(false);
  const labelId = useId();
  const preset = (lengthMs: number): void => {
    onChange({ from: new Date(Date.now() - lengthMs).toISOString(), until: undefined });
    setOpen(false);
  };
  return (
    <Input.Wrapper label="Time" labelElement="div" labelProps={{ id: labelId }}>
      <Popover opened={isOpen} onChange={setOpen} width={280} position="bottom-end" shadow="md" trapFocus>
        <Popover.Target>
          <Button
            variant="default"
            fullWidth
            fw={400}
            justify="flex-start"
            leftSection={<IconCalendar size={16} />}
            onClick={() => setOpen((before) => !before)}
            aria-describedby={labelId}
          >
            {wordsOf(from, until)}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <Stack gap="sm">
            <Group gap="xs">
              {PRESETS.map(([label, lengthMs]) => (
                <Button key={label} variant="light" size="compact-sm" onClick={() => preset(lengthMs)}>
                  {label}
                </Button>
              ))}
            </Group>
            <TextInput
              type="datetime-local"
              label="From"
              value={toLocalInput(from)}
              onChange={(event) => onChange({ from: fromLocalInput(event.currentTarget.value), until })}
            />
            <TextInput
              type="datetime-local"
              label="Until"
              description="Not included"
              value={toLocalInput(until)}
              onChange={(event) => onChange({ from, until: fromLocalInput(event.currentTarget.value) })}
            />
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={() => {
                onChange({ from: undefined, until: undefined });
                setOpen(false);
              }}
            >
              Any time
            </Button>
          </Stack>
        </Popover.Dropdown>
      </Popover>
    </Input.Wrapper>
  );
}

function wordsOf(from: string | undefined, until: string | undefined): string {
  if (from && until) return `${formatInstant(from)} – ${formatInstant(until)}`;
  if (from) return `Since ${formatInstant(from)}`;
  return until ? `Until ${formatInstant(until)}` : 'Any time';
}
