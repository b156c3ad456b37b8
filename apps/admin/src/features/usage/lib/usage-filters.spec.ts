import { parseSearch, stringifySearch } from '../../../lib/search-text';
import { questionOf, USAGE_FILTERS, usageViewOf } from './usage-filters';

const NOW = Date.parse('2026-11-20T17:48:40Z');
const AVAILABLE = ['category', 'status', 'number', 'country', 'key'] as const;
const view = (query: string) => usageViewOf(USAGE_FILTERS.parse(parseSearch(query)), AVAILABLE, NOW);

describe('the usage page’s address', () => {
  it('means the last 30 days, day by day, when it says nothing', () => {
    expect(view('')).toMatchObject({
      rangeName: '30d',
      granularity: 'day',
      dimensions: [],
      metric: 'messages',
      isCompared: false,
    });
  });

  it('says everything that is shown', () => {
    const query =
      '?range=custom&from=2026-11-01&to=2026-11-10&granularity=hour&by=country&and=category&metric=spend&compare=true';
    const shown = view(query);
    expect(shown).toMatchObject({
      granularity: 'hour',
      dimensions: ['country', 'category'],
      metric: 'spend',
      isCompared: true,
    });
    expect(questionOf(shown, shown.range)).toEqual({
      from: '2026-11-01T00:00:00.000Z',
      to: '2026-11-11T00:00:00.000Z',
      granularity: 'hour',
      dimensions: ['country', 'category'],
    });
    expect(stringifySearch(USAGE_FILTERS.serialise(USAGE_FILTERS.parse(parseSearch(query))))).toBe(query);
  });

  it('does not split by what the page does not know, nor by the same thing twice', () => {
    expect(view('?by=tenant&and=status').dimensions).toEqual(['status']);
    expect(view('?by=status&and=status').dimensions).toEqual(['status']);
    expect(view('?by=mood').dimensions).toEqual([]);
  });

  it('does not ask for hours of a year', () => {
    expect(view('?range=year&granularity=hour').granularity).toBe('month');
  });

  it('means the same all through an hour, so that nothing is asked anew', () => {
    const later = usageViewOf({}, AVAILABLE, NOW + 10 * 60_000);
    expect(questionOf(later, later.range)).toEqual(questionOf(view(''), view('').range));
  });
});
