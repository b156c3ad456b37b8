import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type Answer, answer, person, TENANT } from '../../test/render';
import { reportEndedSession } from '../api/session-end';
import { queryClient } from '../api/query-client';
import { App } from './app';
import { createConsoleRouter } from './router';

const SESSION = {
  user: person('viewer'),
  csrfToken: 't',
  tenants: [],
  totpEnabled: false,
  mustEnableTotp: false,
  features: { simulator: true, virtualPhone: true },
};
const TENANT_PATH = `/console/v1/tenants/${TENANT.id}`;

/** The whole console at an address, with a server that knows a session and one tenant. */
async function open(
  path: string,
  { session = SESSION, routes = {} }: { session?: object | null; routes?: Record<string, Answer> } = {},
) {
  queryClient.clear();
  localStorage.clear();
  if (session) localStorage.setItem('switchboard-signed-in', 'yes');
  const asked = answer({
    'GET /console/v1/session': session ?? { status: 401, body: { code: 'unauthorized' } },
    [`GET ${TENANT_PATH}`]: TENANT,
    ...routes,
  });
  window.history.replaceState(null, '', path);
  const router = createConsoleRouter();
  await act(async () => {
    render(<App router={router} />);
    await router.load();
  });
  return { asked, router };
}

const heading = (name: string | RegExp) => screen.findByRole('heading', { level: 1, name });

describe('the console', () => {
  it('asks who is not signed in to do so, and remembers where they wanted to go', async () => {
    const { asked } = await open(`/tenants/${TENANT.id}/messages?status=failed`, { session: null });
    await heading('Sign in');
    expect(window.location.search).toContain(encodeURIComponent(`/tenants/${TENANT.id}/messages?status=failed`));
    expect(screen.queryByText('Your session has ended')).toBeNull();
    expect(asked.requests).toEqual([]);
    expect(document.title).toBe('Sign in · Switchboard');
  });

  it('says so when the session has ended meanwhile', async () => {
    await open('/account/profile', {
      routes: { 'GET /console/v1/session': { status: 401, body: { code: 'unauthorized' } } },
    });
    await heading('Sign in');
    expect(screen.getByText('Your session has ended')).toBeTruthy();
  });

  it('does not show a viewer how to compose, also by its address', async () => {
    await open(`/tenants/${TENANT.id}/compose`);
    await heading('You may not see this page');
    expect(screen.getByText(/You are here as viewer/)).toBeTruthy();
    const navigation = screen.getByRole('navigation', { name: 'Main' });
    expect(within(navigation).getByRole('link', { name: 'Messages' })).toBeTruthy();
    expect(within(navigation).queryByRole('link', { name: 'Compose' })).toBeNull();
  });

  it('keeps members out of the platform’s pages', async () => {
    await open('/platform/ledger');
    await heading('You may not see this page');
  });

  it('answers alike for a tenant of others and for one that does not exist', async () => {
    const { asked } = await open('/tenants/0193b2c4-0000-7000-8000-00000000ffff/home');
    await heading('Tenant not found');
    expect(asked.requests.map(({ url }) => url).filter((url) => url.includes('ffff'))).toEqual([]);
  });

  it('has no virtual phone where there is no simulator', async () => {
    const session = { ...SESSION, user: person('owner'), features: { simulator: false, virtualPhone: false } };
    await open(`/tenants/${TENANT.id}/virtual-phone`, { session });
    await heading('Page not found');
  });

  it('says that an address leads nowhere, within the frame', async () => {
    await open('/account/nonsense');
    await heading('Page not found');
    expect(screen.getByRole('navigation', { name: 'Main' })).toBeTruthy();
  });

  it('tries again to load a tenant that could not be loaded', async () => {
    let isAway = true;
    await open(`/tenants/${TENANT.id}/audit`, {
      routes: {
        [`GET ${TENANT_PATH}`]: () =>
          isAway ? { status: 500, body: { title: 'Internal error', detail: 'It broke.', requestId: 'r-5' } } : TENANT,
      },
    });
    expect((await screen.findByRole('alert')).textContent).toContain('r-5');
    isAway = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await heading(/./);
    expect(screen.queryByText('It broke.')).toBeNull();
  });

  it('signs in again over the page when the session ends, and loses nothing of it', async () => {
    await open('/account/security', { routes: { 'POST /console/v1/session': { ...SESSION, csrfToken: 'fresh' } } });
    await heading('Password and sign-in');
    const [typed] = await screen.findAllByLabelText('New password');
    if (!typed) throw new Error('There is no field for a new password');
    await userEvent.type(typed, 'typed before');
    act(reportEndedSession);
    const dialog = await screen.findByRole('dialog', { name: 'Sign in again' });
    expect(within(dialog).getByLabelText<HTMLInputElement>('E-mail address').value).toBe('ada@example.com');
    await userEvent.type(within(dialog).getByLabelText('Password'), 'a long password');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect((typed as HTMLInputElement).value).toBe('typed before');
    expect(queryClient.getQueryData(['session'])).toMatchObject({ csrfToken: 'fresh' });
  });

  it('tells the browser where it is, and brings the focus to the new page’s heading', async () => {
    await open('/account/security');
    await heading('Password and sign-in');
    await userEvent.click(
      within(screen.getByRole('navigation', { name: 'Main' })).getByRole('link', { name: 'Profile' }),
    );
    const profile = await heading('Profile');
    expect(document.title).toBe('Profile · Switchboard');
    await waitFor(() => expect(document.activeElement).toBe(profile));
  });
});
