import { overlapProblem, overlapSecondsOf } from './overlap';

describe('The overlap of a rotation', () => {
  it('is a choice, or a time of one’s own', () => {
    expect(overlapSecondsOf({ choice: '3600', amount: 5, unitSeconds: '60' })).toBe(3_600);
    expect(overlapSecondsOf({ choice: 'custom', amount: 5, unitSeconds: '60' })).toBe(300);
  });

  it.each([
    ['', '60', 'Enter a whole number.'],
    [0, '60', 'Enter a whole number.'],
    [7, '86400', null],
    [8, '86400', 'At most seven days.'],
  ])('of %s times %s s is judged: %s', (amount, unitSeconds, problem) => {
    expect(overlapProblem({ choice: 'custom', amount, unitSeconds })).toBe(problem);
  });

  it('ignores a time of one’s own that was not chosen', () => {
    expect(overlapProblem({ choice: '0', amount: '', unitSeconds: '60' })).toBeNull();
  });
});
