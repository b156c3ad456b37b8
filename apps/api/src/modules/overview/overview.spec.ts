import { balanceOf, firstDayMs, ratesOf, seriesOf, type WalletFacts } from './overview';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2027, 0, 31, 15, 30);
const TODAY = Date.UTC(2027, 0, 31);

const wallet = (given: Partial<WalletFacts> = {}): WalletFacts => ({
  currency: 'USD',
  availableMicros: 70_000_000n,
  reservedMicros: 0n,
  thresholdMicros: 0n,
  platformFeeMicros: 1_000n,
  recentSpendMicros: 7_000_000n,
  openedAt: new Date(NOW - 100 * DAY_MS),
  ...given,
});

describe('The days of an overview', () => {
  it('end with today, and hold every day, also those without messages', () => {
    expect(new Date(firstDayMs(3, NOW)).toISOString()).toBe('2027-01-29T00:00:00.000Z');
    expect(seriesOf([], 3, NOW)).toEqual(
      ['2027-01-29', '2027-01-30', '2027-01-31'].map((day) => ({
        day,
        messages: 0,
        delivered: 0,
        read: 0,
        failed: 0,
        spend: '0.000000',
      })),
    );
  });

  it('count a read message as delivered too, and one under way as neither', () => {
    const byStatus = ['submitted', 'sent', 'delivered', 'read', 'played', 'failed'].map((status) => ({
      status,
      messages: 2,
      spendMicros: 10n,
    }));
    expect(seriesOf([{ dayMs: TODAY, byStatus }], 1, NOW)).toEqual([
      { day: '2027-01-31', messages: 12, delivered: 6, read: 4, failed: 2, spend: '0.000060' },
    ]);
  });

  it('leave out what lies before them', () => {
    const byStatus = [{ status: 'read', messages: 1, spendMicros: 1n }];
    expect(seriesOf([{ dayMs: TODAY - DAY_MS, byStatus }], 1, NOW)).toMatchObject([{ messages: 0 }]);
  });
});

describe('The rates of an overview', () => {
  const day = { day: '2027-01-31', messages: 3, delivered: 2, read: 1, failed: 1, spend: '0' };

  it('are shares over all days: of what was accepted, and for reading of what was delivered', () => {
    expect(ratesOf([day, day])).toEqual({ delivered: 0.6667, read: 0.5, failed: 0.3333 });
  });

  it('are unknown when nothing was sent', () => {
    expect(ratesOf([{ ...day, messages: 0, delivered: 0, read: 0, failed: 0 }])).toEqual({
      delivered: null,
      read: null,
      failed: null,
    });
  });
});

describe('The days that a balance lasts', () => {
  const daysLeft = (given: Partial<WalletFacts>) => balanceOf(wallet(given), NOW).daysLeft;

  it('follow from the pace of the last seven days', () => {
    expect(daysLeft({})).toBe(70);
    expect(daysLeft({ availableMicros: 1_550_000n })).toBe(1.5);
    expect(daysLeft({ availableMicros: 0n })).toBe(0);
  });

  it('follow from the pace of its own days for a younger tenant, of one at least', () => {
    expect(daysLeft({ openedAt: new Date(NOW - 2 * DAY_MS) })).toBe(20);
    expect(daysLeft({ openedAt: new Date(NOW - 60_000) })).toBe(10);
  });

  it('are unknown when nothing was spent, and never more than ten years', () => {
    expect(daysLeft({ recentSpendMicros: 0n })).toBeNull();
    expect(daysLeft({ recentSpendMicros: -5n })).toBeNull();
    expect(daysLeft({ recentSpendMicros: 1n })).toBe(3_650);
  });
});

describe('The state of a balance', () => {
  it.each([
    [{}, 'ok'],
    [{ thresholdMicros: 80_000_000n }, 'low'],
    [{ availableMicros: 999n }, 'depleted'],
  ] as const)('with %p is %s', (given, state) => {
    expect(balanceOf(wallet(given), NOW)).toMatchObject({ state });
  });
});
