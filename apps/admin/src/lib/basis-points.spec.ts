import { formatBasisPoints } from './basis-points';

describe('Basis points', () => {
  it.each([
    [0, '0%'],
    [250, '2.5%'],
    [1, '0.01%'],
    [100_000, '1,000%'],
  ])('reads %d as %s', (basisPoints, words) => {
    expect(formatBasisPoints(basisPoints)).toBe(words);
  });
});
