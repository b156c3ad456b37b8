import { setTimeout as delay } from 'node:timers/promises';
import type { V1MessageDetail } from '@switchboard/contracts';
import { EndpointService } from '../modules/webhook/endpoint.service';
import type { Platform } from '../platform';
import type { DemoReceiver } from './demo-receiver';

const RECIPIENT = '905321234567';
const PATIENCE_MS = 15_000;
const POLL_MS = 50;

/** What the tenant's server is to be told of each message. */
const STATUSES = ['sent', 'delivered', 'read'];

/** The messages of the demo: one of each kind that a newcomer will try. */
const MESSAGES: readonly Record<string, unknown>[] = [
  { type: 'text', text: { body: 'Hello from Switchboard' } },
  { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } },
  { type: 'image', image: { link: 'https://example.com/menu.jpg', caption: 'Today’s menu' } },
];

/**
 * Sends each message through the gateway, waits until the status webhooks have settled it and the tenant's own server has been told,
 * and prints what happened and what it cost.
 */
export async function runDemo({ url, demo, app }: Platform, receiver: DemoReceiver): Promise<void> {
  if (!demo) throw new Error('There is no demo tenant.');
  const { secret } = await app
    .get(EndpointService)
    .create(
      demo.tenantId,
      { url: `http://${receiver.host}/`, events: ['message_status', 'read'] },
      { user: 'system', origin: null },
    );
  receiver.secret = secret;
  const client = new DemoClient(url, demo.apiKey);
  process.stdout.write(`Sending ${MESSAGES.length} messages through ${url} to the simulator …\n\n`);
  const ids = await Promise.all(
    MESSAGES.map((message) => client.send({ messaging_product: 'whatsapp', to: RECIPIENT, ...message })),
  );
  const settled = await Promise.all(ids.map((id) => client.waitUntilRead(id)));
  for (const { wamid, type } of settled) await told(receiver, wamid, type);
  const balance = await client.get<Record<string, string>>('/v1/wa/balance');
  process.stdout.write(
    `${table(settled, receiver)}\n\nWallet: ${balance['available'] ?? ''} ${balance['currency'] ?? ''} available, ${balance['reserved'] ?? ''} reserved.\n`,
  );
  if (balance['reserved'] !== '0.000000') throw new Error('Money is still reserved although every message is settled.');
}

class DemoClient {
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  async send(message: Record<string, unknown>): Promise<string> {
    const response = await this.request('POST', '/v1/wa/message', message);
    const id = response.headers.get('x-message-id');
    if (response.status !== 200 || !id)
      throw new Error(`The ${String(message['type'])} was not accepted: ${await response.text()}`);
    return id;
  }

  async get<T>(path: string): Promise<T> {
    const response = await this.request('GET', path);
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return ((await response.json()) as { data: T }).data;
  }

  async waitUntilRead(id: string): Promise<V1MessageDetail> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const message = await this.get<V1MessageDetail>(`/v1/wa/messages/${id}`);
      if (message.status === 'read' && message.cost.reserved === '0.000000') return message;
      if (message.status === 'failed') throw new Error(`Message ${id} failed: ${JSON.stringify(message.error)}`);
      if (performance.now() > deadline)
        throw new Error(`Message ${id} is still ${message.status} after ${PATIENCE_MS} ms.`);
      await delay(POLL_MS);
    }
  }

  private request(method: string, path: string, body?: unknown): Promise<Response> {
    const headers = { authorization: `Bearer ${this.key}`, 'content-type': 'application/json' };
    return fetch(`${this.url}${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }
}

/** Waits until the tenant's server has been told everything about a message, each time signed and in order. */
async function told(receiver: DemoReceiver, wamid: string | null, type: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (receiver.statusesOf(wamid).join() !== STATUSES.join()) {
    if (performance.now() > deadline) {
      throw new Error(
        `The tenant's server was told of the ${type}: ${receiver.statusesOf(wamid).join(', ') || 'nothing'}.`,
      );
    }
    await delay(POLL_MS);
  }
}

function table(messages: readonly V1MessageDetail[], receiver: DemoReceiver): string {
  const rows = messages.map(({ type, status, wamid, timeline, category, cost }) => [
    type,
    status,
    timeline
      .map(({ event }) => event)
      .filter((event) => event !== 'webhook')
      .join(' → '),
    receiver.statusesOf(wamid).join(', '),
    category ?? '',
    cost.platformFee,
    cost.metaFee,
    cost.markup,
    `${cost.total} ${cost.currency}`,
  ]);
  const all = [
    ['type', 'status', 'timeline', 'signed webhooks', 'category', 'platform fee', 'Meta fee', 'markup', 'total'],
    ...rows,
  ];
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(all[0] ?? []), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}
