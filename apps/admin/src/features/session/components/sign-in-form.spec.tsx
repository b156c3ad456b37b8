import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { answer, person, renderPage } from '../../../../test/render';
import { queryClient, SESSION_KEY } from '../../../api/query-client';
import { SignInForm } from './sign-in-form';

const SESSION = { user: person('owner'), csrfToken: 'new-token' };
const refusal = (code: string, detail: string) => ({
  status: 401,
  body: { status: 401, code, title: 'Unauthorized', detail },
});

async function fillIn(): Promise<void> {
  await userEvent.type(screen.getByLabelText('E-mail address'), 'ada@example.com');
  await userEvent.type(screen.getByLabelText('Password'), 'a long password');
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
}

describe('signing in', () => {
  it('begins a session with its CSRF token', async () => {
    const onSignedIn = jest.fn();
    answer({ 'POST /console/v1/session': SESSION });
    await renderPage(<SignInForm onSignedIn={onSignedIn} />);
    await fillIn();
    expect(onSignedIn).toHaveBeenCalledWith(SESSION);
    expect(queryClient.getQueryData(SESSION_KEY)).toEqual(SESSION);
  });

  it('says why it was refused and keeps what was typed', async () => {
    answer({ 'POST /console/v1/session': refusal('unauthorized', 'The e-mail address, password or code is wrong.') });
    await renderPage(<SignInForm onSignedIn={jest.fn()} />);
    await fillIn();
    expect((await screen.findByRole('alert')).textContent).toContain('password or code is wrong');
    expect(screen.getByLabelText<HTMLInputElement>('Password').value).toBe('a long password');
  });

  it('asks for the one-time code of those who have turned it on', async () => {
    const onSignedIn = jest.fn();
    const { requests } = answer({
      'POST /console/v1/session': async (request: Request) => {
        const { totp } = (await request.json()) as { totp?: string };
        return totp === '123456' ? SESSION : refusal('totp_required', 'Enter the code too.');
      },
    });
    await renderPage(<SignInForm onSignedIn={onSignedIn} />);
    await fillIn();
    const code = await screen.findByLabelText('Code of your authenticator app');
    expect(document.activeElement).toBe(code);
    expect(screen.queryByRole('alert')).toBeNull();
    await userEvent.type(code, '123456{Enter}');
    await expect(requests[1]?.json()).resolves.toEqual({
      email: 'ada@example.com',
      password: 'a long password',
      totp: '123456',
    });
    expect(onSignedIn).toHaveBeenCalledTimes(1);
  });
});
