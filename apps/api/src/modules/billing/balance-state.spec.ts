import fc from 'fast-check';
import { type BalanceState, balanceStateOf, noticeOf } from './balance-state';

describe('A balance', () => {
  it.each<[available: bigint, threshold: bigint, fee: bigint, state: BalanceState]>([
    [10_000_000n, 10_000_000n, 1_000n, 'ok'],
    [9_999_999n, 10_000_000n, 1_000n, 'low'],
    [1_000n, 10_000_000n, 1_000n, 'low'],
    [999n, 10_000_000n, 1_000n, 'depleted'],
    [0n, 10_000_000n, 0n, 'depleted'],
    [0n, 0n, 1_000n, 'depleted'],
    // Without a threshold nobody asked to be warned.
    [1_000n, 0n, 1_000n, 'ok'],
    // A threshold below what a message costs warns of nothing that can still be used.
    [500n, 600n, 1_000n, 'depleted'],
  ])(
    'of %p with the threshold %p and a fee of %p is %s',
    (availableMicros, thresholdMicros, platformFeeMicros, state) => {
      expect(balanceStateOf({ availableMicros, thresholdMicros, platformFeeMicros })).toBe(state);
    },
  );

  it('never becomes better by having less', () => {
    const amount = fc.bigInt(0n, 1_000_000n);
    const order: BalanceState[] = ['ok', 'low', 'depleted'];
    fc.assert(
      fc.property(amount, amount, amount, amount, (more, less, thresholdMicros, platformFeeMicros) => {
        const [low, high] = more < less ? [more, less] : [less, more];
        const at = (availableMicros: bigint) =>
          order.indexOf(balanceStateOf({ availableMicros, thresholdMicros, platformFeeMicros }));
        return at(low) >= at(high);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('A change of the balance', () => {
  it.each<[BalanceState, BalanceState, string | null]>([
    ['ok', 'low', 'balance.low'],
    ['ok', 'depleted', 'balance.depleted'],
    ['low', 'depleted', 'balance.depleted'],
    ['low', 'ok', null],
    ['depleted', 'low', null],
    ['depleted', 'ok', null],
    ['low', 'low', null],
  ])('from %s to %s is told as %s', (before, after, notice) => {
    expect(noticeOf(before, after)).toBe(notice);
  });
});
