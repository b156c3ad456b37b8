import { useState } from 'react';
import { contentLink, isPicture, isThere, KINDS, type Media } from '../lib/media-words';
import classes from './thumbnail.module.css';

interface ThumbnailProps {
  tenantId: string;
  media: Media;
  height: number;
  width?: number;
}

/** A picture in small; for other files, and pictures that cannot be loaded, what kind of file it is. */
export function Thumbnail({ tenantId, media, height, width }: ThumbnailProps) {
  const [hasFailed, setFailed] = useState(false);
  const { Icon } = KINDS[media.kind];
  const isShown = isPicture(media) && isThere(media) && !hasFailed;
  return (
    <div className={classes.frame} data-whole={media.kind === 'sticker' || undefined} style={{ height, width }}>
      {isShown ? (
        // Its name stands beside it.
        <img
          src={contentLink(tenantId, media.id, 'inline')}
          alt=""
          loading="lazy"
          decoding="async"
          onError={() => setFailed(true)}
        />
      ) : (
        <Icon size={Math.min(40, height / 2)} stroke={1.4} aria-hidden />
      )}
    </div>
  );
}
