import { TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useState } from 'react';

const TYPING_MS = 400;

interface FilterTextInputProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  /** What filters now: the URL's word. */
  value: string | undefined;
  /** Told once the typing rests; `undefined` when nothing is left. */
  onChange: (text: string | undefined) => void;
}

/** A filter that is typed. It filters when the typing rests, and what is typed meanwhile is not lost. */
export function FilterTextInput({ value, onChange, ...input }: FilterTextInputProps) {
  const [typed, setTyped] = useState(value ?? '');
  const tell = useDebouncedCallback((text: string) => onChange(text || undefined), TYPING_MS);
  useEffect(() => setTyped((before) => (before.trim() === (value ?? '') ? before : (value ?? ''))), [value]);
  return (
    <TextInput
      {...input}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        tell(event.currentTarget.value.trim());
      }}
    />
  );
}
