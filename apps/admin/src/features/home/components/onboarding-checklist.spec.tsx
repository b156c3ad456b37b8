import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { person, renderPage, TENANT } from '../../../../test/render';
import { OnboardingChecklist } from './onboarding-checklist';

const DONE = {
  hasPhoneNumber: true,
  hasApiKey: false,
  hasSentTest: false,
  hasWebhookEndpoint: false,
  hasToppedUp: false,
  isComplete: false,
};
const list = (done = DONE) => <OnboardingChecklist tenantId={TENANT.id} done={done} />;

beforeEach(() => localStorage.clear());

describe('the first steps of a tenant', () => {
  it('lead straight to the form of what is still to do', async () => {
    await renderPage(list());
    expect(screen.getByText(/1 of 5 done/)).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Add a number' })).toBeNull();
    expect(screen.getByRole('link', { name: 'Create a key' }).getAttribute('href')).toBe(
      `/tenants/${TENANT.id}/api-keys?create=true`,
    );
  });

  it('say who can do what the person may not', async () => {
    await renderPage(list(), { user: person('viewer') });
    expect(screen.queryAllByRole('link')).toEqual([]);
    expect(screen.getByText(/an operator adds the money/)).toBeTruthy();
  });

  it('stay away once someone has put them aside', async () => {
    await renderPage(list());
    await userEvent.click(screen.getByRole('button', { name: 'Hide first steps' }));
    expect(screen.queryByText('First steps')).toBeNull();
    await renderPage(list());
    expect(screen.queryByText('First steps')).toBeNull();
  });

  it('are gone when all is done', async () => {
    await renderPage(list({ ...DONE, isComplete: true }));
    expect(screen.queryByText('First steps')).toBeNull();
  });
});
