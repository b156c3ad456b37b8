import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './data-table.module.css';

/** What a row of one line is high; rows of more lines are measured. */
export const ROW_HEIGHT_PX = 48;
const SKELETON_ROWS = 8;
const USUAL_WIDTH_PX = 140;

/** A column of a table of `T`s. */
export interface Column<T> {
  id: string;
  header: string;
  render: (row: T) => ReactNode;
  /** At least this wide; it shares what is left of the table's width. */
  widthPx?: number;
  /** Keeps exactly its width: for actions and short codes. */
  fixed?: boolean;
  /** Numbers and money stand on the right. */
  align?: 'left' | 'right';
  /** The header is for people who do not see the table: a column of buttons. */
  hideHeader?: boolean;
}

/** The widths of all columns as CSS: each at least what it needs, growing alike. */
export function columnTemplate<T>(columns: readonly Column<T>[]): string {
  return columns
    .map(({ widthPx = USUAL_WIDTH_PX, fixed }) => (fixed ? `${widthPx}px` : `minmax(${widthPx}px, ${widthPx}fr)`))
    .join(' ');
}

export function DataTableHead<T>({ columns, template }: { columns: readonly Column<T>[]; template: string }) {
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" aria-rowindex={1} className={classes.headRow} style={{ gridTemplateColumns: template }}>
        {columns.map((column) => (
          <div key={column.id} role="columnheader" className={classes.headCell} data-align={column.align}>
            {column.hideHeader ? <span className="visually-hidden">{column.header}</span> : column.header}
          </div>
        ))}
      </div>
    </div>
  );
}

/** The table's shape while its first page is on the way. */
export function DataTableSkeleton<T>({ columns, label }: { columns: readonly Column<T>[]; label: string }) {
  const template = columnTemplate(columns);
  return (
    <div className={classes.frame} role="status" aria-label={`Loading: ${label}`}>
      <div className={classes.scroller} aria-hidden>
        <div className={classes.table}>
          <div className={classes.headRow} style={{ gridTemplateColumns: template }}>
            {columns.map((column) => (
              <div key={column.id} className={classes.headCell}>
                {column.hideHeader ? '' : column.header}
              </div>
            ))}
          </div>
          {Array.from({ length: SKELETON_ROWS }, (_, index) => (
            <div key={index} className={classes.skeletonRow} style={{ gridTemplateColumns: template }}>
              {columns.map((column) => (
                <div key={column.id} className={classes.cell}>
                  <Skeleton height={12} width={`${55 + ((index * 17 + column.id.length * 11) % 40)}%`} />
                </div>
              ))}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
