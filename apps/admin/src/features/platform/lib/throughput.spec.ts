import { lastFullMinute, minutesPerPoint, sumCounts, toPoints } from './throughput';

const minute = (index: number, accepted: number) => ({
  minute: new Date(Date.UTC(2026, 10, 20, 0, index)).toISOString(),
  accepted,
  delivered: 1,
  failed: 0,
  webhooksDelivered: 2,
});

describe('Throughput', () => {
  it('shows every minute of up to two hours', () => {
    expect(minutesPerPoint(1)).toBe(1);
    expect(minutesPerPoint(120)).toBe(1);
    const points = toPoints([minute(0, 3), minute(1, 4)]);
    expect(points.map(({ at, accepted }) => [at, accepted])).toEqual([
      ['2026-11-20T00:00:00.000Z', 3],
      ['2026-11-20T00:01:00.000Z', 4],
    ]);
  });

  it('adds up minutes of longer ranges and loses none', () => {
    const day = Array.from({ length: 1_440 }, (_, index) => minute(index, index));
    const points = toPoints(day);
    expect(points).toHaveLength(120);
    expect(points[1]).toEqual({
      at: '2026-11-20T00:12:00.000Z',
      accepted: 12 + 13 + 14 + 15 + 16 + 17 + 18 + 19 + 20 + 21 + 22 + 23,
      delivered: 12,
      failed: 0,
      webhooksDelivered: 24,
    });
    expect(sumCounts(points)).toEqual(sumCounts(day));
  });

  it('calls the minute before the present one the last full one', () => {
    expect(lastFullMinute([minute(0, 3), minute(1, 4)])?.accepted).toBe(3);
    expect(lastFullMinute([minute(0, 3)])).toBeUndefined();
  });
});
