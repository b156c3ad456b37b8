import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { answer, person, renderPage, TENANT } from '../../../../test/render';
import { TopUpForm } from './top-up-form';

const PATH = `POST /console/v1/tenants/${TENANT.id}/wallet/top-ups`;
const ENTRY = {
  id: 'e1',
  at: '2026-11-20T12:00:00.000Z',
  kind: 'top_up',
  amount: '100.000000',
  balanceAfter: '112.340000',
};

async function open() {
  const onDone = jest.fn();
  await renderPage(
    <TopUpForm
      tenantId={TENANT.id}
      wallet={{ available: '12.340000', currency: 'USD' }}
      onDone={onDone}
      onCancel={jest.fn()}
    />,
    { user: person(null, 'operator') },
  );
  return onDone;
}
const amount = () => screen.getByLabelText<HTMLInputElement>(/^Amount/);
const send = () => userEvent.click(screen.getByRole('button', { name: 'Top up' }));
const keys = (requests: readonly Request[]) => requests.map(({ headers }) => headers.get('idempotency-key'));

describe('topping a wallet up', () => {
  it('is booked once however often the same form is tried, and keeps what was typed', async () => {
    let tries = 0;
    const { requests } = answer({ [PATH]: () => (++tries < 3 ? { status: 503, body: { title: 'Busy' } } : ENTRY) });
    const onDone = await open();
    await userEvent.type(amount(), '100.00');
    await send();
    await screen.findByRole('alert');
    expect(amount().value).toBe('100.00');
    await send();
    await send();
    expect(onDone).toHaveBeenCalledWith(ENTRY);
    const [first, ...others] = keys(requests);
    expect(first).toMatch(/^console-[0-9a-f]{32}$/);
    expect(others).toEqual([first, first]);
    await expect(requests[2]?.json()).resolves.toEqual({ amount: '100.00', reference: null });
  });

  it('has another key for another form', async () => {
    const { requests } = answer({ [PATH]: ENTRY });
    for (let form = 0; form < 2; form += 1) {
      await open();
      const amounts = screen.getAllByLabelText(/^Amount/);
      await userEvent.type(amounts[form] as HTMLElement, '5');
      await userEvent.click(screen.getAllByRole('button', { name: 'Top up' })[form] as HTMLElement);
    }
    expect(new Set(keys(requests)).size).toBe(2);
  });

  it('tells beforehand what will be available, exactly', async () => {
    answer({});
    await open();
    await userEvent.type(amount(), '0.000001');
    expect(screen.getByText('$12.340001')).toBeTruthy();
  });

  it('does not send what is no amount, and says what to write', async () => {
    const { requests } = answer({ [PATH]: ENTRY });
    await open();
    await userEvent.type(amount(), '1,000');
    await send();
    expect(screen.getByText(/in digits with a point/)).toBeTruthy();
    expect(requests).toEqual([]);
  });

  it('warns that an earlier attempt was booked when the key was used for other contents', async () => {
    answer({ [PATH]: { status: 422, body: { code: 'idempotency_mismatch', title: 'x', detail: 'y' } } });
    await open();
    await userEvent.type(amount(), '5');
    await send();
    expect((await screen.findByRole('alert')).textContent).toContain('An earlier attempt was booked');
  });
});
