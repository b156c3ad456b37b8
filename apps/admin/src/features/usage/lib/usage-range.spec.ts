import { allowedGranularities, granularityOf, previousRange, rangeOf, type RangeName, stepsOf } from './usage-range';

const NOW = Date.parse('2026-11-20T17:48:40Z');
const iso = ({ fromMs, toMs }: { fromMs: number; toMs: number }) => [
  new Date(fromMs).toISOString().slice(0, 16),
  new Date(toMs).toISOString().slice(0, 16),
];
const DAY_MS = 86_400_000;

describe('ranges of usage', () => {
  it.each<[RangeName, string, string]>([
    ['24h', '2026-11-19T18:00', '2026-11-20T18:00'],
    ['7d', '2026-11-14T00:00', '2026-11-20T18:00'],
    ['30d', '2026-10-22T00:00', '2026-11-20T18:00'],
    ['month', '2026-11-01T00:00', '2026-11-20T18:00'],
    ['last-month', '2026-10-01T00:00', '2026-11-01T00:00'],
    ['year', '2025-12-01T00:00', '2026-11-20T18:00'],
  ])('%s reaches from %s to %s', (name, from, to) => {
    expect(iso(rangeOf(name, NOW))).toEqual([from, to]);
  });

  it('include both days of a custom range', () => {
    const days = { from: '2026-11-03', to: '2026-11-05' };
    expect(iso(rangeOf('custom', NOW, days))).toEqual(['2026-11-03T00:00', '2026-11-06T00:00']);
  });

  it.each([{}, { from: '2026-11-03' }, { from: '2026-11-05', to: '2026-11-03' }])(
    'are the last 30 days where a custom range says nothing useful: %p',
    (days) => {
      expect(rangeOf('custom', NOW, days)).toEqual(rangeOf('30d', NOW));
    },
  );
});

describe('the period before', () => {
  const before = (name: RangeName, days = {}) => iso(previousRange(name, rangeOf(name, NOW, days)));

  it('is as long as the period itself, right before it', () => {
    expect(before('24h')).toEqual(['2026-11-18T18:00', '2026-11-19T18:00']);
    expect(before('custom', { from: '2026-11-03', to: '2026-11-05' })).toEqual([
      '2026-10-31T00:00',
      '2026-11-03T00:00',
    ]);
  });

  it('of months is months', () => {
    expect(before('last-month')).toEqual(['2026-09-01T00:00', '2026-10-01T00:00']);
    expect(before('custom', { from: '2026-09-01', to: '2026-10-31' })).toEqual([
      '2026-07-01T00:00',
      '2026-09-01T00:00',
    ]);
    expect(before('year')).toEqual(['2024-12-01T00:00', '2025-12-01T00:00']);
  });

  it('of the present month is the month before as far as this one has come', () => {
    expect(before('month')).toEqual(['2026-10-01T00:00', '2026-10-20T18:00']);
    const range = { fromMs: Date.parse('2027-03-01T00:00Z'), toMs: Date.parse('2027-03-31T00:00Z') };
    expect(iso(previousRange('month', range))).toEqual(['2027-02-01T00:00', '2027-03-01T00:00']);
  });
});

describe('steps of time', () => {
  it('are only those that the API allows for the length', () => {
    expect(allowedGranularities({ fromMs: 0, toMs: 31 * DAY_MS })).toEqual(['hour', 'day', 'month']);
    expect(allowedGranularities({ fromMs: 0, toMs: 32 * DAY_MS })).toEqual(['day', 'month']);
    expect(allowedGranularities({ fromMs: 0, toMs: 500 * DAY_MS })).toEqual(['month']);
  });

  it('are readable ones unless someone asks for others', () => {
    expect(granularityOf(rangeOf('24h', NOW), undefined)).toBe('hour');
    expect(granularityOf(rangeOf('30d', NOW), undefined)).toBe('day');
    expect(granularityOf(rangeOf('30d', NOW), 'hour')).toBe('hour');
    expect(granularityOf(rangeOf('year', NOW), 'hour')).toBe('month');
  });

  it('leave none out, whatever happened in them', () => {
    expect(stepsOf(rangeOf('24h', NOW), 'hour')).toHaveLength(24);
    expect(stepsOf(rangeOf('last-month', NOW), 'day')).toHaveLength(31);
    expect(stepsOf(rangeOf('year', NOW), 'month').map((ms) => new Date(ms).toISOString().slice(0, 10))).toEqual([
      '2025-12-01',
      '2026-01-01',
      '2026-02-01',
      '2026-03-01',
      '2026-04-01',
      '2026-05-01',
      '2026-06-01',
      '2026-07-01',
      '2026-08-01',
      '2026-09-01',
      '2026-10-01',
      '2026-11-01',
    ]);
  });
});
