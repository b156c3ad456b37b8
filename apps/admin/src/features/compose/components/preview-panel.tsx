import { Text } from '@mantine/core';
import { useMemo } from 'react';
import { SectionCard } from '../../../components/section-card';
import { chatContentOf } from '../../../components/whatsapp/chat-content';
import type { ChatMedia } from '../../../components/whatsapp/chat-parts';
import { ChatSurface } from '../../../components/whatsapp/chat-surface';
import { MessageBubble } from '../../../components/whatsapp/message-bubble';
import { useComposerContext } from '../use-composer';
import classes from './composer.module.css';

/** How the message will look on the phone of the user, while it is written. */
export function PreviewPanel() {
  const { body, template, uploads, draft } = useComposerContext();
  const content = useMemo(() => chatContentOf(body, template), [body, template]);
  const mediaUrl = ({ id }: ChatMedia): string | undefined => (id === undefined ? undefined : uploads[id]?.url);
  const named = content.media?.id === undefined ? undefined : uploads[content.media.id];
  const shown = named && content.media && !content.media.filename ? withName(content, named.name) : content;
  return (
    <SectionCard title="Preview">
      <ChatSurface className={classes.preview} role="region" aria-label="Preview of the message" tabIndex={0}>
        <MessageBubble
          side="in"
          content={shown.text || shown.note || hasMore(shown) ? shown : { ...shown, note: 'Nothing written yet' }}
          mediaUrl={mediaUrl}
          quoted={draft.replyTo.trim() !== '' && draft.kind !== 'read' ? 'The message that it answers' : undefined}
        />
      </ChatSurface>
      <Text size="xs" c="dimmed" mt="xs">
        Phones differ a little. Files from links are not loaded here.
      </Text>
    </SectionCard>
  );
}

type Content = ReturnType<typeof chatContentOf>;

function withName(content: Content, filename: string): Content {
  return content.media ? { ...content, media: { ...content.media, filename } } : content;
}

function hasMore({ media, place, contacts, title, reaction }: Content): boolean {
  return [media, place, contacts, title, reaction].some(Boolean);
}
