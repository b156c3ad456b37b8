import { monthWords } from './month-words';
import { usedShare } from './plan-words';

describe('the words of plans and invoices', () => {
  it('tells when an allowance is nearly used up', () => {
    expect(usedShare(1, 4)).toEqual({ percent: 25, isNearlyFull: false });
    expect(usedShare(95, 100)).toEqual({ percent: 95, isNearlyFull: true });
    expect(usedShare(300, 100)).toEqual({ percent: 100, isNearlyFull: true });
    expect(usedShare(0, 0)).toEqual({ percent: 100, isNearlyFull: true });
  });

  it('names the month of an invoice, wherever the person is', () => {
    expect(monthWords('2026-10')).toBe('October 2026');
    expect(monthWords('soon')).toBe('soon');
  });
});
