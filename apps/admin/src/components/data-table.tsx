import { Button, Group, Loader, Text } from '@mantine/core';
import { type LinkProps, useNavigate } from '@tanstack/react-router';
import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import { memo, type MouseEvent, type ReactNode, useEffect, useRef } from 'react';
import type { ListState } from '../api/list-query';
import { type Column, columnTemplate, DataTableHead, DataTableSkeleton, ROW_HEIGHT_PX } from './data-table-parts';
import classes from './data-table.module.css';
import { EmptyState, type EmptyStateProps } from './empty-state';
import { ErrorState } from './error-state';
import { TextLink } from './text-link';

/** Rows drawn beyond what is to be seen, so that fast scrolling meets no white. */
const OVERSCAN_ROWS = 12;
/** This many rows before the end, the next page is asked for. */
const LOAD_AHEAD_ROWS = 20;

interface DataTableProps<T> {
  /** What the table holds, for people who do not see it: "Messages". */
  label: string;
  columns: readonly Column<T>[];
  /** `useList(…)` for what comes in pages, `listOf(rows)` for what is here. */
  list: ListState<T>;
  rowKey: (row: T) => string;
  /** What to show when there are no rows: say what to do. */
  empty: EmptyStateProps;
  /** Where a row leads. Its first column becomes the link; a click anywhere on the row follows it. */
  rowLink?: (row: T) => LinkProps;
  /** Instead of a link: opens the row (in a drawer, say). Its first column becomes the button. */
  onRowOpen?: (row: T) => void;
  /** Height of the scrolling part; it fills the window unless told. */
  height?: string;
}

/**
 * A table for long lists: only the rows in sight exist, the header stays, and the next page comes while scrolling.
 * Narrow screens scroll it sideways.
 */
export function DataTable<T>(props: DataTableProps<T>) {
  const { label, columns, list } = props;
  if (list.isLoading) return <DataTableSkeleton columns={columns} label={label} />;
  if (list.rows.length === 0) {
    return list.error ? <ErrorState error={list.error} onRetry={list.retry} /> : <EmptyState {...props.empty} />;
  }
  return <LoadedTable {...props} />;
}

function LoadedTable<T>({ label, columns, list, height, ...row }: DataTableProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, hasMore, isLoadingMore, error, loadMore } = list;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: OVERSCAN_ROWS,
    // React may put rows off for a frame: the scrolling itself goes on.
    useFlushSync: false,
    getItemKey: (index) => {
      const item = rows[index];
      return item === undefined ? index : row.rowKey(item);
    },
  });
  const items = virtualizer.getVirtualItems();
  const lastInSight = items.at(-1)?.index ?? 0;
  const isNearEnd = lastInSight >= rows.length - LOAD_AHEAD_ROWS;

  useEffect(() => {
    if (isNearEnd && hasMore && !isLoadingMore && !error) loadMore();
  }, [isNearEnd, hasMore, isLoadingMore, error, loadMore]);

  const template = columnTemplate(columns);
  return (
    <div className={classes.frame}>
      {/* What scrolls must be reachable by keyboard (WCAG 2.1.1). */}
      <div
        ref={scroller}
        className={classes.scroller}
        style={{ maxHeight: height }}
        tabIndex={0}
        role="region"
        aria-label={label}
      >
        <div role="table" aria-label={label} aria-rowcount={hasMore ? -1 : rows.length + 1} className={classes.table}>
          <DataTableHead columns={columns} template={template} />
          <div role="rowgroup" className={classes.body} style={{ height: virtualizer.getTotalSize() }}>
            {items.map((item) => {
              const data = rows[item.index];
              if (data === undefined) return null;
              return (
                <DataTableRow
                  key={item.key}
                  item={item}
                  data={data}
                  columns={columns}
                  template={template}
                  measure={virtualizer.measureElement}
                  linkOf={row.rowLink}
                  open={row.onRowOpen}
                />
              );
            })}
          </div>
        </div>
      </div>
      <TableFoot list={list} />
    </div>
  );
}

interface DataTableRowProps<T> {
  item: VirtualItem;
  data: T;
  columns: readonly Column<T>[];
  template: string;
  measure: (node: Element | null) => void;
  linkOf: ((row: T) => LinkProps) | undefined;
  open: ((row: T) => void) | undefined;
}

function PlainRow<T>({ item, data, columns, template, measure, linkOf, open }: DataTableRowProps<T>) {
  const navigate = useNavigate();
  const link = linkOf?.(data);
  const follow = (event: MouseEvent<HTMLElement>): void => {
    // A link, button or menu inside the row means itself; someone who marks text wants the text.
    if ((event.target as HTMLElement).closest('a,button,input,label,[role="menuitem"]')) return;
    if (window.getSelection()?.toString()) return;
    if (link) void navigate(link as Parameters<typeof navigate>[0]);
    else open?.(data);
  };
  const first = (content: ReactNode): ReactNode => {
    if (link)
      return (
        <TextLink inherit underline="hover" preload={false} {...link}>
          {content}
        </TextLink>
      );
    if (!open) return content;
    return (
      <button type="button" className={classes.opener} onClick={() => open(data)}>
        {content}
      </button>
    );
  };
  const isOpenable = link !== undefined || open !== undefined;
  return (
    <div
      role="row"
      ref={measure}
      data-index={item.index}
      aria-rowindex={item.index + 2}
      className={classes.row}
      data-openable={isOpenable || undefined}
      style={{ gridTemplateColumns: template, transform: `translateY(${item.start}px)` }}
      onClick={isOpenable ? follow : undefined}
    >
      {columns.map((column, index) => (
        <div key={column.id} role="cell" className={classes.cell} data-align={column.align}>
          {index === 0 ? first(column.render(data)) : column.render(data)}
        </div>
      ))}
    </div>
  );
}

/** Rows that stay in sight while scrolling are not rendered again. */
const DataTableRow = memo(PlainRow) as typeof PlainRow;

function TableFoot<T>({ list }: { list: ListState<T> }) {
  const { rows, hasMore, isLoadingMore, error, loadMore, retry } = list;
  if (error) return <ErrorState error={error} onRetry={retry} compact />;
  return (
    <Group justify="space-between" px="md" py="xs" className={classes.foot}>
      <Text size="sm" c="dimmed" role="status">
        {rows.length.toLocaleString('en-US')} {rows.length === 1 ? 'row' : 'rows'}
        {hasMore ? ' loaded' : ''}
      </Text>
      {hasMore && (
        <Button
          variant="subtle"
          size="xs"
          onClick={loadMore}
          disabled={isLoadingMore}
          leftSection={isLoadingMore && <Loader size={12} />}
        >
          {isLoadingMore ? 'Loading more' : 'Load more'}
        </Button>
      )}
    </Group>
  );
}
