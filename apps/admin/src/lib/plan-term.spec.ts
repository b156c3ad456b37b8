import { lastDayProblem, planRequest } from './plan-term';

describe('The term of a plan', () => {
  it('asks for a last day that is not over, unless the plan goes month by month', () => {
    expect(lastDayProblem('monthly', null, '2026-11-20')).toBeNull();
    expect(lastDayProblem('ends', null, '2026-11-20')).toBe('Choose the last day.');
    expect(lastDayProblem('until', '2026-11-19', '2026-11-20')).toBe('Choose today or a later day.');
    expect(lastDayProblem('ends', '2026-11-20', '2026-11-20')).toBeNull();
  });

  it('says nothing of a period that goes month by month, so that months are counted as before', () => {
    expect(planRequest('BASIC', 'monthly', '2026-11-30')).toEqual({ planCode: 'BASIC' });
  });

  it('ends after the last day, and says whether another month follows', () => {
    const periodEnd = new Date(2026, 11, 1).toISOString();
    expect(planRequest('BASIC', 'ends', '2026-11-30')).toEqual({ planCode: 'BASIC', periodEnd, renews: false });
    expect(planRequest('BASIC', 'until', '2026-11-30')).toEqual({ planCode: 'BASIC', periodEnd, renews: true });
  });
});
