import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../../test/render';
import { listOf, type ListState, listQuery, useList } from '../api/list-query';
import { ApiProblem } from '../api/problem';
import { DataTable } from './data-table';
import type { Column } from './data-table-parts';

interface Row {
  id: number;
  name: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { id: 'name', header: 'Name', render: ({ name }) => name },
  { id: 'id', header: 'Number', align: 'right', render: ({ id }) => id },
];
const EMPTY = { title: 'No rows yet', description: 'Add one.' };
const rows = (count: number, from = 0): Row[] =>
  Array.from({ length: count }, (_, index) => ({ id: from + index, name: `Row ${from + index}` }));

function Table({ list, ...rest }: { list: ListState<Row>; onRowOpen?: (row: Row) => void }) {
  return (
    <DataTable label="Rows" columns={COLUMNS} list={list} rowKey={({ id }) => String(id)} empty={EMPTY} {...rest} />
  );
}

describe('a table', () => {
  it('draws what is in sight of ten thousand rows', async () => {
    await renderPage(<Table list={listOf(rows(10_000))} />);
    const table = screen.getByRole('table', { name: 'Rows' });
    expect(table.getAttribute('aria-rowcount')).toBe('10001');
    expect(within(table).getByText('Row 0')).toBeTruthy();
    expect(within(table).getAllByRole('row').length).toBeLessThan(100);
  });

  it('has the next page fetched when its end comes near, and says how much there is', async () => {
    const asked: (string | undefined)[] = [];
    function Paged() {
      const query = listQuery<Row>(['rows'], async (cursor) => {
        asked.push(cursor);
        return cursor === undefined ? { items: rows(10), nextCursor: 'c1' } : { items: rows(5, 10), nextCursor: null };
      });
      return <Table list={useList(query)} />;
    }
    await renderPage(<Paged />);
    await screen.findByText('15 rows');
    expect(asked).toEqual([undefined, 'c1']);
    expect(screen.getByText('Row 14')).toBeTruthy();
  });

  it('says what to do when there is nothing', async () => {
    await renderPage(<Table list={listOf<Row>([])} />);
    expect(screen.getByText('No rows yet')).toBeTruthy();
    expect(screen.getByText('Add one.')).toBeTruthy();
  });

  it('shows its shape while it loads', async () => {
    await renderPage(<Table list={{ ...listOf<Row>([]), isLoading: true }} />);
    expect(screen.getByRole('status', { name: 'Loading: Rows' })).toBeTruthy();
  });

  it('tells why it could not be loaded, and tries again', async () => {
    const retry = jest.fn();
    const error = new ApiProblem({
      status: 503,
      code: 'unavailable',
      title: 'Unavailable',
      detail: 'Later.',
      requestId: 'r-9',
    });
    await renderPage(<Table list={{ ...listOf<Row>([]), error, retry }} />);
    expect(screen.getByRole('alert').textContent).toContain('r-9');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(retry).toHaveBeenCalledTimes(1);
  });

  it('keeps its rows when the next page fails, and does not ask again by itself', async () => {
    const loadMore = jest.fn();
    const error = new ApiProblem({ status: 503, code: 'unavailable', title: 'Unavailable', detail: 'Later.' });
    await renderPage(<Table list={{ ...listOf(rows(3)), hasMore: true, error, loadMore }} />);
    expect(screen.getByText('Row 2')).toBeTruthy();
    expect(screen.getByRole('alert')).toBeTruthy();
    expect(loadMore).not.toHaveBeenCalled();
  });

  it('opens a row by keyboard as by pointer', async () => {
    const onRowOpen = jest.fn();
    await renderPage(<Table list={listOf(rows(2))} onRowOpen={onRowOpen} />);
    screen.getByRole('button', { name: 'Row 1' }).focus();
    await userEvent.keyboard('{Enter}');
    await userEvent.click(screen.getByText('0'));
    await waitFor(() => expect(onRowOpen.mock.calls.map(([row]: [Row]) => row.id)).toEqual([1, 0]));
  });
});
