import { setTimeout as delay } from 'node:timers/promises';
import { Meta } from './meta-webhook';
import type { OpenedTenant } from './operator';
import { startTestbed, type Testbed } from './testbed';
import { waitFor } from './wait-for';
import { WebhookServer } from './webhook-server';

const TENANTS = 50;
/** What a slow machine still takes: a program that is asked for more than it can do says that it is overloaded. */
const OPENED_AT_A_TIME = 10;
/** The first tenant's server hangs, the second's answers 500. */
const HANGING = 0;
const FAILING = 1;
const USERS = 20;
const PER_POST = 10;
const POSTS_PER_SECOND = 100;
const PATIENCE_MS = 60_000;

/** A message that Meta has told of. */
export interface Sent {
  tenant: number;
  user: string;
  wamid: string;
  /** When Meta's POST began. */
  atMs: number;
}

/** What came of a message to its tenant's server; at least once is promised, so it may have come more than once. */
export interface Delivery {
  webhookIds: Set<string>;
  /** Of the first time. */
  atMs: number;
}

/** Messages of many users to 50 tenants, of whom one has a server that hangs and one a server that fails. */
export class InboundFlow {
  private readonly deliveries = new Map<string, Delivery>();
  /** How much of what the server got is in `deliveries`. */
  private read = 0;

  private constructor(
    readonly bed: Testbed,
    readonly server: WebhookServer,
    private readonly meta: Meta,
    private readonly tenants: readonly OpenedTenant[],
  ) {}

  static async start(): Promise<InboundFlow> {
    const server = await WebhookServer.start();
    try {
      const bed = await startTestbed({ env: { SSRF_ALLOW_HOSTS: server.host, ALLOW_HTTP_WEBHOOKS: 'true' } });
      const tenants: OpenedTenant[] = [];
      while (tenants.length < TENANTS) {
        const batch = Array.from({ length: OPENED_AT_A_TIME }, () => bed.operator.openTenant({ money: '0' }));
        tenants.push(...(await Promise.all(batch)));
      }
      const flow = new InboundFlow(bed, server, new Meta(bed.switchboard.url), tenants);
      await flow.subscribe();
      return flow;
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.meta.close();
    await this.bed.close();
    await this.server.close();
  }

  /** Posts so many messages at Meta's pace; a POST that is not answered with 200 is repeated, as Meta does. */
  async deliver(prefix: string, count: number): Promise<Sent[]> {
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
        const user = userOf(Math.floor(number / TENANTS) % USERS);
        return { tenant: number % TENANTS, user, wamid: `wamid.${prefix}.${number}`, atMs };
      });
      sent.push(...batch);
      posts.push(this.postUntilTaken(this.webhookOf(batch)));
    }
    await Promise.all(posts);
    return sent;
  }

  /** Waits until every message for a server that takes them has come there. */
  whenAllDelivered(sent: readonly Sent[]): Promise<unknown> {
    const missing = new Set(sent.filter(isServed).map(({ wamid }) => wamid));
    return waitFor(
      'every event to be delivered',
      () => {
        const delivered = this.firstDeliveries();
        for (const wamid of missing) if (delivered.has(wamid)) missing.delete(wamid);
        return missing.size === 0;
      },
      PATIENCE_MS,
    );
  }

  /** What has come, by wamid. */
  firstDeliveries(): ReadonlyMap<string, Delivery> {
    for (; this.read < this.server.delivered.length; this.read += 1) {
      const { value, webhookId, atMs } = this.server.delivered[this.read]!;
      const { id } = value.messages![0]!;
      const known = this.deliveries.get(id);
      if (known) known.webhookIds.add(webhookId);
      else this.deliveries.set(id, { webhookIds: new Set([webhookId]), atMs });
    }
    return this.deliveries;
  }

  /** Of each conversation with a server that takes its events, the numbers of the messages in the order in which they first came. */
  conversations(prefix: string): number[][] {
    const conversations = new Map<string, Set<number>>();
    for (let tenant = 0; tenant < TENANTS; tenant += 1)
      for (let user = 0; user < USERS; user += 1)
        if (isServed({ tenant })) conversations.set(`/tenants/${tenant} ${userOf(user)}`, new Set());
    for (const { path, value } of this.server.delivered) {
      const { id, from } = value.messages![0]!;
      if (id.startsWith(`wamid.${prefix}.`)) conversations.get(`${path} ${from}`)!.add(Number(id.split('.').at(-1)));
    }
    return [...conversations.values()].map((numbers) => [...numbers]);
  }

  private async subscribe(): Promise<void> {
    await Promise.all(
      this.tenants.map(async ({ id }, index) => {
        const path = `/tenants/${index}`;
        const endpoint = { url: `http://${this.server.host}${path}`, events: ['messages'] };
        const { secret } = await this.bed.operator.request(201, 'POST', `/tenants/${id}/webhook-endpoints`, endpoint);
        this.server.serve(path, secret as string, index === HANGING ? 'hang' : index === FAILING ? 'fail' : 'take');
      }),
    );
  }

  private async postUntilTaken(body: string): Promise<void> {
    await waitFor('Meta’s POST to be taken', async () => (await this.meta.post(body)).status === 200, PATIENCE_MS);
  }

  /** One POST of Meta with messages of many users to many tenants. */
  private webhookOf(messages: readonly Sent[]): string {
    return JSON.stringify({
      object: 'whatsapp_business_account',
      entry: messages.map((message) => ({
        id: this.tenants[message.tenant]!.number.wabaId,
        changes: [{ field: 'messages', value: this.valueOf(message) }],
      })),
    });
  }

  private valueOf({ tenant, user, wamid }: Sent): object {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const { phoneNumberId } = this.tenants[tenant]!.number;
    return {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '15550783881', phone_number_id: phoneNumberId },
      contacts: [{ profile: { name: 'User' }, wa_id: user }],
      messages: [{ from: user, id: wamid, timestamp, type: 'text', text: { body: wamid } }],
    };
  }
}

/** Whether a tenant's server takes its events. */
export function isServed({ tenant }: Pick<Sent, 'tenant'>): boolean {
  return tenant !== HANGING && tenant !== FAILING;
}

function userOf(index: number): string {
  return `4915${String(index).padStart(8, '0')}`;
}
