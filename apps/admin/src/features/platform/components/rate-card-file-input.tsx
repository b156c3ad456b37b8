import '@mantine/dropzone/styles.layer.css';
import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { Dropzone, type FileRejection } from '@mantine/dropzone';
import { IconFileSpreadsheet, IconUpload, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { formatBytes } from '../../../lib/byte-size';

const MOST_BYTES = 1024 * 1024;
const TYPES = ['text/csv', 'text/plain', 'text/tab-separated-values', 'application/vnd.ms-excel'];

interface RateCardFileInputProps {
  text: string;
  onChange: (text: string) => void;
  /** What is wrong with it. */
  error: React.ReactNode;
}

/** A CSV file, dropped, chosen or pasted. What it holds can be seen and mended before it is sent. */
export function RateCardFileInput({ text, onChange, error }: RateCardFileInputProps) {
  const [name, setName] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const take = async ([file]: File[]): Promise<void> => {
    if (!file) return;
    setRefused(null);
    setName(file.name);
    onChange(await file.text());
  };
  const refuse = ([rejection]: FileRejection[]): void => {
    const isLarge = rejection?.errors.some(({ code }) => code === 'file-too-large') === true;
    setRefused(
      isLarge ? `The file is larger than ${formatBytes(MOST_BYTES)}.` : 'That is no CSV file. Export it as CSV first.',
    );
  };
  return (
    <Stack gap="xs">
      <Dropzone
        onDrop={(files) => void take(files)}
        onReject={refuse}
        accept={TYPES}
        maxSize={MOST_BYTES}
        maxFiles={1}
        multiple={false}
        inputProps={{ 'aria-label': 'CSV file' }}
        activateOnKeyboard={false}
        p="lg"
      >
        <Group justify="center" gap="md" style={{ pointerEvents: 'none' }}>
          <Dropzone.Accept>
            <IconUpload size={32} stroke={1.5} aria-hidden />
          </Dropzone.Accept>
          <Dropzone.Reject>
            <IconX size={32} stroke={1.5} aria-hidden />
          </Dropzone.Reject>
          <Dropzone.Idle>
            <IconFileSpreadsheet size={32} stroke={1.5} aria-hidden />
          </Dropzone.Idle>
          <div>
            <Text fw={600}>{name ?? 'Drop Meta’s CSV file here'}</Text>
            <Text size="sm" c="dimmed">
              {name ? 'Drop another one to replace it.' : `At most ${formatBytes(MOST_BYTES)} and 2,000 lines.`}
            </Text>
            {/* What is pressed here, by mouse or key, is pressed on the area around it, which opens the choice of files. */}
            <Button variant="default" size="xs" mt="xs">
              Choose a file
            </Button>
          </div>
        </Group>
      </Dropzone>
      {refused && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {refused}
        </Text>
      )}
      <Textarea
        label="Or paste its lines"
        description="A line that names the columns Market, Marketing, Utility, Authentication and more, then a line for each market. Commas, semicolons or tabs."
        value={text}
        onChange={(event) => {
          setName(null);
          onChange(event.currentTarget.value);
        }}
        error={error}
        autosize
        minRows={4}
        maxRows={12}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.8rem' } }}
      />
    </Stack>
  );
}
