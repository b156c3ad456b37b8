import { IconAddressBook, IconCheck, IconChecks, IconMapPin } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { BubbleButtons } from './bubble-buttons';
import { BubbleMedia } from './bubble-media';
import type { ChatCard, ChatContact, ChatContent, ChatMedia, ChatPlace, Tap } from './chat-parts';
import { FormattedText } from './formatted-text';
import classes from './message-bubble.module.css';

interface MessageBubbleProps {
  content: ChatContent;
  /** On the user's phone: `in` is what the business sent, `out` what the user did. */
  side: 'in' | 'out';
  /** When, in words. */
  time?: ReactNode;
  /** Ticks below what the user sent. */
  ticks?: 'sent' | 'read';
  /** Where to load a file from; without it a placeholder stands for the file. */
  mediaUrl?: (media: ChatMedia) => string | undefined;
  /** Makes the buttons work. */
  onTap?: (tap: Tap) => void;
  /** What it answers. */
  quoted?: ReactNode;
  /** Below the bubble: reactions. */
  reactions?: readonly string[];
  /** Beside the bubble: a menu. */
  actions?: ReactNode;
}

/** A message as WhatsApp shows it on the phone of the user. */
export function MessageBubble(props: MessageBubbleProps) {
  const { content, side, time, ticks, mediaUrl, onTap, quoted, reactions = [], actions } = props;
  const isBare = content.media?.kind === 'sticker' || content.reaction !== undefined;
  return (
    <div className={classes.line} data-side={side}>
      <div className={classes.stack}>
        <div className={classes.bubble} data-side={side} data-bare={isBare || undefined}>
          {quoted && <div className={classes.quoted}>{quoted}</div>}
          <BubbleInside content={content} mediaUrl={mediaUrl} />
          {(time || ticks) && (
            <div className={classes.meta}>
              {time}
              {ticks === 'sent' && <IconCheck size={14} aria-label="Sent" />}
              {ticks === 'read' && <IconChecks size={15} aria-label="Received" className={classes.read} />}
            </div>
          )}
        </div>
        <BubbleButtons buttons={content.buttons} onTap={onTap} />
        {content.cards && <Cards cards={content.cards} mediaUrl={mediaUrl} onTap={onTap} />}
        {reactions.length > 0 && (
          <div className={classes.reactions} aria-label={`Reactions: ${reactions.join(' ')}`} role="img">
            {reactions.join(' ')}
          </div>
        )}
      </div>
      {actions}
    </div>
  );
}

function BubbleInside({ content, mediaUrl }: Pick<MessageBubbleProps, 'content' | 'mediaUrl'>) {
  const { media, place, contacts, title, note, text, footer, reaction } = content;
  return (
    <>
      {media && <BubbleMedia media={media} url={media.dataUrl ?? mediaUrl?.(media)} />}
      {place && <Place place={place} />}
      {contacts && <Contacts contacts={contacts} />}
      {title && <div className={classes.title}>{title}</div>}
      {note && <div className={classes.note}>{note}</div>}
      {reaction && <Reaction emoji={reaction.emoji} />}
      {text && <FormattedText text={text} />}
      {footer && <div className={classes.footer}>{footer}</div>}
    </>
  );
}

function Reaction({ emoji }: { emoji: string }) {
  return emoji === '' ? (
    <span className={classes.note}>Takes the reaction back</span>
  ) : (
    <span className={classes.emoji} role="img" aria-label={`Reaction ${emoji}`}>
      {emoji}
    </span>
  );
}

function Place({ place: { latitude, longitude, name, address } }: { place: ChatPlace }) {
  const coordinates = [latitude, longitude].filter(Boolean).join(', ');
  return (
    <div className={classes.place}>
      <div className={classes.map} aria-hidden>
        <IconMapPin size={30} />
      </div>
      <div className={classes.placeWords}>
        {name && <div className={classes.link}>{name}</div>}
        {address && <div className={classes.note}>{address}</div>}
        <div className={classes.note}>{coordinates || 'No coordinates yet'}</div>
      </div>
    </div>
  );
}

function Contacts({ contacts }: { contacts: readonly ChatContact[] }) {
  return (
    <div className={classes.contacts}>
      {contacts.map(({ name, phones }, index) => (
        <div key={index} className={classes.contact}>
          <IconAddressBook size={26} aria-hidden />
          <div>
            <div className={classes.title}>{name || 'No name yet'}</div>
            {phones.length > 0 && <div className={classes.note}>{phones.join(', ')}</div>}
          </div>
        </div>
      ))}
    </div>
  );
}

interface CardsProps extends Pick<MessageBubbleProps, 'mediaUrl' | 'onTap'> {
  cards: readonly ChatCard[];
}

function Cards({ cards, mediaUrl, onTap }: CardsProps) {
  return (
    <div className={classes.cards} tabIndex={0} role="group" aria-label={`${cards.length} cards`}>
      {cards.map(({ media, text, buttons }, index) => (
        <div key={index} className={classes.card}>
          <div className={classes.bubble} data-side="in">
            {media && <BubbleMedia media={media} url={media.dataUrl ?? mediaUrl?.(media)} />}
            {text && <FormattedText text={text} />}
          </div>
          <BubbleButtons buttons={buttons} onTap={onTap} />
        </div>
      ))}
    </div>
  );
}
