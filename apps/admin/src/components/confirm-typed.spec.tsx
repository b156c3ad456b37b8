import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../../test/render';
import { ApiProblem } from '../api/problem';
import { ConfirmTyped } from './confirm-typed';

const dialog = (onConfirm: () => Promise<unknown>, onClose = jest.fn()) => (
  <ConfirmTyped
    opened
    onClose={onClose}
    title="Revoke this key?"
    expected="Shop"
    confirmLabel="Revoke key"
    onConfirm={onConfirm}
  >
    Programs that use it stop at once.
  </ConfirmTyped>
);
const button = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Revoke key' });

describe('a destructive action', () => {
  it('waits until the name of the thing has been typed', async () => {
    const onConfirm = jest.fn().mockResolvedValue(undefined);
    const onClose = jest.fn();
    await renderPage(dialog(onConfirm, onClose));
    await userEvent.type(screen.getByRole('textbox'), 'Shop 2{Enter}');
    expect(button().disabled).toBe(true);
    expect(onConfirm).not.toHaveBeenCalled();
    await userEvent.clear(screen.getByRole('textbox'));
    await userEvent.type(screen.getByRole('textbox'), 'Shop');
    await userEvent.click(button());
    expect(onConfirm).toHaveBeenCalledTimes(1);
    expect(onClose).toHaveBeenCalledTimes(1);
  });

  it('stays open and says why when the server refuses', async () => {
    const onClose = jest.fn();
    const problem = new ApiProblem({
      status: 409,
      code: 'conflict',
      title: 'Conflict',
      detail: 'It is revoked already.',
    });
    await renderPage(dialog(() => Promise.reject(problem), onClose));
    await userEvent.type(screen.getByRole('textbox'), 'Shop{Enter}');
    expect((await screen.findByRole('alert')).textContent).toContain('It is revoked already.');
    expect(onClose).not.toHaveBeenCalled();
  });
});
