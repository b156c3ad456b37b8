import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLayoutEffect, useMemo, useRef } from 'react';
import type { Schemas } from '../../../api/client';
import { PhoneText } from '../../../components/phone-text';
import { QueryState } from '../../../components/query-state';
import type { Tap } from '../../../components/whatsapp/chat-parts';
import { ChatSurface } from '../../../components/whatsapp/chat-surface';
import { useTenant } from '../../../lib/tenant';
import { useAction } from '../../../lib/use-action';
import { actOnPhone } from '../api/act-on-phone';
import { chatQuery } from '../api/list-chat';
import { chatLines } from '../chat-lines';
import { tapMessage } from '../tap-message';
import { ChatInput } from './chat-input';
import { ChatMessage } from './chat-message';
import classes from './virtual-phone.module.css';

/** So near to its end the chat follows what is new. */
const END_PX = 80;

interface ChatProps {
  number: Schemas['PhoneNumberView'];
  user: string;
}

/** The chat of a user with a number, on the user's phone. */
export function Chat({ number, user }: ChatProps) {
  const { id: tenantId } = useTenant();
  const { phoneNumberId, verifiedName, displayPhoneNumber } = number;
  const chat = useQuery(chatQuery(tenantId, phoneNumberId, user));
  const act = useAction(actOnPhone, { failed: 'The phone could not send it' });
  const who = { phoneNumberId, user };

  const tap = (wamid: string | null, { button, row }: Tap): void => {
    const message = tapMessage({ button, row }, wamid);
    if (message) void act.run(tenantId, { ...who, ...message });
  };
  const react = (wamid: string, emoji: string): void =>
    void act.run(tenantId, { ...who, type: 'reaction', emoji, replyTo: wamid });

  return (
    <section className={classes.phone} aria-label="Phone of the user">
      <header className={classes.bar}>
        <div className={classes.avatar} aria-hidden>
          {(verifiedName ?? displayPhoneNumber).slice(0, 1)}
        </div>
        <div className={classes.names}>
          <Text fw={600} truncate>
            {verifiedName ?? <PhoneText number={displayPhoneNumber} />}
          </Text>
          <Text size="xs" className={classes.owner}>
            on the phone of <PhoneText number={user} />
          </Text>
        </div>
      </header>
      <QueryState query={chat}>{(messages) => <ChatLog messages={messages} onTap={tap} onReact={react} />}</QueryState>
      <ChatInput who={who} />
    </section>
  );
}

interface ChatLogProps {
  messages: readonly Schemas['ConversationMessage'][];
  onTap: (wamid: string | null, tap: Tap) => void;
  onReact: (wamid: string, emoji: string) => void;
}

function ChatLog({ messages, onTap, onReact }: ChatLogProps) {
  const lines = useMemo(() => chatLines(messages), [messages]);
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  // Also what is there already grows, when a picture or the text of a template comes.
  useLayoutEffect(() => {
    const follow = (): void => {
      const element = scroller.current;
      if (element && isAtEnd.current) element.scrollTop = element.scrollHeight;
    };
    follow();
    const observer = new ResizeObserver(follow);
    if (content.current) observer.observe(content.current);
    return () => observer.disconnect();
  }, []);
  return (
    <ChatSurface
      ref={scroller}
      className={classes.log}
      role="log"
      aria-label="Chat"
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < END_PX;
      }}
    >
      <div ref={content}>
        {lines.length === 0 && (
          <Text ta="center" size="sm" c="dimmed" py="xl">
            Nothing yet. Write something below, as the user would.
          </Text>
        )}
        {lines.map((line) => (
          <ChatMessage
            key={line.message.id}
            line={line}
            onTap={(tap) => onTap(line.message.wamid, tap)}
            onReact={(emoji) => line.message.wamid && onReact(line.message.wamid, emoji)}
          />
        ))}
      </div>
    </ChatSurface>
  );
}
