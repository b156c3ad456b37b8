import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Meta } from '../support/meta-webhook';
import type { OpenedTenant } from '../support/operator';
import { startTestbed, type Testbed } from '../support/testbed';
import { waitFor } from '../support/wait-for';
import { WebhookServer } from '../support/webhook-server';

const TENANTS = 50;
/** The first tenant's server hangs, the second's answers 500. */
const HANGING = 0;
const FAILING = 1;
const MESSAGES = 10_000;
const USERS = 20;
const PER_POST = 10;
const POSTS_PER_SECOND = 100;
const PROMISED_MS = 1_000;
const KILLS = 5;
const PATIENCE_MS = 45_000;

interface Sent {
  tenant: number;
  user: string;
  wamid: string;
  /** When Meta's POST began. */
  atMs: number;
}

let bed: Testbed;
let server: WebhookServer;
let meta: Meta;
let tenants: OpenedTenant[];

beforeAll(async () => {
  server = await WebhookServer.start();
  bed = await startTestbed({ env: { SSRF_ALLOW_HOSTS: server.host, ALLOW_HTTP_WEBHOOKS: 'true' } });
  meta = new Meta(bed.switchboard.url);
  tenants = await Promise.all(Array.from({ length: TENANTS }, () => bed.operator.openTenant({ money: '0' })));
  await Promise.all(
    tenants.map(async ({ id }, index) => {
      const path = `/tenants/${index}`;
      const endpoint = { url: `http://${server.host}${path}`, events: ['messages'] };
      const { secret } = await bed.operator.request(201, 'POST', `/tenants/${id}/webhook-endpoints`, endpoint);
      server.serve(path, secret as string, index === HANGING ? 'hang' : index === FAILING ? 'fail' : 'take');
    }),
  );
});
afterAll(async () => {
  await meta?.close();
  await bed?.close();
  await server?.close();
});

/** One POST of Meta with messages of many users to many tenants. */
function webhookOf(messages: readonly Sent[]): string {
  return JSON.stringify({
    object: 'whatsapp_business_account',
    entry: messages.map(({ tenant, user, wamid }) => ({
      id: tenants[tenant]!.number.wabaId,
      changes: [
        {
          field: 'messages',
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: '15550783881', phone_number_id: tenants[tenant]!.number.phoneNumberId },
            contacts: [{ profile: { name: 'User' }, wa_id: user }],
            messages: [
              {
                from: user,
                id: wamid,
                timestamp: String(Math.floor(Date.now() / 1_000)),
                type: 'text',
                text: { body: wamid },
              },
            ],
          },
        },
      ],
    })),
  });
}

/** Posts so many messages at Meta's pace; a POST that is not answered with 200 is repeated, as Meta does. */
async function deliver(prefix: string, count: number): Promise<Sent[]> {
  const sent: Sent[] = [];
  const posts: Promise<void>[] = [];
  const begunMs = performance.now();
  for (let first = 0; first < count; first += PER_POST) {
    const dueMs = begunMs + ((first / PER_POST) * 1_000) / POSTS_PER_SECOND;
    // Meta's pace is what is being simulated.
    if (dueMs > performance.now()) await delay(dueMs - performance.now());
    const atMs = performance.now();
    const batch = Array.from({ length: PER_POST }, (_, index) => {
      const number = first + index;
      return {
        tenant: number % TENANTS,
        user: `4915${String(Math.floor(number / TENANTS) % USERS).padStart(8, '0')}`,
        wamid: `wamid.${prefix}.${number}`,
        atMs,
      };
    });
    sent.push(...batch);
    posts.push(postUntilTaken(webhookOf(batch)));
  }
  await Promise.all(posts);
  return sent;
}

async function postUntilTaken(body: string): Promise<void> {
  await waitFor('Meta’s POST to be taken', async () => (await meta.post(body)).status === 200, PATIENCE_MS);
}

const isServed = ({ tenant }: Sent): boolean => tenant !== HANGING && tenant !== FAILING;

/** First deliveries by wamid; at least once is promised, so there may be more. */
function firstDeliveries(): Map<string, { webhookIds: Set<string>; atMs: number }> {
  const first = new Map<string, { webhookIds: Set<string>; atMs: number }>();
  for (const { value, webhookId, atMs } of server.delivered) {
    const { id } = value.messages![0]!;
    const known = first.get(id);
    if (known) known.webhookIds.add(webhookId);
    else first.set(id, { webhookIds: new Set([webhookId]), atMs });
  }
  return first;
}

function whenAllDelivered(sent: readonly Sent[]): Promise<unknown> {
  const expected = sent.filter(isServed);
  return waitFor(
    'every event to be delivered',
    () => {
      const first = firstDeliveries();
      return expected.every(({ wamid }) => first.has(wamid));
    },
    PATIENCE_MS,
  );
}

/** Of each conversation, the messages in the order of their first deliveries. */
function orderOf(tenant: number, user: string, prefix: string): number[] {
  const seen = new Set<string>();
  return server.delivered
    .filter(
      ({ path, value }) =>
        path === `/tenants/${tenant}` &&
        value.messages![0]!.from === user &&
        value.messages![0]!.id.startsWith(`wamid.${prefix}.`),
    )
    .map(({ value }) => value.messages![0]!.id)
    .filter((id) => !seen.has(id) && seen.add(id))
    .map((id) => Number(id.split('.').at(-1)));
}

function expectInOrder(prefix: string): void {
  for (let tenant = 2; tenant < TENANTS; tenant += 1) {
    for (let user = 0; user < USERS; user += 1) {
      const order = orderOf(tenant, `4915${String(user).padStart(8, '0')}`, prefix);
      expect(order).toEqual([...order].sort((one, other) => one - other));
    }
  }
}

describe('10,000 inbound messages for 50 tenants, one whose server hangs and one whose server fails', () => {
  it('reach every other tenant once, signed, in order, 95 of 100 within a second', async () => {
    const sent = await deliver('flow', MESSAGES);
    await whenAllDelivered(sent);
    const first = firstDeliveries();
    const delays = sent.filter(isServed).map(({ wamid, atMs }) => first.get(wamid)!.atMs - atMs);
    delays.sort((one, other) => one - other);
    const p95Ms = delays[Math.floor(delays.length * 0.95)]!;
    process.stdout.write(
      `From Meta's POST to delivery: p50 ${delays[delays.length >> 1]!.toFixed(0)} ms, p95 ${p95Ms.toFixed(0)} ms.\n`,
    );
    expect(p95Ms).toBeLessThan(PROMISED_MS);
    expect(server.unsigned).toBe(0);
    expect([...first.values()].every(({ webhookIds }) => webhookIds.size === 1)).toBe(true);
    expect(server.delivered).toHaveLength(first.size);
    expectInOrder('flow');
  });

  it('reach them at least once with the same webhook-id through five kills', async () => {
    const flow = deliver('kill', MESSAGES / 2);
    for (let kill = 0; kill < KILLS; kill += 1) {
      // The moment of the kill is what is being tested, not something to wait for.
      await delay(randomInt(200, 800));
      await bed.switchboard.kill('SIGKILL');
      await bed.switchboard.restart();
    }
    const sent = await flow;
    await whenAllDelivered(sent);
    const first = firstDeliveries();
    expect(sent.filter(isServed).filter(({ wamid }) => first.get(wamid)!.webhookIds.size !== 1)).toEqual([]);
  });
});
