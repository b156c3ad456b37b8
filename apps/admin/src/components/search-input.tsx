import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';

const PAUSE_MS = 300;

interface SearchInputProps {
  /** What is searched, for people who do not see the field's place: "Search templates". */
  label: string;
  placeholder?: string;
  /** As the URL has it. */
  value: string | undefined;
  /** After a short pause in typing; `undefined` when nothing is searched. */
  onChange: (value: string | undefined) => void;
  maxLength?: number;
}

/** A search field for a list: types at once, searches after a pause. */
export function SearchInput({ label, placeholder, value, onChange, maxLength = 140 }: SearchInputProps) {
  const [typed, setTyped] = useState(value ?? '');
  const told = useRef(value);
  const tell = useDebouncedCallback((next: string) => {
    told.current = next.trim() || undefined;
    onChange(told.current);
  }, PAUSE_MS);

  // The URL changed without this field: the back button, or "Clear filters".
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setTyped(value ?? '');
  }, [value]);

  const write = (next: string): void => {
    setTyped(next);
    tell(next);
  };
  return (
    <TextInput
      aria-label={label}
      placeholder={placeholder ?? label}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={typed !== '' && <CloseButton aria-label="Clear the search" size="sm" onClick={() => write('')} />}
      value={typed}
      onChange={(event) => write(event.currentTarget.value)}
      maxLength={maxLength}
      type="search"
      w={{ base: '100%', xs: 260 }}
    />
  );
}
