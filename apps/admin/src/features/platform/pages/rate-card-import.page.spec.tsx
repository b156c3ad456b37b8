import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { answer, person, renderPage } from '../../../../test/render';
import { RateCardImportPage } from './rate-card-import.page';

const PREVIEW_ROUTE = 'POST /console/v1/rate-cards/preview';
const CREATE_ROUTE = 'POST /console/v1/rate-cards';
const FILE = 'Market,Marketing,Utility,Authentication\nTurkey,0.02,x,0.01';
const PREVIEW = {
  currency: 'USD',
  effectiveFrom: '2027-01-01',
  comparedWith: { id: 'c1', effectiveFrom: '2026-10-01' },
  freeServiceMessages: { from: 1_000, to: 1_000 },
  changes: [{ market: 'TR', category: 'marketing', from: '0.010900', to: '0.020000', changePercent: 83.49 }],
  added: [],
  removed: [],
  unchanged: 4,
  tiers: { changes: [], unchanged: 0 },
  warnings: ['Turkey (TR), marketing: changes by +83.49 %, from 0.010900 to 0.020000.'],
};
const REFUSED = {
  status: 400,
  body: {
    title: 'Bad request',
    detail: 'Some fields are not valid.',
    code: 'validation_failed',
    fields: [{ path: 'line 2, utility', rule: 'amount', message: 'is no amount: x' }],
  },
};

async function checkFile(): Promise<void> {
  const user = userEvent.setup();
  await renderPage(<RateCardImportPage />, { user: person(null, 'operator') });
  await user.click(screen.getByLabelText('Or paste its lines'));
  await user.paste(FILE);
  await user.type(screen.getByLabelText(/Applies from/), '1 Jan 2027');
  await user.tab();
  await user.click(screen.getByRole('button', { name: 'Check the file' }));
}

describe('The import of a rate card', () => {
  it('sends the file as it is, shows what would change, and writes nothing yet', async () => {
    const { requests } = answer({ [PREVIEW_ROUTE]: PREVIEW });
    await checkFile();
    const table = await screen.findByRole('table', { name: 'Rates that change' });
    expect(within(table).getByText('$0.0109')).toBeTruthy();
    expect(within(table).getByText('+83.5%')).toBeTruthy();
    expect(screen.getByText(PREVIEW.warnings[0] ?? '')).toBeTruthy();
    const [request] = requests;
    expect(await request?.text()).toBe(FILE);
    expect(request?.headers.get('content-type')).toBe('text/csv');
    expect(new URL(request?.url ?? '').searchParams.get('effectiveFrom')).toBe('2027-01-01');
    expect(requests.map(({ url }) => new URL(url).pathname)).toEqual(['/console/v1/rate-cards/preview']);
  });

  it('tells what is wrong line by line, keeps what was typed, and offers no way to add it', async () => {
    answer({ [PREVIEW_ROUTE]: REFUSED });
    await checkFile();
    const table = await screen.findByRole('table', { name: 'Problems of the file' });
    expect(within(table).getByRole('row', { name: '2 utility is no amount: x Turkey,0.02,x,0.01' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Add this rate card' })).toBeNull();
    expect(screen.getByLabelText<HTMLTextAreaElement>('Or paste its lines').value).toBe(FILE);
  });

  it('has to be looked at anew after any change', async () => {
    answer({ [PREVIEW_ROUTE]: PREVIEW });
    await checkFile();
    expect(await screen.findByRole('button', { name: 'Add this rate card' })).toBeTruthy();
    await userEvent.type(screen.getByLabelText('Or paste its lines'), ' ');
    expect(screen.queryByRole('button', { name: 'Add this rate card' })).toBeNull();
  });

  it('shows the refusal when someone else was faster', async () => {
    const detail = 'There is a USD rate card from 2027-01-01 already.';
    answer({
      [PREVIEW_ROUTE]: PREVIEW,
      [CREATE_ROUTE]: { status: 409, body: { title: 'Conflict', detail, code: 'conflict' } },
    });
    await checkFile();
    await userEvent.click(await screen.findByRole('button', { name: 'Add this rate card' }));
    expect(await screen.findByText(detail)).toBeTruthy();
  });
});
