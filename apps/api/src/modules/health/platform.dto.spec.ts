import 'reflect-metadata';
import { firstMinuteMs, presentThroughput } from './platform.dto';

const NOW = Date.UTC(2027, 0, 31, 12, 0, 30);

describe('Throughput', () => {
  it('has an entry for every minute up to the present one, oldest first', () => {
    expect(new Date(firstMinuteMs(2, NOW)).toISOString()).toBe('2027-01-31T11:59:00.000Z');
    const counts = { accepted: 4, delivered: 3, failed: 2, deliveries: 1 };
    expect(presentThroughput([{ minuteMs: Date.UTC(2027, 0, 31, 12), counts }], 2, NOW)).toEqual({
      minutes: [
        { minute: '2027-01-31T11:59:00.000Z', accepted: 0, delivered: 0, failed: 0, webhooksDelivered: 0 },
        { minute: '2027-01-31T12:00:00.000Z', accepted: 4, delivered: 3, failed: 2, webhooksDelivered: 1 },
      ],
    });
  });
});
