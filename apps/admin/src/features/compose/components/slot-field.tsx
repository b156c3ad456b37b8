import { Input, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { isRecord, textAt } from '../../../lib/json-path';
import { fromLocalInput, toLocalInput } from '../../../lib/local-time-input';
import type { Slot } from '../template-slots';
import { FileField } from './file-field';

interface SlotFieldProps {
  slot: Slot;
  value: unknown;
  onChange: (value: unknown) => void;
  error: string | undefined;
}

/** The input for one of the things that a template leaves open. */
export function SlotField({ slot: { kind, label, media }, value, onChange, error }: SlotFieldProps) {
  const text = textAt(value) ?? '';
  switch (kind) {
    case 'media':
      return <FileField label={label} kind={media ?? 'image'} value={value} onChange={onChange} error={error} />;
    case 'location':
      return <PlaceField label={label} value={value} onChange={onChange} error={error} />;
    case 'expiry':
      return (
        <TextInput
          type="datetime-local"
          label={label}
          value={toLocalInput(text)}
          error={error}
          onChange={(event) => onChange(fromLocalInput(event.currentTarget.value) ?? '')}
        />
      );
    case 'text':
      return (
        <Textarea
          autosize
          minRows={1}
          maxRows={6}
          label={label}
          value={text}
          error={error}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'code':
    case 'payload':
      return (
        <TextInput
          label={label}
          description={kind === 'payload' ? 'Its own text unless told.' : undefined}
          value={text}
          error={error}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}

function PlaceField({ label, value, onChange, error }: Omit<SlotFieldProps, 'slot'> & { label: string }) {
  const place = isRecord(value) ? value : {};
  const part = (name: string, words: string) => (
    <TextInput
      aria-label={`${label}: ${words.toLowerCase()}`}
      placeholder={words}
      value={textAt(place, name) ?? ''}
      onChange={(event) => onChange({ ...place, [name]: event.currentTarget.value })}
    />
  );
  return (
    <Input.Wrapper label={label} error={error}>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" verticalSpacing="xs" mt={4}>
        {part('latitude', 'Latitude')}
        {part('longitude', 'Longitude')}
        {part('name', 'Name')}
        {part('address', 'Address')}
      </SimpleGrid>
    </Input.Wrapper>
  );
}
