import { queueState } from './queue-state';

describe('A queue', () => {
  it('is idle when there is nothing to do', () => {
    expect(queueState(0, null)).toBe('idle');
  });

  it('works while what is due is done within a minute, however much there is', () => {
    expect(queueState(50_000, 60)).toBe('working');
    expect(queueState(3, null)).toBe('working');
  });

  it('is late when the oldest has waited for more than a minute', () => {
    expect(queueState(1, 60.5)).toBe('late');
  });
});
