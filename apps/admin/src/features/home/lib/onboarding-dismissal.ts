const KEY = 'switchboard-onboarding-dismissed';

/** Who has put the first steps of a tenant aside need not see them again in this browser. */
export const onboardingDismissal = {
  dismiss: (tenantId: string) => localStorage.setItem(`${KEY}:${tenantId}`, 'yes'),
  isDismissed: (tenantId: string) => localStorage.getItem(`${KEY}:${tenantId}`) === 'yes',
};
