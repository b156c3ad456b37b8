import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { answer, person, renderPage, TENANT } from '../../../../test/render';
import { BillingPage } from './billing.page';

const T = `/console/v1/tenants/${TENANT.id}`;
const WALLET = {
  currency: 'USD',
  available: '10.500000',
  reserved: '0.072000',
  total: '10.572000',
  lowBalanceThreshold: '5.000000',
};
const PLAN = {
  code: 'BASIC',
  name: 'Basic',
  monthlyFee: '0.000000',
  platformFee: '0.001000',
  markupBps: 250,
  messagesPerSecond: 80,
  messagesPerMinute: 4800,
  mediaPerMinute: 600,
  storedBytes: 1024,
  mediaRetentionDays: 30,
  features: [],
};
const STANDING = {
  tenantId: TENANT.id,
  planCode: 'BASIC',
  periodStart: '2026-11-01T00:00:00.000Z',
  periodEnd: null,
  renews: false,
  graceUntil: null,
  accessEndsAt: null,
  accruedFee: '0.000000',
  nextFee: '0.000000',
  owedFee: '0.000000',
  storedBytes: 1000,
};
const routes = {
  [`GET ${T}/wallet`]: WALLET,
  [`GET ${T}/wallet/entries`]: { items: [], nextCursor: null },
  [`GET ${T}/plan`]: STANDING,
  'GET /console/v1/plans': { items: [PLAN], nextCursor: null },
};
const tabs = () => screen.getAllByRole('tab').map(({ textContent }) => textContent);
const entriesAsked = (requests: readonly Request[]) =>
  requests.map(({ url }) => new URL(url)).filter(({ pathname }) => pathname.endsWith('/wallet/entries'));

describe('the billing page', () => {
  it('shows what is in the wallet, exact to the last digit', async () => {
    answer(routes);
    await renderPage(<BillingPage />);
    expect(within(await screen.findByRole('region', { name: 'Reserved' })).getByText('$0.072')).toBeTruthy();
    expect(within(screen.getByRole('region', { name: 'Total' })).getByText('$10.572')).toBeTruthy();
  });

  it('lets operators alone move money', async () => {
    answer(routes);
    await renderPage(<BillingPage />, { user: person('owner') });
    await screen.findByRole('region', { name: 'Available' });
    expect(screen.queryByRole('button', { name: 'Top up' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Save alert' })).toBeTruthy();
  });

  it('offers an operator what they may do', async () => {
    answer(routes);
    await renderPage(<BillingPage />, { user: person(null, 'operator') });
    expect(await screen.findByRole('button', { name: 'Top up' })).toBeTruthy();
  });

  it('keeps ledger and invoices from developers, and does not ask the server for them', async () => {
    const { requests } = answer(routes);
    await renderPage(<BillingPage />, { user: person('developer'), path: '/?tab=invoices' });
    await screen.findByRole('region', { name: 'Available' });
    expect(tabs()).toEqual(['Wallet', 'Plan and limits', 'Prices']);
    expect(screen.queryByText('Ledger')).toBeNull();
    expect(entriesAsked(requests)).toEqual([]);
  });

  it('filters the ledger by what the address says, and the file alike', async () => {
    const { requests } = answer(routes);
    await renderPage(<BillingPage />, { path: '/?kind=refund&from=2026-11-01' });
    await screen.findByText('No entries match');
    const since = new Date(2026, 10, 1).toISOString();
    expect(
      entriesAsked(requests).map(({ searchParams }) => [searchParams.get('kind'), searchParams.get('from')]),
    ).toEqual([['refund', since]]);
    const file = screen.getByRole('link', { name: 'Download CSV' }).getAttribute('href');
    expect(file).toBe(`${T}/wallet/entries.csv?kind=refund&from=${encodeURIComponent(since)}`);
  });

  it('opens a tab by its address, and tells when media fill the plan', async () => {
    answer(routes);
    const { search } = await renderPage(<BillingPage />);
    await userEvent.click(await screen.findByRole('tab', { name: 'Plan and limits' }));
    expect(search()).toBe('?tab=plan');
    expect(await screen.findByText(/The space is nearly used up/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Change plan' })).toBeNull();
  });
});
