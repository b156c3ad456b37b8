import { statSync } from 'node:fs';
import path from 'node:path';
import { EventServer } from '../support/event-server';
import { PROJECT } from '../support/switchboard';
import { SCREENSHOTS, type Visitor } from './support/console-browser';
import { ConsoleBed } from './support/console-bed';
import { addressOf, type ConsolePage, consolePages, fileNameOf, pagesWithoutRoute } from './support/console-pages';
import { openLivelyTenant } from './support/lively-tenant';

const NARROW = { width: 390, height: 844 };
const WIDE = { width: 1280, height: 800 };
/** In dark, colours are all that differs. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];
const PAGES = consolePages();
const TENANT_PAGES = PAGES.filter(({ area }) => area === 'tenant');

/** `README_SCREENSHOTS=1 npm run test:browser -- every-page` takes the README's pictures anew. */
const PICTURES = process.env['README_SCREENSHOTS'] ? path.join(PROJECT, 'docs/images') : SCREENSHOTS;
const PICTURE_MAX_BYTES = 200_000;

let bed: ConsoleBed;
let events: EventServer;
let visitor: Visitor;
let lively: Readonly<Record<string, string>>;
let empty: Readonly<Record<string, string>>;

beforeAll(async () => {
  events = await EventServer.start();
  bed = await ConsoleBed.start(events.environment);
  ({ examples: lively } = await openLivelyTenant(bed, events, 'Blue Harbour Coffee'));
  const { id } = await bed.operator.createTenant({ name: 'Nothing yet Ltd' });
  empty = { tenantId: id };
  visitor = await bed.visitor();
});
afterAll(async () => {
  await bed?.close();
  await events?.close();
});
afterEach(() => visitor?.problems.splice(0));

/** Everything that is wrong with the page as it is shown now, in words. */
async function faultsOf(what: string, rules?: readonly string[]): Promise<string[]> {
  const findings = await visitor.accessibilityFindings(rules);
  return findings.map(({ rule, help, elements }) => `${what}: ${rule}: ${help}: ${elements.slice(0, 3).join(' | ')}`);
}

/** Looks at the open page wide and narrow, light and dark, and photographs it each time. */
async function lookFromAllSides(name: string): Promise<string[]> {
  const { page } = visitor;
  const faults: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await visitor.prefer(colorScheme);
    await page.setViewportSize(WIDE);
    await visitor.settled();
    faults.push(...(await faultsOf(colorScheme, colorScheme === 'dark' ? COLOUR_RULES : undefined)));
    await visitor.screenshot(`${name}-${colorScheme}`);
    await page.setViewportSize(NARROW);
    await visitor.settled();
    const sidewaysPx = await visitor.sidewaysPx();
    if (sidewaysPx > 0) faults.push(`${colorScheme}: ${sidewaysPx} px wider than a window of ${NARROW.width} px`);
    await visitor.screenshot(`${name}-narrow-${colorScheme}`);
  }
  await visitor.prefer('light');
  await page.setViewportSize(WIDE);
  return faults;
}

const isNotFound = async (): Promise<boolean> =>
  (await visitor.heading(/not found|may not see|went wrong/).count()) > 0;

describe('Every page', () => {
  it('is walked by this test', () => {
    expect(PAGES.length).toBeGreaterThan(30);
    expect(pagesWithoutRoute()).toEqual([]);
  });

  it.each(PAGES.map((page) => [page.route, page] as const))(
    'shows %s with data: without errors, accessible, in light and dark, as narrow as a phone',
    async (_, page: ConsolePage) => {
      await visitor.open(addressOf(page, lively));
      expect(await isNotFound()).toBe(false);
      expect(await visitor.page.title()).toBe(`${page.title} · Switchboard`);
      expect(await visitor.failures()).toEqual([]);
      expect(await lookFromAllSides(fileNameOf(page))).toEqual([]);
      expect(visitor.problems).toEqual([]);
    },
  );

  it.each(TENANT_PAGES.filter(({ route }) => !/\$(?!tenantId)/.test(route)).map((page) => [page.route, page] as const))(
    'shows %s of a tenant that has nothing yet',
    async (_, page: ConsolePage) => {
      await visitor.open(addressOf(page, empty));
      expect(await isNotFound()).toBe(false);
      expect(await visitor.failures()).toEqual([]);
      expect(await faultsOf('empty')).toEqual([]);
      await visitor.screenshot(`${fileNameOf(page)}-empty`);
      expect(visitor.problems).toEqual([]);
    },
  );
});

describe('What opens on a page', () => {
  it.each([
    ['billing-prices', '/tenants/$tenantId/billing?tab=prices'],
    ['billing-invoices', '/tenants/$tenantId/billing?tab=invoices'],
    ['billing-plan', '/tenants/$tenantId/billing?tab=plan'],
    ['number-profile', '/tenants/$tenantId/phone-numbers/$phoneNumberId?tab=profile'],
    ['number-registration', '/tenants/$tenantId/phone-numbers/$phoneNumberId?tab=registration'],
    ['number-settings', '/tenants/$tenantId/phone-numbers/$phoneNumberId?tab=settings'],
    ['billing-top-up', '/tenants/$tenantId/billing?move=topUp'],
    ['key-form', '/tenants/$tenantId/api-keys?create=true'],
    ['endpoint-form', '/tenants/$tenantId/webhooks?add=true'],
    ['endpoint-test', '/tenants/$tenantId/webhooks/$endpointId?tab=test'],
    ['endpoint-settings', '/tenants/$tenantId/webhooks/$endpointId?tab=settings'],
    ['compose-template', '/tenants/$tenantId/compose?to=905321234567&template=order_update&language=en'],
    ['chat', '/tenants/$tenantId/virtual-phone?phoneNumberId=106540352242922&user=905321234567'],
    ['messages-filtered', '/tenants/$tenantId/messages?status=failed&direction=outbound'],
    ['tenant-form', '/platform/tenants?create=true'],
    ['nowhere', '/tenants/$tenantId/no-such-page'],
  ])('is as good as the page itself: %s', async (name, route) => {
    await visitor.open(addressOf({ route }, lively));
    expect(await visitor.failures()).toEqual([]);
    expect(await lookFromAllSides(`view-${name}`)).toEqual([]);
    expect(visitor.problems).toEqual([]);
  });
});

describe('The README', () => {
  it.each([
    ['home', '/tenants/$tenantId/home', 800],
    ['message', '/tenants/$tenantId/messages/$messageId', 1_250],
    ['virtual-phone', '/tenants/$tenantId/virtual-phone?phoneNumberId=106540352242922&user=905321234567', 800],
  ])('has a picture of %s, as an owner sees it', async (name, route, height) => {
    const owner = await bed.visitor(await bed.invite(lively['tenantId']!, 'owner', `${name}@example.com`));
    await owner.page.setViewportSize({ width: WIDE.width, height });
    await owner.open(addressOf({ route }, lively));
    const file = path.join(PICTURES, `${name}.png`);
    await owner.page.screenshot({ path: file, animations: 'disabled' });
    expect(statSync(file).size).toBeLessThan(PICTURE_MAX_BYTES);
    expect(owner.problems).toEqual([]);
    await owner.close();
  });
});

describe('Before the sign-in', () => {
  it.each([
    ['/sign-in', null],
    ['/password-reset', null],
    ['/invitation', null],
    ['/invitation#token=nobodyhasthis', /404 .*\/invitations\/preview/],
  ])('shows %s to strangers', async (address, refusal) => {
    const signedIn = visitor;
    visitor = await bed.stranger();
    await visitor.open(address);
    expect(await lookFromAllSides(`gate${address.replaceAll(/\W+/g, '-')}`)).toEqual([]);
    if (refusal) visitor.forgive(refusal);
    expect(visitor.problems).toEqual([]);
    await visitor.close();
    visitor = signedIn;
  });
});
