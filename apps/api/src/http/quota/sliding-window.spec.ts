import fc from 'fast-check';
import { SlidingWindow } from './sliding-window';

const WINDOW_MS = 1_000;

/** What the window promises, counted the slow way. */
class NaiveWindow {
  private readonly instants: number[] = [];

  add(nowMs: number): void {
    this.instants.push(nowMs);
  }

  remaining(nowMs: number, limit: number): number {
    return Math.max(0, limit - this.instants.filter((instant) => instant > nowMs - WINDOW_MS).length);
  }

  waitMs(nowMs: number, limit: number): number {
    let wait = 0;
    while (this.remaining(nowMs + wait, limit) === 0) wait += 1;
    return wait;
  }
}

/** A step forward in time, how many come then, and the limit that holds then. */
const STEPS = fc.array(
  fc.record({
    afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 300 }), fc.integer({ min: 900, max: 1_100 })),
    count: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 60 })),
    limit: fc.integer({ min: 1, max: 50 }),
  }),
  { maxLength: 40 },
);

describe('A sliding window', () => {
  it('counts as slow counting does, also when the limit is lowered or raised on the way', () => {
    fc.assert(
      fc.property(STEPS, (steps) => {
        const [window, model] = [new SlidingWindow(), new NaiveWindow()];
        let now = 5_000;
        for (const { afterMs, count, limit } of steps) {
          now += afterMs;
          for (let one = 0; one < count; one += 1) {
            window.add(now);
            model.add(now);
          }
          expect(window.remaining(now, limit, WINDOW_MS)).toBe(model.remaining(now, limit));
          expect(window.waitMs(now, limit, WINDOW_MS)).toBe(model.waitMs(now, limit));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('lets in no more than the limit in any stretch of its length, wherever the stretch begins', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60), { maxLength: 300 }), fc.integer({ min: 1, max: 30 }), (pauses, limit) => {
        const window = new SlidingWindow();
        const letIn: number[] = [];
        let now = 0;
        for (const pause of pauses) {
          now += pause;
          if (window.waitMs(now, limit, WINDOW_MS) > 0) continue;
          window.add(now);
          letIn.push(now);
        }
        for (const begin of letIn) {
          const inStretch = letIn.filter((instant) => instant >= begin && instant < begin + WINDOW_MS);
          expect(inStretch.length).toBeLessThanOrEqual(limit);
        }
      }),
    );
  });

  it('lets in the next one exactly when the oldest is as old as the window, not when a clock second begins', () => {
    const window = new SlidingWindow();
    for (const instant of [1_900, 1_950]) window.add(instant);
    expect(window.waitMs(2_000, 2, WINDOW_MS)).toBe(900);
    expect(window.waitMs(2_899, 2, WINDOW_MS)).toBe(1);
    expect(window.waitMs(2_900, 2, WINDOW_MS)).toBe(0);
    expect(window.remaining(2_949, 2, WINDOW_MS)).toBe(1);
    expect(window.remaining(2_950, 2, WINDOW_MS)).toBe(2);
  });

  it('waits for as many to leave as a lowered limit asks for', () => {
    const window = new SlidingWindow();
    for (const instant of [100, 200, 300, 400]) window.add(instant);
    expect(window.waitMs(500, 2, WINDOW_MS)).toBe(800);
    expect(window.waitMs(500, 4, WINDOW_MS)).toBe(600);
    expect(window.waitMs(500, 5, WINDOW_MS)).toBe(0);
  });

  it('never says to wait for less than a millisecond', () => {
    const window = new SlidingWindow();
    window.add(0.5);
    expect(window.waitMs(1_000.25, 1, WINDOW_MS)).toBe(1);
  });

  it('has room for a plan’s whole minute, many times over', () => {
    const window = new SlidingWindow();
    const limit = 4_800;
    for (let minute = 0; minute < 3; minute += 1) {
      const now = minute * 60_000;
      for (let count = 0; count < limit; count += 1) {
        expect(window.waitMs(now, limit, 60_000)).toBe(0);
        window.add(now);
      }
      expect(window.waitMs(now, limit, 60_000)).toBe(60_000);
    }
  });
});
