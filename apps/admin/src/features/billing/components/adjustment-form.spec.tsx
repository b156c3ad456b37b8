import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { answer, person, renderPage, TENANT } from '../../../../test/render';
import { AdjustmentForm } from './adjustment-form';

const PATH = `POST /console/v1/tenants/${TENANT.id}/wallet/adjustments`;
const ENTRY = {
  id: 'e1',
  at: '2026-11-20T12:00:00.000Z',
  kind: 'adjustment',
  amount: '-5.000000',
  balanceAfter: '7.340000',
};

it('adjusts a wallet once however often the same form is tried', async () => {
  let tries = 0;
  const { requests } = answer({ [PATH]: () => (++tries < 2 ? { status: 503, body: { title: 'Busy' } } : ENTRY) });
  const onDone = jest.fn();
  const wallet = { available: '12.340000', currency: 'USD' };
  await renderPage(<AdjustmentForm tenantId={TENANT.id} wallet={wallet} onDone={onDone} onCancel={jest.fn()} />, {
    user: person(null, 'operator'),
  });
  await userEvent.click(screen.getByText('Take from the tenant'));
  await userEvent.type(screen.getByLabelText(/^Amount/), '5');
  await userEvent.type(screen.getByLabelText(/^Reason/), 'booked twice');
  await userEvent.click(screen.getByRole('button', { name: 'Take money' }));
  await screen.findByRole('alert');
  await userEvent.click(screen.getByRole('button', { name: 'Take money' }));
  expect(onDone).toHaveBeenCalledWith(ENTRY);
  const [first, second] = requests.map(({ headers }) => headers.get('idempotency-key'));
  expect(first).toMatch(/^console-[0-9a-f]{32}$/);
  expect(second).toBe(first);
  await expect(requests[1]?.json()).resolves.toEqual({ amount: '-5', reason: 'booked twice' });
});
