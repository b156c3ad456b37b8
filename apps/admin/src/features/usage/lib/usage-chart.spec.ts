import { breakdownChart, courseChart, exactOf } from './usage-chart';
import { type UsageFilterValues, usageViewOf } from './usage-filters';
import { fromMicros } from '../../../lib/money';
import type { UsageItem } from './usage-report';
import { plainNameOf } from './value-words';

const NOW = Date.parse('2026-11-20T17:48:40Z');
const viewOf = (values: UsageFilterValues) =>
  usageViewOf({ range: 'last-month', ...values }, ['category', 'status', 'country'], NOW);
const item = (date: string, messages: number, values: Partial<UsageItem> = {}): UsageItem => ({
  bucket: `${date}T00:00:00.000Z`,
  currency: 'USD',
  messages,
  spend: fromMicros(BigInt(messages)),
  platformFee: '0',
  metaFee: '0',
  markup: '0',
  ...values,
});

describe('the chart of usage over time', () => {
  it('has a point for each day, with the exact amount beside what is drawn', () => {
    const { rows, series } = courseChart(viewOf({ metric: 'spend' }), [item('2026-10-02', 7)], undefined, plainNameOf);
    expect(series.map(({ label }) => label)).toEqual(['Spend']);
    expect(rows).toHaveLength(31);
    expect(rows.slice(0, 2).map((row) => [row['at'], exactOf(row, 's0')])).toEqual([
      ['1 Oct', '0.000000'],
      ['2 Oct', '0.000007'],
    ]);
  });

  it('lays the period before over it, first day on first day', () => {
    const view = viewOf({ compare: true });
    const { rows, series } = courseChart(view, [item('2026-10-01', 3)], [item('2026-09-01', 5)], plainNameOf);
    expect(series.map(({ label }) => label)).toEqual(['This period', 'Period before']);
    expect([rows[0]?.['s0'], rows[0]?.['s1']]).toEqual([3, 5]);
  });

  it('draws the largest values and the others as one', () => {
    const countries = ['TR', 'DE', 'US', 'FR', 'ES', 'IT', 'GB', 'BR'];
    const items = countries.map((country, index) => item('2026-10-01', 100 - index, { country }));
    const { rows, series } = courseChart(viewOf({ by: 'country' }), items, undefined, plainNameOf);
    expect(series.map(({ label }) => label)).toEqual([
      'Türkiye',
      'Germany',
      'United States',
      'France',
      'Spain',
      'Italy',
      'Others',
    ]);
    expect(rows[0]?.['s6']).toBe(94 + 93);
  });
});

describe('the breakdown of usage', () => {
  it('cuts each value of the first dimension up by the second', () => {
    const items = [
      item('2026-10-01', 5, { category: 'marketing', status: 'read' }),
      item('2026-10-02', 1, { category: 'marketing', status: 'failed' }),
      item('2026-10-02', 4, { category: 'utility', status: 'read' }),
    ];
    const { rows, series } = breakdownChart(viewOf({ by: 'category', and: 'status' }), items, plainNameOf);
    expect(series.map(({ label }) => label)).toEqual(['Read', 'Failed']);
    expect(rows.map((row) => [row['name'], row['s0'], row['s1']])).toEqual([
      ['Marketing', 5, 1],
      ['Utility', 4, 0],
    ]);
  });
});
