import { Fragment, type ReactNode } from 'react';
import classes from './message-bubble.module.css';
import { richText, type RichPart } from './rich-text';

/** A message's text with WhatsApp's formatting: *bold*, _italic_, ~struck~, code, links. Line breaks stay. */
export function FormattedText({ text }: { text: string }) {
  return <span className={classes.text}>{richText(text).map(partNode)}</span>;
}

function partNode(part: RichPart, index: number): ReactNode {
  switch (part.kind) {
    case 'text':
      return <Fragment key={index}>{part.text}</Fragment>;
    case 'link':
      return (
        <span key={index} className={classes.link}>
          {part.text}
        </span>
      );
    case 'mono':
      return <code key={index}>{part.text}</code>;
    case 'bold':
      return <strong key={index}>{part.parts.map(partNode)}</strong>;
    case 'italic':
      return <em key={index}>{part.parts.map(partNode)}</em>;
    case 'strike':
      return <s key={index}>{part.parts.map(partNode)}</s>;
  }
}
