import { Client } from 'pg';
import { startTestConsole, type TestConsole } from '../../../test/support/test-console';
import { until } from '../../../test/support/until';
import { WebhookReceiver } from '../../../test/support/webhook-receiver';
import { SeedDemo } from '../../demo/seed-demo.service';

let test: TestConsole;
beforeAll(async () => {
  test = await startTestConsole({ SSRF_ALLOW_HOSTS: '127.0.0.1' });
});
afterAll(() => test.platform.stop());

const query = (statement: string, ...values: unknown[]) => test.platform.test.database.pool.query(statement, values);

interface Minute {
  minute: string;
  accepted: number;
  delivered: number;
  failed: number;
  webhooksDelivered: number;
}

const minutes = async (asked = ''): Promise<Minute[]> => {
  const { body } = await test.operator.get(`/platform/throughput${asked}`);
  return body['minutes'] as Minute[];
};
const sum = (all: readonly Minute[], field: 'accepted' | 'delivered' | 'failed' | 'webhooksDelivered'): number =>
  all.reduce((total, minute) => total + minute[field], 0);

describe("The platform's health", () => {
  it('tells an operator what matters first', async () => {
    // The first check of the ledger begins with the program.
    const body = await until(async () => {
      const { body: health } = await test.operator.get('/platform/health');
      return (health['ledger'] as { checkedAt: string | null }).checkedAt !== null && health;
    });
    expect(body).toEqual({
      status: 'ok',
      reasons: [],
      version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
      uptimeSeconds: expect.any(Number) as number,
      meta: { circuit: 'closed', isSimulated: false },
      ledger: { isSound: true, checkedAt: expect.stringMatching(/Z$/) as string },
      inboundEvents: { pending: 0, failed: 0, unowned: 0, oldestPendingAgeSeconds: null },
      deliveries: { undelivered: 0 },
    });
  });
});

describe('The queues', () => {
  it('tell what waits, runs and has failed, by kind of job', async () => {
    const owner = new Client({ connectionString: test.platform.test.url });
    await owner.connect();
    const add = async (identifier: string, attempts: number, runAt: string, locked: Date | null = null) => {
      const { rows } = await owner.query<{ id: string }>(`SELECT (graphile_worker.add_job($1, '{}')).id`, [identifier]);
      await owner.query(
        `UPDATE graphile_worker._private_jobs SET attempts = $2, run_at = now() + $3::interval, locked_at = $4, locked_by = $5 WHERE id = $1`,
        [rows[0]!.id, attempts, runAt, locked, locked && 'another process'],
      );
    };
    // No task of this name runs here, so nobody takes these away.
    await add('test.kind', 0, '-90 seconds');
    await add('test.kind', 3, '1 hour');
    await add('test.kind', 25, '-1 day');
    await add('test.kind', 1, '-1 minute', new Date());
    await owner.end();
    const { body } = await test.operator.get('/platform/queues');
    const jobs = body['jobs'] as { identifier: string; oldestDueSeconds: number }[];
    const job = jobs.find(({ identifier }) => identifier === 'test.kind')!;
    expect(job).toMatchObject({ waiting: 2, running: 1, failed: 1 });
    expect(job.oldestDueSeconds).toBeGreaterThanOrEqual(90);
    expect(job.oldestDueSeconds).toBeLessThan(150);
    expect(body).toMatchObject({
      inboundEvents: { pending: 0, failed: 0, unowned: 0 },
      intake: { messages: 0, settlements: 0 },
      deliveries: { pending: 0, retrying: 0, dead: 0, oldestDueSeconds: null },
    });
  });
});

describe('The throughput', () => {
  it('counts messages and webhooks in the minute in which they happen', async () => {
    const receiver = await WebhookReceiver.start();
    try {
      const demo = (await test.platform.app.get(SeedDemo).run())!;
      const endpoint = { url: receiver.url, events: ['message_status'] };
      expect((await test.operator.post(`/tenants/${demo.tenantId}/webhook-endpoints`, endpoint)).status).toBe(201);
      const before = await minutes();
      const sent = await fetch(`${test.platform.url}/v1/wa/message`, {
        method: 'POST',
        headers: { authorization: `Bearer ${demo.apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ messaging_product: 'whatsapp', to: '905321234567', type: 'text', text: { body: 'Hi' } }),
      });
      expect(sent.status).toBeLessThan(300);
      const after = await until(async () => {
        const now = await minutes();
        const isThere = (['accepted', 'delivered', 'webhooksDelivered'] as const).every(
          (field) => sum(now, field) > sum(before, field),
        );
        return isThere && now;
      });
      expect(after).toHaveLength(60);
      expect(sum(after, 'accepted') - sum(before, 'accepted')).toBe(1);
      expect(sum(after, 'delivered') - sum(before, 'delivered')).toBe(1);
      expect(sum(after, 'failed')).toBe(sum(before, 'failed'));
    } finally {
      await receiver.close();
    }
  });

  it('adds up what several processes have counted, and knows three days', async () => {
    const long = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 100 * 60_000);
    await query('INSERT INTO throughput_minutes (minute, accepted) VALUES ($1, 7)', long);
    const found = (await minutes('?minutes=1440')).find(({ minute }) => minute === long.toISOString());
    expect(found).toEqual({ minute: long.toISOString(), accepted: 7, delivered: 0, failed: 0, webhooksDelivered: 0 });
    expect((await minutes('?minutes=1')).map(({ minute }) => minute)).toHaveLength(1);
  });

  it.each(['0', '1441', 'x'])('is not told over %p minutes', async (asked) => {
    expect((await test.operator.get(`/platform/throughput?minutes=${asked}`)).body).toMatchObject({
      status: 400,
      fields: expect.arrayContaining([expect.objectContaining({ path: 'minutes' })]) as object[],
    });
  });
});

describe('How the platform is', () => {
  it('is seen by operators and support, and by nobody else', async () => {
    const tenantId = await test.openTenant();
    const owner = await test.join(tenantId, 'owner', 'owner.platform@example.com');
    const support = await test.join(tenantId, 'viewer', 'support.platform@example.com');
    await query(`UPDATE users SET platform_role = 'support' WHERE email = 'support.platform@example.com'`);
    for (const path of ['/platform/health', '/platform/queues', '/platform/throughput']) {
      expect([path, (await support.get(path)).status]).toEqual([path, 200]);
      expect([path, (await owner.get(path)).status]).toEqual([path, 403]);
      expect([path, (await test.stranger().get(path)).status]).toEqual([path, 401]);
    }
  });
});
