import { Button, Group, Loader, Skeleton, Text } from '@mantine/core';
import type { ListState } from '../../../api/list-query';
import { EmptyState, type EmptyStateProps } from '../../../components/empty-state';
import { ErrorState } from '../../../components/error-state';
import { InstantText } from '../../../components/instant-text';
import { StatusBadge } from '../../../components/status-badge';
import { formatBytes } from '../../../lib/byte-size';
import { KINDS, type Media, mediaName } from '../lib/media-words';
import { MediaActions } from './media-actions';
import classes from './media-grid.module.css';
import { Thumbnail } from './thumbnail';

const THUMBNAIL_PX = 150;
const SKELETON_CARDS = 8;

interface MediaGridProps {
  tenantId: string;
  list: ListState<Media>;
  empty: EmptyStateProps;
  onOpen: (media: Media) => void;
  onDelete?: (media: Media) => void;
}

/** Files as cards with thumbnails. */
export function MediaGrid({ tenantId, list, empty, onOpen, onDelete }: MediaGridProps) {
  const { rows, isLoading, error, retry, hasMore, isLoadingMore, loadMore } = list;
  if (isLoading) return <GridSkeleton />;
  if (rows.length === 0) return error ? <ErrorState error={error} onRetry={retry} /> : <EmptyState {...empty} />;
  return (
    <>
      <ul className={classes.grid} aria-label="Files">
        {rows.map((media) => (
          <li key={media.id} className={classes.card}>
            <button type="button" className={classes.open} onClick={() => onOpen(media)}>
              <Thumbnail tenantId={tenantId} media={media} height={THUMBNAIL_PX} />
              <div className={classes.name}>{mediaName(media)}</div>
            </button>
            <Text size="xs" c="dimmed" px="sm" component="div">
              {KINDS[media.kind].label} · {media.fileSize === null ? 'size unknown' : formatBytes(media.fileSize)} ·{' '}
              {media.direction === 'inbound' ? 'received' : 'outgoing'}
              {media.state !== 'stored' && (
                <div>
                  <StatusBadge status={media.state} />
                </div>
              )}
            </Text>
            <div className={classes.foot}>
              <Text size="xs" c="dimmed">
                <InstantText at={media.createdAt} style="relative" />
              </Text>
              <MediaActions tenantId={tenantId} media={media} onDelete={onDelete} />
            </div>
          </li>
        ))}
      </ul>
      {error && <ErrorState error={error} onRetry={retry} compact />}
      <Group justify="space-between" mt="md">
        <Text size="sm" c="dimmed" role="status">
          {rows.length.toLocaleString('en-US')} {rows.length === 1 ? 'file' : 'files'}
          {hasMore ? ' loaded' : ''}
        </Text>
        {hasMore && (
          <Button
            variant="default"
            onClick={loadMore}
            disabled={isLoadingMore}
            leftSection={isLoadingMore && <Loader size={14} />}
          >
            {isLoadingMore ? 'Loading more' : 'Load more'}
          </Button>
        )}
      </Group>
    </>
  );
}

function GridSkeleton() {
  return (
    <div className={classes.grid} role="status" aria-label="Loading: Files">
      {Array.from({ length: SKELETON_CARDS }, (_, index) => (
        <Skeleton key={index} height={THUMBNAIL_PX + 80} radius="md" />
      ))}
    </div>
  );
}
