import { formatDuration } from './duration';

describe('A duration', () => {
  it.each([
    [0, '0 seconds'],
    [0.4, '0 seconds'],
    [1, '1 second'],
    [61, '1 minute 1 second'],
    [3_600, '1 hour'],
    [90_061, '1 day 1 hour'],
    [86_405, '1 day'],
    [-5, '0 seconds'],
  ])('of %d seconds is written %s', (seconds, words) => {
    expect(formatDuration(seconds)).toBe(words);
  });
});
