import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { answer, person, renderPage, TENANT } from '../../../../test/render';
import { TeamPage } from './team.page';

const MEMBERS = `/console/v1/tenants/${TENANT.id}/members`;
const member = (id: string, name: string, role: string) => ({
  id,
  status: 'active',
  email: `${name.toLowerCase()}@example.com`,
  name,
  role,
  totpEnabled: false,
  createdAt: '2026-11-20T10:00:00.000Z',
  expiresAt: null,
});
const routes = {
  [`GET ${MEMBERS}`]: { items: [member('u1', 'Ada', 'owner'), member('u2', 'Grace', 'developer')], nextCursor: null },
  [`GET /console/v1/tenants/${TENANT.id}/settings`]: { name: 'Demo', storeLinks: false, requireTotp: true },
};

describe('The team', () => {
  it('keeps its last owner, and says so where they wanted to leave', async () => {
    const detail = 'This is the last owner. Make someone else an owner first.';
    answer({
      ...routes,
      [`DELETE ${MEMBERS}/u1`]: { status: 409, body: { status: 409, code: 'conflict', title: 'Conflict', detail } },
    });
    await renderPage(<TeamPage />);
    await userEvent.click(await screen.findByRole('button', { name: 'Actions for Ada' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Leave the tenant' }));
    await userEvent.type(await screen.findByLabelText(/Type ada@example.com/), 'ada@example.com');
    await userEvent.click(screen.getByRole('button', { name: 'Leave tenant' }));
    expect((await screen.findByText(detail)).textContent).toBe(detail);
  });

  it('says how many are shut out until they turn on two-step sign-in', async () => {
    answer(routes);
    await renderPage(<TeamPage />);
    await screen.findByText(/2 members have not turned it on/);
  });

  it('lets admins touch everyone but owners, and viewers nobody', async () => {
    answer(routes);
    const { unmount } = await renderPage(<TeamPage />, { user: person('admin') });
    await screen.findByRole('button', { name: 'Actions for Grace' });
    expect(screen.queryByRole('button', { name: 'Actions for Ada' })).toBeNull();
    unmount();
    await renderPage(<TeamPage />, { user: person('viewer') });
    await screen.findByText('Grace');
    expect(screen.queryByRole('button', { name: /Actions for/ })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Invite someone' })).toBeNull();
  });
});
