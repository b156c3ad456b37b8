import type { HTMLAttributes, ReactNode, Ref } from 'react';
import classes from './message-bubble.module.css';

interface ChatSurfaceProps extends HTMLAttributes<HTMLDivElement> {
  children: ReactNode;
  ref?: Ref<HTMLDivElement>;
}

/** The wallpaper of a chat, on which bubbles lie. */
export function ChatSurface({ children, className, ...attributes }: ChatSurfaceProps) {
  return (
    <div {...attributes} className={className ? `${classes.surface} ${className}` : classes.surface}>
      {children}
    </div>
  );
}
