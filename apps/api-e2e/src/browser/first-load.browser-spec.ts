import type { Response } from 'playwright-core';
import { ConsoleBed, OPERATOR, signInByForm } from './support/console-bed';

/** Of JavaScript, compressed, until someone can sign in. */
const BUDGET_BYTES = 250_000;

let bed: ConsoleBed;

beforeAll(async () => {
  bed = await ConsoleBed.start();
});
afterAll(() => bed?.close());

const isScript = (response: Response): boolean => response.request().resourceType() === 'script';
const bytesOf = async (responses: readonly Response[]): Promise<number> => {
  const sizes = await Promise.all(responses.map((response) => response.request().sizes()));
  return sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
};

describe('The first visit', () => {
  it('loads less than 250 kB of JavaScript until one can sign in', async () => {
    const visitor = await bed.stranger();
    const scripts: Response[] = [];
    visitor.page.on('response', (response) => {
      if (isScript(response)) scripts.push(response);
    });
    await visitor.open('/');
    await expect(visitor.page.title()).resolves.toBe('Sign in · Switchboard');
    await visitor.page.waitForLoadState('networkidle');
    expect(scripts.length).toBeGreaterThan(1);
    expect(await bytesOf(scripts)).toBeLessThan(BUDGET_BYTES);
    expect(visitor.problems).toEqual([]);
    await visitor.close();
  });

  it('leads through the sign-in to where someone wanted to go, with the code of that page alone', async () => {
    const visitor = await bed.stranger();
    const files: string[] = [];
    visitor.page.on('response', (response) => {
      if (isScript(response)) files.push(new URL(response.url()).pathname);
    });
    await visitor.open('/platform/queues?limit=1');
    await signInByForm(visitor, OPERATOR);
    await visitor.heading('Queues').waitFor();
    expect(new URL(visitor.page.url()).pathname).toBe('/platform/queues');
    expect(files.filter((file) => file.includes('.page-'))).toEqual([
      expect.stringContaining('/sign-in.page-'),
      expect.stringContaining('/queues.page-'),
    ]);
    expect(visitor.problems).toEqual([]);
    await visitor.close();
  });
});
