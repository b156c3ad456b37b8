const KEY = 'switchboard-last-tenant';

/** The tenant that was open last in this browser: where people with several begin the next time. */
export const lastTenant = {
  remember: (tenantId: string) => localStorage.setItem(KEY, tenantId),
  recall: () => localStorage.getItem(KEY),
};
