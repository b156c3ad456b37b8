import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../../../../test/render';
import type { UsagePage, UsageSource } from '../api/usage-source';
import type { UsageItem, UsageQuestion } from '../lib/usage-report';
import { plainNameOf } from '../lib/value-words';
import { UsageExplorer } from './usage-explorer';

// There is no layout to draw in; what is drawn is tested with `usage-chart`.
jest.mock('../../../components/time-chart', () => ({ TimeChart: () => null }));
jest.mock('../../../components/bar-breakdown', () => ({ BarBreakdown: () => null }));

const amounts = (messages: number, spend: string) => ({ messages, spend, platformFee: '0', metaFee: '0', markup: '0' });
const item = (currency: string, category: string, messages: number, spend: string): UsageItem => ({
  bucket: '2026-11-19T00:00:00.000Z',
  currency,
  category,
  ...amounts(messages, spend),
});

function sourceOf(pages: (question: UsageQuestion, cursor: string | undefined) => UsagePage) {
  const asked: UsageQuestion[] = [];
  const source: UsageSource = {
    dimensions: ['category', 'status'],
    queryKey: ['test', 'usage'],
    csvPath: '/console/v1/usage.csv',
    fetchPage: async (question, cursor) => {
      asked.push(question);
      return pages(question, cursor);
    },
  };
  return { source, asked };
}

describe('usage', () => {
  it('is read page by page, and asked for as the address says', async () => {
    const { source, asked } = sourceOf((_, cursor) => ({
      items: [item('USD', cursor ? 'utility' : 'marketing', 1, '0.1')],
      totals: [{ currency: 'USD', ...amounts(2, '0.2') }],
      nextCursor: cursor ? null : 'next',
    }));
    const path = '/?range=last-month&granularity=hour&by=category';
    await renderPage(<UsageExplorer source={source} nameOf={plainNameOf} />, { path });
    expect((await screen.findByRole('region', { name: 'Messages' })).textContent).toContain('2');
    expect(asked).toHaveLength(2);
    expect(asked[0]).toMatchObject({ granularity: 'hour', dimensions: ['category'] });
    expect(screen.getByRole('link', { name: 'Download CSV' }).getAttribute('href')).toContain('groupBy=category');
  });

  it('asks for the period before only when it is compared, and tells the change', async () => {
    const { source, asked } = sourceOf(({ from }) => {
      const messages = from === asked[0]?.from ? 150 : 100;
      return { items: [], totals: [{ currency: 'USD', ...amounts(messages, '1') }], nextCursor: null };
    });
    const { search } = await renderPage(<UsageExplorer source={source} nameOf={plainNameOf} />);
    await screen.findByRole('region', { name: 'Messages' });
    expect(asked).toHaveLength(1);
    await userEvent.click(screen.getByRole('switch', { name: 'Compare with the period before' }));
    expect(await screen.findByText('+50% from 100')).toBeTruthy();
    expect(search()).toBe('?compare=true');
    expect(asked[1]?.to).toBe(asked[0]?.from);
  });

  it('never adds up amounts of different currencies', async () => {
    const { source } = sourceOf(() => ({
      items: [item('EUR', 'marketing', 3, '7'), item('USD', 'marketing', 4, '9')],
      totals: [
        { currency: 'EUR', ...amounts(3, '7') },
        { currency: 'USD', ...amounts(4, '9') },
      ],
      nextCursor: null,
    }));
    await renderPage(<UsageExplorer source={source} nameOf={plainNameOf} />, { path: '/?currency=USD' });
    expect((await screen.findByRole('region', { name: 'Spend' })).textContent).toContain('$9.00');
    expect(screen.getByLabelText('Currency', { selector: 'input' })).toBeTruthy();
  });
});
