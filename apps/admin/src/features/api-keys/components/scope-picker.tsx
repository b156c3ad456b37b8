import { Button, Checkbox, Group, Input, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { ALL_SCOPES, PRESETS, presetOf, SCOPE_WORDS } from '../lib/scopes';

interface ScopePickerProps {
  value: readonly string[];
  onChange: (scopes: string[]) => void;
  error?: ReactNode;
}

/** What the key may do: presets, and each scope with what it means. */
export function ScopePicker({ value, onChange, error }: ScopePickerProps) {
  const chosen = presetOf(value);
  return (
    <Checkbox.Group
      label="What it may do"
      description="Allow no more than the program needs: a key that leaks can do that much."
      withAsterisk
      value={[...value]}
      onChange={onChange}
      error={error}
      inputWrapperOrder={['label', 'description', 'error', 'input']}
    >
      <Stack gap="sm" mt="xs">
        <Group gap="xs" role="group" aria-label="Presets">
          {PRESETS.map(({ name, label, description, scopes }) => (
            <Button
              key={name}
              size="xs"
              variant={chosen === name ? 'light' : 'default'}
              aria-pressed={chosen === name}
              title={description}
              onClick={() => onChange([...scopes])}
            >
              {label}
            </Button>
          ))}
        </Group>
        <Input.Description>
          {PRESETS.find(({ name }) => name === chosen)?.description ?? 'Your own choice.'}
        </Input.Description>
        {ALL_SCOPES.map((scope) => (
          <Checkbox
            key={scope}
            value={scope}
            label={SCOPE_WORDS[scope].label}
            description={
              <>
                {SCOPE_WORDS[scope].description} <code>{scope}</code>
              </>
            }
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
