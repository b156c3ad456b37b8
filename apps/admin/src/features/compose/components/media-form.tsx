import { Stack } from '@mantine/core';
import { LIMITS } from '../limits';
import { kindOf } from '../message-kinds';
import { useComposerContext } from '../use-composer';
import { ContentCheckbox, ContentInput, ContentTextarea } from './content-fields';
import { FileField } from './file-field';

const KINDS = ['image', 'video', 'audio', 'document', 'sticker'] as const;

/** A file, with its caption, name or voice mark where its kind has one. */
export function MediaForm() {
  const { draft, content, update, errorAt } = useComposerContext();
  const kind = KINDS.find((each) => each === draft.kind) ?? 'document';
  const hasCaption = kind === 'image' || kind === 'video' || kind === 'document';
  return (
    <Stack gap="sm">
      <FileField
        label={kindOf(kind).label}
        kind={kind}
        value={content}
        onChange={(value) => update([], value)}
        error={errorAt([])}
        linkError={errorAt(['link'])}
      />
      {hasCaption && (
        <ContentTextarea label="Caption" path={['caption']} maxChars={LIMITS.captionMaxChars} minRows={2} isOptional />
      )}
      {kind === 'document' && (
        <ContentInput
          label="File name"
          path={['filename']}
          maxChars={LIMITS.filenameMaxChars}
          description="What the user sees and saves it as."
          isOptional
        />
      )}
      {kind === 'audio' && (
        <ContentCheckbox
          label="Voice message"
          description="Shown with a microphone; must be OGG with the Opus codec."
          path={['voice']}
        />
      )}
    </Stack>
  );
}
