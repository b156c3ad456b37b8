import {
  IconFile,
  IconMicrophone,
  IconMusic,
  IconPhoto,
  IconSticker,
  IconVideo,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ChatMedia } from './chat-parts';
import classes from './message-bubble.module.css';

const ICONS: Readonly<Record<ChatMedia['kind'], TablerIcon>> = {
  image: IconPhoto,
  video: IconVideo,
  audio: IconMusic,
  document: IconFile,
  sticker: IconSticker,
};
const WORDS: Readonly<Record<ChatMedia['kind'], string>> = {
  image: 'Picture',
  video: 'Video',
  audio: 'Audio',
  document: 'Document',
  sticker: 'Sticker',
};

/** A file inside a bubble: itself where it can be loaded from here, else what it is. */
export function BubbleMedia({ media, url }: { media: ChatMedia; url: string | undefined }) {
  const { kind, filename, isVoice } = media;
  const words = isVoice ? 'Voice message' : WORDS[kind];
  if (url && kind === 'image') return <img src={url} alt={filename ?? words} className={classes.picture} />;
  if (url && kind === 'sticker') return <img src={url} alt={words} className={classes.sticker} />;
  if (url && kind === 'video')
    return <video src={url} controls preload="metadata" className={classes.picture} aria-label={filename ?? words} />;
  if (url && kind === 'audio')
    return <audio src={url} controls preload="metadata" className={classes.audio} aria-label={words} />;
  const Icon = isVoice ? IconMicrophone : ICONS[kind];
  const isLarge = kind === 'image' || kind === 'video';
  return (
    <div className={classes.file} data-large={isLarge || undefined}>
      <Icon size={isLarge ? 34 : 26} stroke={1.5} aria-hidden />
      <div className={classes.fileWords}>
        <div>
          {url ? (
            <a href={url} download={filename ?? ''}>
              {filename ?? words}
            </a>
          ) : (
            (filename ?? words)
          )}
        </div>
        <div className={classes.note}>{sourceWords(media, url)}</div>
      </div>
    </div>
  );
}

function sourceWords({ id, link, dataUrl }: ChatMedia, url: string | undefined): string {
  if (url) return 'Tap to save';
  if (dataUrl) return 'In the message itself';
  if (link) return `From ${hostOf(link)}`;
  if (id?.startsWith('sha256:')) return 'Came inside the message';
  return id ? `File ${id}` : 'No file yet';
}

function hostOf(link: string): string {
  return URL.canParse(link) ? new URL(link).host : 'a link that is none';
}
