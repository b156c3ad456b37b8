import { ActionIcon, Button, Group, Input, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { HeaderValues } from '../endpoint-values';

/** The API's own limit. */
const HEADERS_MAX = 20;

interface HeadersInputProps {
  value?: HeaderValues[];
  onChange?: (headers: HeaderValues[]) => void;
  error?: ReactNode;
}

/** Headers that are sent with every event. Values that are kept are not shown; an empty input keeps them. */
export function HeadersInput({ value = [], onChange, error }: HeadersInputProps) {
  const change = (key: string, part: Partial<HeaderValues>): void =>
    onChange?.(value.map((header) => (header.key === key ? { ...header, ...part } : header)));
  const add = (): void => onChange?.([...value, { key: crypto.randomUUID(), name: '', value: '', isKept: false }]);
  return (
    <Input.Wrapper
      label="Headers of your own"
      labelElement="div"
      description={`Sent with every event, at most ${HEADERS_MAX}. Kept encrypted and not shown again.`}
      error={error}
    >
      <Stack gap="xs" mt="xs" align="flex-start">
        {value.map((header, index) => (
          <Group key={header.key} gap="xs" wrap="nowrap" w="100%" align="flex-start">
            <TextInput
              aria-label={`Name of header ${index + 1}`}
              placeholder="X-Api-Key"
              style={{ flex: 1 }}
              value={header.name}
              readOnly={header.isKept}
              onChange={(event) => change(header.key, { name: event.currentTarget.value })}
              autoComplete="off"
              spellCheck={false}
            />
            <TextInput
              aria-label={`Value of header ${header.name || index + 1}`}
              placeholder={header.isKept ? 'Kept as it is' : 'Value'}
              style={{ flex: 1 }}
              value={header.value}
              onChange={(event) => change(header.key, { value: event.currentTarget.value })}
              autoComplete="off"
              spellCheck={false}
            />
            <ActionIcon
              aria-label={`Take out header ${header.name || index + 1}`}
              onClick={() => onChange?.(value.filter(({ key }) => key !== header.key))}
            >
              <IconTrash size={17} />
            </ActionIcon>
          </Group>
        ))}
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={15} />}
          onClick={add}
          disabled={value.length >= HEADERS_MAX}
        >
          Add a header
        </Button>
      </Stack>
    </Input.Wrapper>
  );
}
