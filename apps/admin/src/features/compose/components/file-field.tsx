import { Alert, Button, FileButton, Group, Input, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { asProblem } from '../../../api/problem';
import { isRecord, type JsonRecord, textAt } from '../../../lib/json-path';
import { useTenant } from '../../../lib/tenant';
import { uploadMedia } from '../api/upload-media';
import { FILE_RULES, fileProblem } from '../limits';
import { useComposerContext } from '../use-composer';

type FileKind = keyof typeof FILE_RULES;
type Source = 'upload' | 'link' | 'id';

interface FileFieldProps {
  label: string;
  kind: FileKind;
  /** `{id}` or `{link}`, with whatever else belongs to the file. */
  value: unknown;
  onChange: (value: JsonRecord) => void;
  /** Of the file as a whole, and of its link. */
  error?: string;
  linkError?: string;
}

/** A file for a message: uploaded from here, fetched by Meta from a link, or one that Meta has already. */
export function FileField({ label, kind, value, onChange, error, linkError }: FileFieldProps) {
  const id = textAt(value, 'id');
  const link = textAt(value, 'link');
  const { uploads } = useComposerContext();
  const [source, setSource] = useState<Source>(
    link !== undefined ? 'link' : id !== undefined && !uploads[id] ? 'id' : 'upload',
  );
  const { id: _id, link: _link, ...others } = isRecord(value) ? value : {};
  const choose = (next: string): void => {
    setSource(next as Source);
    onChange(others);
  };
  return (
    <Input.Wrapper label={label} error={error}>
      <Stack gap="xs" mt={4} mb={error ? 6 : 0}>
        <SegmentedControl
          aria-label={`Where ${label.toLowerCase()} comes from`}
          value={source}
          onChange={choose}
          data={[
            { value: 'upload', label: 'Upload' },
            { value: 'link', label: 'Link' },
            { value: 'id', label: 'Meta’s id' },
          ]}
        />
        {source === 'upload' && (
          <UploadButton kind={kind} mediaId={id} onUploaded={(mediaId) => onChange({ ...others, id: mediaId })} />
        )}
        {source === 'link' && (
          <TextInput
            aria-label={`${label}: link`}
            placeholder="https://example.com/file"
            inputMode="url"
            description="Meta fetches it from there when the message is sent."
            value={link ?? ''}
            error={linkError}
            onChange={(event) => onChange({ ...others, link: event.currentTarget.value })}
          />
        )}
        {source === 'id' && (
          <TextInput
            aria-label={`${label}: Meta’s id`}
            placeholder="1013859600285441"
            description="Of a file that was uploaded for the same number in the last 30 days."
            value={id ?? ''}
            onChange={(event) => onChange({ ...others, id: event.currentTarget.value.trim() })}
          />
        )}
      </Stack>
    </Input.Wrapper>
  );
}

interface UploadButtonProps {
  kind: FileKind;
  mediaId: string | undefined;
  onUploaded: (mediaId: string) => void;
}

function UploadButton({ kind, mediaId, onUploaded }: UploadButtonProps) {
  const { id: tenantId } = useTenant();
  const { sender, uploads, addUpload } = useComposerContext();
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const uploaded = mediaId === undefined ? undefined : uploads[mediaId];

  const upload = async (file: File | null): Promise<void> => {
    if (!file || !sender) return;
    const refused = fileProblem(kind, file);
    setProblem(refused);
    if (refused) return;
    setRunning(true);
    try {
      const { mediaId: newId, mimeType } = await uploadMedia(tenantId, sender.phoneNumberId, file);
      addUpload(newId, { name: file.name, mimeType, url: URL.createObjectURL(file) });
      onUploaded(newId);
    } catch (error) {
      setProblem(asProblem(error).detail);
    } finally {
      setRunning(false);
    }
  };
  return (
    <>
      <Group gap="sm">
        <FileButton onChange={(file) => void upload(file)} accept={FILE_RULES[kind].mimeTypes?.join(',')}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              leftSection={<IconUpload size={16} />}
              loading={isRunning}
              disabled={!sender}
            >
              {uploaded ? 'Choose another file' : 'Choose a file'}
            </Button>
          )}
        </FileButton>
        <Text size="sm" c="dimmed" role="status">
          {uploaded ? `${uploaded.name} is uploaded` : sender ? '' : 'Add a phone number first'}
        </Text>
      </Group>
      {problem && (
        <Alert color="red" role="alert" py="xs">
          {problem}
        </Alert>
      )}
    </>
  );
}
