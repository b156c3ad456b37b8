import { ConsoleBed } from './support/console-bed';
import type { Visitor } from './support/console-browser';

let bed: ConsoleBed;
let visitor: Visitor;
let tenantId: string;

beforeAll(async () => {
  bed = await ConsoleBed.start();
  ({ id: tenantId } = await bed.operator.createTenant({ name: 'Keyboard Ltd' }));
  visitor = await bed.visitor();
});
afterEach(() => expect(visitor.problems.splice(0)).toEqual([]));
afterAll(() => bed?.close());

const focused = (): Promise<string> =>
  visitor.page.evaluate('document.activeElement.innerText || document.activeElement.id');

/** Opens the palette by its shortcut; whoever types then is heard. */
async function openPalette(): Promise<void> {
  const { page } = visitor;
  await page.keyboard.press('ControlOrMeta+k');
  await page.locator('input:focus').and(page.getByLabel('Search pages, tenants and actions')).waitFor();
}

describe('Without a pointer', () => {
  it('one skips the navigation with the first key', async () => {
    const { page } = visitor;
    await visitor.open(`/tenants/${tenantId}/api-keys`);
    await page.evaluate('document.activeElement.blur()');
    await page.keyboard.press('Tab');
    await expect(focused()).resolves.toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await expect(focused()).resolves.toContain('API keys');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('MAIN');
  });

  it('one goes to any page by ⌘K and a few letters of its name', async () => {
    const { page } = visitor;
    await visitor.open(`/tenants/${tenantId}/home`);
    await openPalette();
    expect(await visitor.accessibilityFindings()).toEqual([]);
    await page.keyboard.type('team');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await visitor.heading('Team').waitFor();
    expect(new URL(page.url()).pathname).toBe(`/tenants/${tenantId}/team`);
  });

  it('the new page’s heading has the focus after a navigation, and its title is the window’s', async () => {
    const { page } = visitor;
    await visitor.open(`/tenants/${tenantId}/home`);
    await page.getByRole('navigation').getByRole('link', { name: 'Billing' }).press('Enter');
    await visitor.heading('Billing').waitFor();
    await visitor.settled();
    await expect(focused()).resolves.toBe('Billing');
    await expect(page.title()).resolves.toBe('Billing · Switchboard');
  });

  it('⌘K finds a tenant by its name, too, and changes the colours, which stay', async () => {
    const { page } = visitor;
    await visitor.open('/platform/tenants');
    await openPalette();
    await page.keyboard.type('keyboard');
    await page
      .getByRole('button', { name: 'Keyboard Ltd' })
      .or(page.getByRole('option', { name: 'Keyboard Ltd' }))
      .click();
    await visitor.page.waitForURL(`**/tenants/${tenantId}/home`);
    await visitor.settled();
    await openPalette();
    await page.keyboard.type('colours dark');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor({ state: 'attached' });
    await page.reload();
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor({ state: 'attached' });
  });
});
