import { RETRY_DELAYS_MS, retryDelayMs } from './delivery-schedule';

describe('A delivery that fails', () => {
  it('is tried again after 5 s, 30 s, 2 min, 10 min, 30 min, 2 h, 6 h, 12 h and 24 h, and then no more', () => {
    const delays = Array.from({ length: 10 }, (_, index) => retryDelayMs(index + 1, 0));
    expect(delays).toEqual([5, 30, 120, 600, 1_800, 7_200, 21_600, 43_200, 86_400, null].map((s) => s && s * 1_000));
  });

  it('waits up to a fifth longer, never shorter', () => {
    for (const [index, delay] of RETRY_DELAYS_MS.entries()) {
      expect(retryDelayMs(index + 1, 0.5)).toBe(Math.round(delay * 1.1));
      expect(retryDelayMs(index + 1, 1)).toBe(Math.round(delay * 1.2));
    }
  });
});
