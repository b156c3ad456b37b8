import { formatDaysLeft, formatShare } from './overview-words';

describe('the words of the home page', () => {
  it.each([
    [null, 'Nothing was spent in the last 7 days'],
    [0, 'Less than a day at the current pace'],
    [0.9, 'Less than a day at the current pace'],
    [1.9, 'About 1 day at the current pace'],
    [12.3, 'About 12 days at the current pace'],
    [365, 'More than a year at the current pace'],
  ])('%p days left are told as "%s"', (days, words) => {
    expect(formatDaysLeft(days)).toBe(words);
  });

  it.each([
    [null, '—'],
    [0, '0%'],
    [0.98444, '98.4%'],
    [1, '100%'],
  ])('a share of %p is written %s', (share, words) => {
    expect(formatShare(share)).toBe(words);
  });
});
