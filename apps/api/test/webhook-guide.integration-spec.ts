import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { WEBHOOK_EVENTS } from '@switchboard/contracts';
import { webhookSignature } from '../src/modules/webhook/signature';
import { startTestConsole, type TestConsole } from './support/test-console';
import { publish, testEvent } from './support/test-dispatcher';

const GUIDE = readFileSync(path.join(__dirname, '../../../docs/guides/webhooks.md'), 'utf8');
const SNIPPET = /<!-- receiver\.mjs -->\n\n```js\n(?<code>.*?)\n```\n/s;

/** The guide's receiver, run as a reader would. */
class GuideReceiver {
  readonly lines: string[] = [];
  private readonly output: Interface;

  private constructor(
    private readonly process: ChildProcess,
    readonly url: string,
  ) {
    this.output = createInterface({ input: process.stdout! });
    this.output.on('line', (line) => this.lines.push(line));
  }

  static async start(folder: string, port: number, secret: string): Promise<GuideReceiver> {
    const file = path.join(folder, 'receiver.mjs');
    writeFileSync(file, SNIPPET.exec(GUIDE)!.groups!['code']!);
    const env = { ...process.env, NODE_OPTIONS: '', WEBHOOK_SECRET: secret, PORT: String(port) };
    const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const receiver = new GuideReceiver(child, `http://127.0.0.1:${port}/`);
    await receiver.until(() =>
      fetch(receiver.url, { method: 'POST' }).then(
        () => true,
        () => false,
      ),
    );
    return receiver;
  }

  async until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = performance.now() + 20_000;
    while (!(await isTrue())) {
      if (performance.now() > deadline) throw new Error(`The receiver has said: ${this.lines.join('\n')}`);
      await delay(10);
    }
  }

  async post(headers: Record<string, string>, body: string): Promise<number> {
    return (await fetch(this.url, { method: 'POST', headers, body })).status;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill();
    await ended;
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

describe('The guide to webhooks', () => {
  let test: TestConsole;
  let receiver: GuideReceiver;
  let tenantId: string;
  let endpoint: string;
  let secret: string;
  const folder = mkdtempSync(path.join(tmpdir(), 'switchboard-guide-'));

  beforeAll(async () => {
    test = await startTestConsole({ SSRF_ALLOW_HOSTS: '127.0.0.1' });
    tenantId = await test.openTenant();
    const port = await freePort();
    const { body } = await test.operator.post(`/tenants/${tenantId}/webhook-endpoints`, {
      url: `http://127.0.0.1:${port}/`,
      events: ['messages'],
    });
    secret = String(body['secret']);
    endpoint = `/tenants/${tenantId}/webhook-endpoints/${String(body['id'])}`;
    receiver = await GuideReceiver.start(folder, port, secret);
  });
  afterAll(async () => {
    await receiver.stop();
    await test.platform.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const tell = async (text: string): Promise<string> => {
    const [id] = await publish(test.platform.test, [testEvent(tenantId, text)]);
    await receiver.until(() => receiver.lines.some((line) => line.startsWith(id!)));
    return receiver.lines.find((line) => line.startsWith(id!))!.slice(id!.length + 1);
  };

  it('has a receiver for Node that takes what is really delivered', async () => {
    expect(JSON.parse(await tell('Grüße'))).toMatchObject({ object: 'whatsapp_business_account' });
    await receiver.until(async () => {
      const { items } = (await test.operator.get(`${endpoint}/deliveries`)).body;
      return items.length === 1 && items[0]!['status'] === 'delivered';
    });
  });

  it('has a receiver for Node that refuses what is not from us', async () => {
    const { length } = receiver.lines;
    const seconds = Math.floor(Date.now() / 1000);
    const signed = (key: string, timestampSeconds: number, body: string) => ({
      'webhook-id': 'msg-1',
      'webhook-timestamp': String(timestampSeconds),
      'webhook-signature': webhookSignature([key], { id: 'msg-1', timestampSeconds, body }),
    });
    expect(await receiver.post(signed(secret, seconds, '{}'), '{ }')).toBe(401);
    expect(await receiver.post(signed(`whsec_${Buffer.alloc(32).toString('base64')}`, seconds, '{}'), '{}')).toBe(401);
    expect(await receiver.post(signed(secret, seconds - 301, '{}'), '{}')).toBe(401);
    expect(await receiver.post({}, '{}')).toBe(401);
    expect(await receiver.post({ ...signed(secret, seconds, '{}'), 'webhook-timestamp': 'x' }, '{}')).toBe(401);
    expect(receiver.lines).toHaveLength(length);
    expect(await receiver.post(signed(secret, seconds, '{}'), '{}')).toBe(204);
  });

  it('has a receiver for Node that goes on through the overlap of a rotation', async () => {
    await test.operator.post(`${endpoint}/rotate-secret`, { overlapSeconds: 60 });
    await tell('rotated');
  });

  it('names every event', () => {
    for (const event of WEBHOOK_EVENTS) expect(GUIDE).toContain(`\`${event}\``);
  });
});
