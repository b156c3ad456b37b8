import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { generateApiKey } from '@switchboard/contracts';
import { RECIPIENT } from './support/bodies';
import { sign, statusWebhook } from './support/meta-webhook';
import { type OpenedTenant, UNLIMITED_PLAN } from './support/operator';
import { type RawAnswer, rawRequest } from './support/raw-http';
import { startTestbed, type Testbed } from './support/testbed';

const MIB = 1 << 20;
const BODY_BYTES = 100 * MIB;
/** The contract: so quickly a body of 100 MB is refused. */
const REFUSED_WITHIN_MS = 100;
/** A machine that does other things at the same time may take longer now and then. */
const TRIES = 3;
/** How long the rest of a refused body is let go by, and how late a busy machine may be. */
const GRACE_MS = 5_000;
const LATENESS_MS = 4_000;

const MESSAGE = '/v1/wa/message';
const UPLOAD = '/v2/media/upload';

let bed: Testbed;
/** Its plan has v2. */
let tenant: OpenedTenant;
/** Its plan has not. */
let basic: OpenedTenant;
/** Its only request of this minute is used up. */
let limited: OpenedTenant;

beforeAll(async () => {
  bed = await startTestbed();
  await bed.operator.putPlan({ ...UNLIMITED_PLAN, code: 'E2E_V2', name: 'With v2', features: ['v2_api'] });
  await bed.operator.putPlan({ code: 'E2E_MINUTE', name: 'One a minute', messagesPerMinute: 1, features: ['v2_api'] });
  tenant = await bed.operator.openTenant({ planCode: 'E2E_V2' });
  basic = await bed.operator.openTenant({ planCode: 'BASIC' });
  limited = await bed.operator.openTenant({ planCode: 'E2E_MINUTE' });
  expect((await limited.client.http.get('/v1/wa/balance')).status).toBe(200);
  // What runs for the first time is compiled, and what is asked for the first time is looked up.
  for (const [, route, key] of REFUSALS) await refused(route, key());
});
afterAll(() => bed?.close());

/** Announces a body of 100 MB, sends nothing of it, and reads the answer. */
function refused(route: string, ...headers: string[]): Promise<RawAnswer> {
  const lines = [
    `POST ${route} HTTP/1.1`,
    `Content-Length: ${BODY_BYTES}`,
    'Content-Type: application/pdf',
    ...headers.filter((line) => line !== ''),
  ];
  return rawRequest(bed.switchboard.url, { head: lines.join('\n') });
}

const bearer = (key: string): string => `Authorization: Bearer ${key}`;

/** Whom the guards refuse, by route: with which status, and by which word of the answer. */
const REFUSALS: readonly (readonly [what: string, route: string, key: () => string, status: number, error: string])[] =
  [
    ['nobody’s', MESSAGE, () => '', 401, 'AUTH_002'],
    ['an unknown key’s', MESSAGE, () => bearer(generateApiKey()), 401, 'AUTH_001'],
    ['a limited key’s', MESSAGE, () => bearer(limited.key.key), 429, 'RATE_001'],
    ['nobody’s', UPLOAD, () => '', 401, 'UNAUTHORIZED'],
    ['an unknown key’s', UPLOAD, () => `X-API-Token: ${generateApiKey()}`, 401, 'UNAUTHORIZED'],
    ['a limited key’s', UPLOAD, () => `X-API-Token: ${limited.key.key}`, 429, 'RATE_LIMITED'],
    ['a lesser plan’s', UPLOAD, () => bearer(basic.key.key), 403, 'DEVELOPER_PLAN_REQUIRED'],
  ];

describe.each([
  ['asks before it sends', 'Expect: 100-continue'],
  ['does not ask', ''],
])('A body of 100 MB whose sender %s', (_, expectHeader) => {
  it.each(REFUSALS)('is refused at once, unread: %s, on %s', async (_who, route, key, status, error) => {
    const durationsMs: number[] = [];
    for (let count = 0; count < TRIES; count += 1) {
      const answer = await refused(route, key(), expectHeader);
      expect(answer.status).toBe(status);
      expect(answer.body).toContain(`"${error}"`);
      expect(answer.headers['retry-after'] !== undefined).toBe(status === 429);
      durationsMs.push(answer.durationMs);
    }
    expect(Math.min(...durationsMs)).toBeLessThan(REFUSED_WITHIN_MS);
  });
});

describe('curl', () => {
  const run = promisify(execFile);
  const folder = mkdtempSync(path.join(tmpdir(), 'switchboard-e2e-bodies-'));
  const file = path.join(folder, 'body');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Posts a file; curl asks first for more than 1 MB. */
  async function post(route: string, body: string | Buffer, ...options: string[]) {
    writeFileSync(file, body);
    const { stdout, stderr } = await run('curl', [
      ...['-sv', '--max-time', '20', '-w', '\n%{http_code} %{size_upload}', '--data-binary', `@${file}`],
      ...options,
      `${bed.switchboard.url}${route}`,
    ]);
    const [text = '', outcome = ''] = stdout.split(/\n(?=[^\n]*$)/);
    const [status, uploadedBytes] = outcome.split(' ').map(Number);
    return { text, status, uploadedBytes, hasAsked: />\s*Expect: 100-continue/.test(stderr) };
  }

  it.each([MESSAGE, UPLOAD])('sends nothing of a file that is refused (%s)', async (route) => {
    const answer = await post(route, Buffer.alloc(2 * MIB));
    expect(answer).toMatchObject({ status: 401, uploadedBytes: 0, hasAsked: true });
  });

  it('sends a message that carries a file', async () => {
    const data = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(2 * MIB, 'a')]).toString('base64');
    const document = { data_base64: data, mime_type: 'application/pdf', filename: 'menu.pdf' };
    const body = JSON.stringify({ messaging_product: 'whatsapp', to: RECIPIENT, type: 'document', document });
    const answer = await post(MESSAGE, body, '-H', bearer(tenant.key.key), '-H', 'Content-Type: application/json');
    expect(answer).toMatchObject({ status: 200, uploadedBytes: Buffer.byteLength(body), hasAsked: true });
    expect(JSON.parse(answer.text)).toMatchObject({ isSuccess: true });
  });

  it('delivers a large webhook', async () => {
    const { phoneNumberId } = tenant.number;
    const reports = Array.from({ length: 5_000 }, (_, index) => ({
      phoneNumberId,
      wamid: `wamid.nobody${index}`,
      status: 'sent',
    }));
    const body = statusWebhook(...reports);
    expect(body.length).toBeGreaterThan(MIB);
    const signature = `X-Hub-Signature-256: ${sign(body)}`;
    const answer = await post('/webhooks/meta', body, '-H', signature);
    expect(answer).toMatchObject({ status: 200, text: '{"success":true}', hasAsked: true });
  });
});

describe('A client that sends first and reads afterwards', () => {
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });

  /** A connection that reads nothing until it is told to. */
  async function open(): Promise<Socket> {
    const { hostname, port } = new URL(bed.switchboard.url);
    const socket = connect({ host: hostname, port: Number(port) });
    sockets.push(socket);
    socket.pause();
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('connect', resolve));
    return socket;
  }

  const write = (socket: Socket, bytes: string | Buffer): Promise<void> =>
    new Promise((resolve) => void socket.write(bytes, () => resolve()));

  async function pump(socket: Socket, mebibytes: number): Promise<void> {
    const mebibyte = Buffer.alloc(MIB);
    for (let sent = 0; sent < mebibytes && !socket.destroyed; sent += 1) await write(socket, mebibyte);
  }

  function readAnswer(socket: Socket): Promise<string> {
    return new Promise((resolve) => {
      let text = '';
      const read = (bytes: Buffer): void => {
        text += bytes.toString();
        if (!/\r\n\r\n\{.*\}$/s.test(text)) return;
        socket.off('data', read);
        resolve(text);
      };
      socket.on('data', read);
      socket.once('close', () => resolve(text));
      socket.resume();
    });
  }

  const head = (route: string, bodyBytes: number, ...headers: string[]): string =>
    [`POST ${route} HTTP/1.1`, 'Host: e2e', `Content-Length: ${bodyBytes}`, ...headers, '', ''].join('\r\n');

  it.each([
    [MESSAGE, 'Connection: keep-alive'],
    [MESSAGE, 'Connection: close'],
    [UPLOAD, 'Connection: keep-alive'],
  ])('finds its refusal on %s after 100 MB (%s)', async (route, header) => {
    const socket = await open();
    await write(socket, head(route, BODY_BYTES, header));
    await pump(socket, 100);
    expect(await readAnswer(socket)).toMatch(/^HTTP\/1\.1 401 /);
  });

  it('cannot send without end', async () => {
    const socket = await open();
    await write(socket, head(UPLOAD, 2 ** 40));
    const startedAt = performance.now();
    await pump(socket, Infinity);
    expect(performance.now() - startedAt).toBeLessThan(GRACE_MS + LATENESS_MS);
  });

  it('keeps its connection when the refused body was small', async () => {
    const socket = await open();
    for (let count = 0; count < 3; count += 1) {
      await write(socket, `${head(MESSAGE, 2)}{}`);
      expect(await readAnswer(socket)).toMatch(/^HTTP\/1\.1 401 /);
    }
    const authorized = ['GET /v1/wa/balance HTTP/1.1', 'Host: e2e', bearer(tenant.key.key), '', ''].join('\r\n');
    await write(socket, authorized);
    expect(await readAnswer(socket)).toMatch(/^HTTP\/1\.1 200 /);
  });
});
