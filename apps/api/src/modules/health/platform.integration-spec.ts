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

/** Puts jobs into the queue of which no task runs here, so that nobody takes them away. Gives their numbers. */
async function addJobs(
  identifier: string,
  ...jobs: readonly { attempts: number; runAt: string; locked?: Date; error?: string }[]
): Promise<string[]> {
  const owner = new Client({ connectionString: test.platform.test.url });
  await owner.connect();
  const ids: string[] = [];
  for (const { attempts, runAt, locked = null, error = null } of jobs) {
    const { rows } = await owner.query<{ id: string }>(`SELECT (graphile_worker.add_job($1, '{}')).id`, [identifier]);
    await owner.query(
      `UPDATE graphile_worker._private_jobs
          SET attempts = $2, run_at = now() + $3::interval, locked_at = $4, locked_by = $5, last_error = $6 WHERE id = $1`,
      [rows[0]!.id, attempts, runAt, locked, locked && 'another process', error],
    );
    ids.push(rows[0]!.id);
  }
  await owner.end();
  return ids;
}

describe('The queues', () => {
  it('tell what waits, runs and has failed, by kind of job', async () => {
    await addJobs(
      'test.kind',
      { attempts: 0, runAt: '-90 seconds' },
      { attempts: 3, runAt: '1 hour' },
      { attempts: 25, runAt: '-1 day' },
      { attempts: 1, runAt: '-1 minute', locked: new Date() },
    );
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

describe('The jobs', () => {
  const KIND = 'test.failing';
  const list = async (asked: string) =>
    (await test.operator.get(`/platform/jobs?identifier=${KIND}&${asked}`)).body as {
      items: { id: string; state: string }[];
      nextCursor: string | null;
    };
  let [waiting, running, retrying, failed, hopeless]: string[] = [];
  beforeAll(async () => {
    [waiting, running, retrying, failed, hopeless] = await addJobs(
      KIND,
      { attempts: 0, runAt: '1 hour' },
      { attempts: 1, runAt: '-1 minute', locked: new Date() },
      { attempts: 3, runAt: '1 hour', error: 'The mail server is away.' },
      { attempts: 25, runAt: '-1 day', error: 'x'.repeat(3_000) },
      { attempts: 25, runAt: '-1 day', error: 'There is no such tenant.' },
    );
  });

  it('are listed page by page, newest first, with why they failed and when they are tried again', async () => {
    expect((await list('')).items.map(({ id, state }) => [id, state])).toEqual([
      [hopeless, 'failed'],
      [failed, 'failed'],
      [retrying, 'retrying'],
      [running, 'running'],
      [waiting, 'waiting'],
    ]);
    const first = await list('state=failed&limit=1');
    expect(first.items).toMatchObject([
      { id: hopeless, attempts: 25, maxAttempts: 25, lastError: 'There is no such tenant.', runAt: null },
    ]);
    const second = await list(`state=failed&limit=1&cursor=${first.nextCursor}`);
    expect(second).toMatchObject({ items: [{ id: failed, lastError: 'x'.repeat(2_000) }], nextCursor: null });
    expect((await list('state=retrying')).items).toEqual([
      {
        id: retrying,
        identifier: KIND,
        state: 'retrying',
        attempts: 3,
        maxAttempts: 25,
        lastError: 'The mail server is away.',
        runAt: expect.stringMatching(/Z$/) as string,
        createdAt: expect.stringMatching(/Z$/) as string,
      },
    ]);
  });

  it('that have failed are tried again at once when an operator asks for it', async () => {
    const before = Date.now();
    const later = await test.operator.post(`/platform/jobs/${retrying}/retry`);
    expect(later).toMatchObject({ status: 200, body: { state: 'retrying', attempts: 3 } });
    expect(Date.parse(later.body['runAt'] as string)).toBeLessThan(before + 30 * 60_000);
    expect(await test.operator.post(`/platform/jobs/${failed}/retry`)).toMatchObject({
      status: 200,
      body: { state: 'waiting', attempts: 0 },
    });
  });

  it('that have failed can be removed, and the log tells who did it', async () => {
    expect((await test.operator.delete(`/platform/jobs/${hopeless}`)).status).toBe(204);
    expect((await list('state=failed')).items).toEqual([]);
    const { body } = await test.operator.get('/audit-log?action=job.removed');
    expect(body['items']).toMatchObject([
      { targetType: 'job', targetId: hopeless, before: { identifier: KIND, lastError: 'There is no such tenant.' } },
    ]);
  });

  it('that run or have not failed are left alone', async () => {
    for (const id of [waiting, running]) {
      expect((await test.operator.post(`/platform/jobs/${id}/retry`)).status).toBe(409);
      expect((await test.operator.delete(`/platform/jobs/${id}`)).status).toBe(409);
    }
    for (const id of ['0', 'x', '-1', '99999999999999999999', '999999999']) {
      expect((await test.operator.post(`/platform/jobs/${id}/retry`)).status).toBe(404);
      expect((await test.operator.delete(`/platform/jobs/${id}`)).status).toBe(404);
    }
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
    for (const path of ['/platform/health', '/platform/queues', '/platform/jobs', '/platform/throughput']) {
      expect([path, (await support.get(path)).status]).toEqual([path, 200]);
      expect([path, (await owner.get(path)).status]).toEqual([path, 403]);
      expect([path, (await test.stranger().get(path)).status]).toEqual([path, 401]);
    }
  });
});
