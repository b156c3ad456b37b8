import { ThroughputTally } from './throughput-tally';

const NOON = Date.UTC(2027, 0, 31, 12);
const NOTHING = { accepted: 0, delivered: 0, failed: 0, deliveries: 0 };

describe('The tally of throughput', () => {
  it('adds up what happens in a minute, each kind for itself', () => {
    const tally = new ThroughputTally();
    tally.count('accepted', 2, NOON);
    tally.count('accepted', 3, NOON + 59_999);
    tally.count('failed', 1, NOON + 1);
    tally.count('deliveries', 4, NOON + 60_000);
    expect(tally.take()).toEqual([
      { minuteMs: NOON, counts: { ...NOTHING, accepted: 5, failed: 1 } },
      { minuteMs: NOON + 60_000, counts: { ...NOTHING, deliveries: 4 } },
    ]);
  });

  it('is empty after it was taken, and makes no minute of nothing', () => {
    const tally = new ThroughputTally();
    tally.count('accepted', 1, NOON);
    tally.take();
    tally.count('accepted', 0, NOON);
    expect(tally.take()).toEqual([]);
  });

  it('loses nothing that could not be written down', () => {
    const tally = new ThroughputTally();
    tally.count('delivered', 1, NOON);
    const taken = tally.take();
    tally.count('delivered', 2, NOON);
    tally.giveBack(taken);
    expect(tally.take()).toEqual([{ minuteMs: NOON, counts: { ...NOTHING, delivered: 3 } }]);
  });

  it('gives up the oldest minutes of a long time without a database', () => {
    const tally = new ThroughputTally();
    for (let minute = 0; minute < 100; minute += 1) tally.count('accepted', 1, NOON + minute * 60_000);
    const kept = tally.take();
    expect(kept).toHaveLength(60);
    expect(kept[0]?.minuteMs).toBe(NOON + 40 * 60_000);
  });
});
