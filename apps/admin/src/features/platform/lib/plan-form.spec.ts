import { newPlanOf, NEW_PLAN, planChangesOf, planFormValues } from './plan-form';

const PLAN = {
  code: 'STANDARD',
  name: 'Standard',
  monthlyFee: '49.000000',
  platformFee: '0.001500',
  markupBps: 29,
  messagesPerSecond: 80,
  messagesPerMinute: 4_800,
  mediaPerMinute: 600,
  storedBytes: 5_000_000_001,
  mediaRetentionDays: 30,
  features: ['webhooks'],
};

describe('The form of a plan', () => {
  it('shows amounts without zeros that say nothing, markup in percent and space in GiB', () => {
    expect(planFormValues(PLAN)).toMatchObject({
      monthlyFee: '49.00',
      platformFee: '0.0015',
      markupPercent: 0.29,
      storedGib: 4.657,
    });
  });

  it('changes nothing when nothing was changed, rounding included', () => {
    expect(planChangesOf(PLAN, planFormValues(PLAN))).toEqual({});
  });

  it('sends only what was changed', () => {
    const values = { ...planFormValues(PLAN), name: ' Plus ', markupPercent: '2.5', storedGib: 10, monthlyFee: '49' };
    expect(planChangesOf(PLAN, values)).toEqual({ name: 'Plus', markupBps: 250, storedBytes: 10 * 1024 ** 3 });
  });

  it('makes a new plan with whole basis points and bytes', () => {
    const plan = newPlanOf({ ...NEW_PLAN, code: 'TRIAL', name: 'Trial', markupPercent: 0.29, storedGib: 0.5 });
    expect(plan).toMatchObject({ code: 'TRIAL', markupBps: 29, storedBytes: 512 * 1024 ** 2, platformFee: '0.001' });
  });
});
