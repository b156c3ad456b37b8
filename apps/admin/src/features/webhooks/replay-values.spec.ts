import { rangeOf, replayOf } from './replay-values';

const NOW = new Date('2026-11-20T12:00:00.000Z');

describe('A stretch to be sent again', () => {
  it('is the last day, of everything that usually is, unless the list is filtered', () => {
    expect(rangeOf(replayOf({}, NOW))).toEqual({ from: '2026-11-19T12:00:00.000Z', to: '2026-11-20T12:01:00.000Z' });
  });

  it('is what the list shows', () => {
    const values = replayOf({ status: 'dead', event: 'read', from: '2026-11-10', to: '2026-11-11' }, NOW);
    const range = rangeOf(values);
    expect(range).toMatchObject({ status: 'dead', events: ['read'] });
    expect(Date.parse(range!.to) - Date.parse(range!.from)).toBe(2 * 86_400_000);
  });

  it('leaves alone what waits for its first attempt', () => {
    expect(rangeOf(replayOf({ status: 'pending' }, NOW))).not.toHaveProperty('status');
  });

  it('is none while a time is missing', () => {
    expect(rangeOf({ ...replayOf({}, NOW), to: '' })).toBeNull();
  });
});
