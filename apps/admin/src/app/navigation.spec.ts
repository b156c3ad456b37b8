import { mayDo } from '../lib/permissions';
import { homeOf } from './home-of';
import {
  ACCOUNT_NAVIGATION,
  type NavigationGroup,
  PLATFORM_NAVIGATION,
  TENANT_NAVIGATION,
  visibleGroups,
} from './navigation';
import { matchesWords } from './palette-match';
import { createConsoleRouter } from './router';
import { TENANT_ACTIONS } from './tenant-actions';

const EVERY_FEATURE = { simulator: true, virtualPhone: true };
const viewer = { platformRole: null, memberships: [{ tenantId: 't1', role: 'viewer' as const }] };

function pagesOf(
  person: Parameters<typeof mayDo>[0],
  features = EVERY_FEATURE,
  groups: readonly NavigationGroup[] = [...TENANT_NAVIGATION, ...PLATFORM_NAVIGATION],
): string[] {
  const may = (permission: Parameters<typeof mayDo>[1]) => mayDo(person, permission, 't1');
  return visibleGroups(groups, may, features).flatMap(({ pages }) => pages.map(({ label }) => label));
}

describe('the navigation', () => {
  it('leads to pages that exist, under the permission that they ask for', () => {
    const { routesByPath } = createConsoleRouter();
    const routes = routesByPath as Record<
      string,
      { options: { staticData?: { permission?: string; feature?: string } } }
    >;
    const pages = [...TENANT_NAVIGATION, ...PLATFORM_NAVIGATION, ...ACCOUNT_NAVIGATION].flatMap((group) => group.pages);
    for (const { to, permission, feature } of pages)
      expect({ to, ...routes[to]?.options.staticData }).toMatchObject({
        to,
        ...(permission && { permission }),
        ...(feature && { feature }),
      });
  });

  it('does not offer a viewer what only others may do', () => {
    const pages = pagesOf(viewer);
    expect(pages).toContain('Messages');
    for (const label of ['Compose', 'Virtual phone', 'Tenants', 'Ledger']) expect(pages).not.toContain(label);
  });

  it('has a virtual phone only where there is a simulator', () => {
    const developer = { platformRole: null, memberships: [{ tenantId: 't1', role: 'developer' as const }] };
    expect(pagesOf(developer)).toContain('Virtual phone');
    expect(pagesOf(developer, { simulator: false, virtualPhone: false })).not.toContain('Virtual phone');
  });
});

describe('the actions of the palette', () => {
  const actionsOf = (person: Parameters<typeof mayDo>[0]) => pagesOf(person, EVERY_FEATURE, [TENANT_ACTIONS]);

  it('lead to pages that exist', () => {
    const routes = createConsoleRouter().routesByPath as Record<string, unknown>;
    for (const { to } of TENANT_ACTIONS.pages) expect(routes[to]).toBeDefined();
  });

  it('are only those that someone may take: money is the operators’', () => {
    expect(actionsOf(viewer)).toEqual([]);
    const developer = { platformRole: null, memberships: [{ tenantId: 't1', role: 'developer' as const }] };
    expect(actionsOf(developer)).toEqual(
      expect.arrayContaining(['Send a message', 'Create an API key', 'Add a webhook endpoint']),
    );
    for (const label of ['Add a phone number', 'Top up the wallet']) expect(actionsOf(developer)).not.toContain(label);
    const operator = { platformRole: 'operator' as const, memberships: [] };
    expect(actionsOf(operator)).toEqual(TENANT_ACTIONS.pages.map(({ label }) => label));
  });
});

describe('home', () => {
  const two = {
    platformRole: null,
    memberships: [
      { tenantId: 't1', role: 'viewer' as const },
      { tenantId: 't2', role: 'owner' as const },
    ],
  };

  it.each([
    ['staff begin with all tenants', { platformRole: 'support' as const, memberships: [] }, null, '/platform/tenants'],
    ['members begin in their first tenant', two, null, '/tenants/t1/home'],
    ['members come back to the tenant they had open', two, 't2', '/tenants/t2/home'],
    ['a tenant that one has left is forgotten', two, 't3', '/tenants/t1/home'],
    ['who belongs to none sees their account', { platformRole: null, memberships: [] }, 't1', '/account/profile'],
  ])('%s', (_title, person, last, expected) => {
    expect(homeOf(person, last)).toBe(expected);
  });
});

describe('the palette', () => {
  it.each([
    ['we', true],
    ['hook', false],
    ['WEB end', true],
    ['', true],
    ['web keys', false],
    ['webhooks-end', true],
  ])('finds "Webhooks Connections endpoints" by %j: %s', (typed, found) => {
    expect(matchesWords(typed, 'Webhooks Connections endpoints')).toBe(found);
  });
});
