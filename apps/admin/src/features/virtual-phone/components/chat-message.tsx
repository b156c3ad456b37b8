import { ActionIcon, Group, Popover } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconMoodSmile } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { InstantText } from '../../../components/instant-text';
import { TextLink } from '../../../components/text-link';
import { chatContentOf } from '../../../components/whatsapp/chat-content';
import type { Tap } from '../../../components/whatsapp/chat-parts';
import { MessageBubble } from '../../../components/whatsapp/message-bubble';
import { textAt } from '../../../lib/json-path';
import { mediaLink } from '../../../lib/media-link';
import { messageTypeWords } from '../../../lib/message-type-words';
import { useTenant } from '../../../lib/tenant';
import { templateByNameQuery } from '../../messages/api/template-by-name';
import type { ChatLine } from '../chat-lines';

const EMOJIS = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

interface ChatMessageProps {
  line: ChatLine;
  onTap: (tap: Tap) => void;
  onReact: (emoji: string) => void;
}

/** A message of the chat, with what a user can do with it. */
export function ChatMessage({ line: { message, reactions, answers }, onTap, onReact }: ChatMessageProps) {
  const { id: tenantId } = useTenant();
  const { payload, media, direction, createdAt, id } = message;
  const name = textAt(payload, 'template', 'name');
  const language = textAt(payload, 'template', 'language', 'code') ?? '';
  const template = useQuery({ ...templateByNameQuery(tenantId, name ?? '', language), enabled: name !== undefined });
  const content = useMemo(() => chatContentOf(payload, template.data), [payload, template.data]);
  const mediaUrl = (): string | undefined => mediaLink(tenantId, media);
  const isFromTenant = direction === 'outbound';
  return (
    <MessageBubble
      side={isFromTenant ? 'in' : 'out'}
      content={content}
      mediaUrl={mediaUrl}
      reactions={reactions}
      quoted={answers && quoteOf(answers.payload, answers.type)}
      ticks={isFromTenant ? undefined : 'read'}
      onTap={isFromTenant ? onTap : undefined}
      time={
        <TextLink
          to="/tenants/$tenantId/messages/$messageId"
          params={{ tenantId, messageId: id }}
          preload={false}
          c="inherit"
          inherit
          underline="hover"
          title="See the message in the log"
        >
          <InstantText at={createdAt} />
          {message.sandbox && ' · sandbox'}
        </TextLink>
      }
      actions={isFromTenant && message.wamid ? <ReactionMenu onReact={onReact} hasOne={reactions.length > 0} /> : null}
    />
  );
}

function quoteOf(payload: unknown, type: string): string {
  const { text, title, note } = chatContentOf(payload);
  return text || title || note || messageTypeWords(type);
}

function ReactionMenu({ onReact, hasOne }: { onReact: (emoji: string) => void; hasOne: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const choose = (emoji: string): void => {
    setOpen(false);
    onReact(emoji);
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="top" shadow="md" trapFocus>
      <Popover.Target>
        <ActionIcon aria-label="React" onClick={() => setOpen((before) => !before)} size="md" radius="xl">
          <IconMoodSmile size={18} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={4}>
        <Group gap={2} wrap="nowrap">
          {EMOJIS.map((emoji) => (
            <ActionIcon key={emoji} aria-label={`React with ${emoji}`} onClick={() => choose(emoji)}>
              {emoji}
            </ActionIcon>
          ))}
          {hasOne && (
            <ActionIcon aria-label="Take the reaction back" onClick={() => choose('')} fz="xs">
              ✕
            </ActionIcon>
          )}
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
