import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../../test/render';
import { defineFilters, oneOf, text } from './filters';
import { useFilters } from './use-filters';

const FILTERS = defineFilters({ status: oneOf(['sent', 'failed']), to: text() });

function Filtered() {
  const { values, change, clear, isFiltered } = useFilters(FILTERS);
  return (
    <>
      <output>{JSON.stringify(values)}</output>
      <button onClick={() => change({ status: 'failed' })}>Failed</button>
      <button onClick={() => change({ to: undefined })}>Anyone</button>
      <button onClick={clear} disabled={!isFiltered}>
        Clear
      </button>
    </>
  );
}

const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const shown = () => screen.getByRole('status').textContent;

it('the filters of a page are those of its address, and stay beside what else is there', async () => {
  const { search } = await renderPage(<Filtered />, { path: '/?to=%2B90532&tab=log' });
  expect(shown()).toBe('{"to":"+90532"}');
  await press('Failed');
  expect(search()).toBe('?tab=log&status=failed&to=%2B90532');
  expect(shown()).toBe('{"status":"failed","to":"+90532"}');
  await press('Anyone');
  expect(search()).toBe('?tab=log&status=failed');
  await press('Clear');
  expect(search()).toBe('?tab=log');
  expect(shown()).toBe('{}');
});
