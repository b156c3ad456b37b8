import { formatChange, percentChange, percentChangeOfMoney } from './change';

describe('changes against an earlier period', () => {
  it.each([
    [100, 150, 50],
    [80, 60, -25],
    [3, 4, 33.3],
    [7, 7, 0],
    [5, 0, -100],
    [0, 9, null],
    [0, 0, 0],
  ])('from %d to %d messages are told in percent', (before, now, expected) => {
    expect(percentChange(before, now)).toBe(expected);
  });

  it.each([
    ['0.100000', '0.300000', 200],
    ['3.000000', '2.000000', -33.3],
    ['9007199254740993.000000', '18014398509481986.000000', 100],
    ['0.000001', '0.000002', 100],
    ['-2.000000', '1.000000', 150],
    ['0.000000', '1.000000', null],
    ['0.000000', '0', 0],
  ])('from %s to %s of money are told in percent', (before, now, expected) => {
    expect(percentChangeOfMoney(before, now)).toBe(expected);
  });

  it.each([
    [12.5, '+12.5%'],
    [-3, '-3%'],
    [1_234.5, '+1,234.5%'],
    [0, 'no change'],
    [null, 'nothing before'],
  ])('%p is written %s', (percent, words) => {
    expect(formatChange(percent)).toBe(words);
  });
});
