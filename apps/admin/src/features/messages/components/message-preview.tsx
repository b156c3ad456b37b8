import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Schemas } from '../../../api/client';
import { InstantText } from '../../../components/instant-text';
import { SectionCard } from '../../../components/section-card';
import { chatContentOf } from '../../../components/whatsapp/chat-content';
import { ChatSurface } from '../../../components/whatsapp/chat-surface';
import { MessageBubble } from '../../../components/whatsapp/message-bubble';
import { textAt } from '../../../lib/json-path';
import { mediaLink } from '../../../lib/media-link';
import { useTenant } from '../../../lib/tenant';
import { templateByNameQuery } from '../api/template-by-name';

/** The message as it looks on the phone of the user. */
export function MessagePreview({ message }: { message: Schemas['ConsoleMessageDetail'] }) {
  const { id: tenantId } = useTenant();
  const { payload, media, direction, createdAt } = message;
  const name = textAt(payload, 'template', 'name');
  const language = textAt(payload, 'template', 'language', 'code') ?? '';
  const template = useQuery({ ...templateByNameQuery(tenantId, name ?? '', language), enabled: name !== undefined });
  const content = useMemo(() => chatContentOf(payload, template.data), [payload, template.data]);
  const mediaUrl = (): string | undefined => mediaLink(tenantId, media);
  return (
    <SectionCard title="On the phone">
      <ChatSurface>
        <MessageBubble
          side={direction === 'outbound' ? 'in' : 'out'}
          content={content}
          time={<InstantText at={createdAt} />}
          mediaUrl={mediaUrl}
        />
      </ChatSurface>
    </SectionCard>
  );
}
