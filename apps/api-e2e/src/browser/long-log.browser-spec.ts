import { waitFor } from '../support/wait-for';
import type { Visitor } from './support/console-browser';
import { ConsoleBed } from './support/console-bed';

const MESSAGES = 10_000;
/** Of rows in the document at any time: some screens of them. */
const ROWS_DRAWN_MAX = 80;
/** Of the page's own work for a picture, counted by its processor time, which a busy machine lengthens least: 50 pictures a second. */
const WORK_A_FRAME_MAX_MS = 20;
/** By the clock, on a machine that does much else at the same time. */
const USUAL_FRAME_MAX_MS = 250;
const ALL_LOADED_WITHIN_MS = 150_000;
const FRAMES = 150;
/** Faster than a wheel is turned: 7,200 pixels a second. */
const STEP_PX = 120;

let bed: ConsoleBed;
let visitor: Visitor;
let tenantId: string;

beforeAll(async () => {
  bed = await ConsoleBed.start();
  ({ id: tenantId } = await bed.operator.createTenant({ name: 'Very busy Ltd' }));
  const { id: numberId } = await bed.operator.addNumber(tenantId);
  await bed.database.query(
    `INSERT INTO messages (tenant_id, id, direction, status, type, "to", phone_number_id, meta_phone_number_id, payload, currency, category)
     SELECT $1, uuidv7(- i * interval '1 second'), 'outbound', (ARRAY['read', 'delivered', 'failed', 'sent'])[1 + i % 4], 'text',
            (905300000000 + i)::text, $2, 'number', '{"type":"text","text":{"body":"Hello"}}', 'USD', 'service'
       FROM generate_series(1, $3::int) AS i`,
    [tenantId, numberId, MESSAGES],
  );
  visitor = await bed.visitor();
});
afterAll(() => bed?.close());

/** Scrolls the log from its top and answers with the milliseconds from frame to frame. */
const SCROLL = `new Promise((resolve) => {
  const region = document.querySelector('[role="region"][aria-label="Messages"]');
  region.scrollTop = 0;
  const times = [];
  const step = (now) => {
    times.push(now);
    if (times.length > ${FRAMES}) return resolve(times.slice(1).map((time, index) => time - times[index]));
    region.scrollTop += ${STEP_PX};
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})`;

describe('A log of ten thousand messages', () => {
  it('loads its pages while it is scrolled, until all rows are there', async () => {
    const { page } = visitor;
    await visitor.open(`/tenants/${tenantId}/messages`);
    const log = page.getByRole('region', { name: 'Messages' });
    await log.focus();
    const all = page.getByRole('status').filter({ hasText: /^10,000 rows$/ });
    const isComplete = async (): Promise<boolean> => {
      await page.keyboard.press('End');
      return (await all.count()) > 0;
    };
    await waitFor('all rows', isComplete, ALL_LOADED_WITHIN_MS);
    expect(await page.getByRole('row').count()).toBeLessThan(ROWS_DRAWN_MAX);
    await expect(page.getByRole('row').last().innerText()).resolves.toContain('+90 530');
  });

  it('then scrolls smoothly, with no more rows in the document than a few screens of them', async () => {
    const devTools = await visitor.context.newCDPSession(visitor.page);
    await devTools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const workSeconds = async (): Promise<number> => {
      const { metrics } = await devTools.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')!.value;
    };
    const before = await workSeconds();
    const frames = (await visitor.page.evaluate<number[]>(SCROLL)).sort((one, other) => one - other);
    const workMs = ((await workSeconds()) - before) * 1_000;
    expect(workMs / FRAMES).toBeGreaterThan(0);
    expect(workMs / FRAMES).toBeLessThan(WORK_A_FRAME_MAX_MS);
    expect(frames[FRAMES / 2]).toBeLessThan(USUAL_FRAME_MAX_MS);
    expect(await visitor.page.getByRole('row').count()).toBeLessThan(ROWS_DRAWN_MAX);
    expect(visitor.problems).toEqual([]);
  });
});
