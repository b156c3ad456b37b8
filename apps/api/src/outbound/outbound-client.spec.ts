import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server as TcpServer,
  type Socket,
} from 'node:net';
import { dialAddresses, type NetworkEdges } from './guarded-connector';
import {
  OUTBOUND_LIMITS,
  OutboundClient,
  type OutboundDownload,
  type OutboundDownloadResult,
  type OutboundRequest,
  type OutboundResult,
  type OutboundTarget,
} from './outbound-client';
import { OutboundFailure } from './outbound-failure';
import type { OutboundRules } from './url-rules';

/** Made for these tests, for hooks.example.com, valid from 2020 to 2120; it protects nothing. */
const TLS_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgky6nqgffgHbzSTFJ
SiI+CHjE9XuK6s30OmrvgmEd9t+hRANCAAT57iWKyIHwTw9Sq9eRnV6icGJKWl7x
P6yneyQrmWgTSAzOoSuwQU3Xxmy3GJCksZkFzZYUYXygq9KMDqTHItfA
-----END PRIVATE KEY-----`;
const TLS_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBeDCCAR+gAwIBAgIBATAKBggqhkjOPQQDAjAcMRowGAYDVQQDDBFob29rcy5l
eGFtcGxlLmNvbTAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowHDEa
MBgGA1UEAwwRaG9va3MuZXhhbXBsZS5jb20wWTATBgcqhkjOPQIBBggqhkjOPQMB
BwNCAAT57iWKyIHwTw9Sq9eRnV6icGJKWl7xP6yneyQrmWgTSAzOoSuwQU3Xxmy3
GJCksZkFzZYUYXygq9KMDqTHItfAo1AwTjAcBgNVHREEFTATghFob29rcy5leGFt
cGxlLmNvbTAPBgNVHRMBAf8EBTADAQH/MB0GA1UdDgQWBBSeiY1jcbE7LsUCU3Vo
Rv3Vvzs1CDAKBggqhkjOPQQDAgNHADBEAiAlgTbo30Fb0pebyxu5aNVyX5bStLHb
26mowduchNEowQIgS+cJ8XevcLvojQ2bh7z2IoumUGnceV2IrM1+isR01Y4=
-----END CERTIFICATE-----`;

const PUBLIC = '93.184.216.34';
const OTHER_PUBLIC = '151.101.1.69';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
type Arrived = { method?: string; url?: string; headers: IncomingMessage['headers']; body: Buffer };

/**
 * A stand-in for the Internet: names with the answers of one lookup after the other (the last one repeats), and public
 * addresses behind which servers of this machine listen. Connections to other addresses are really tried.
 */
class Internet {
  readonly names = new Map<string, string[][]>();
  readonly servers = new Map<string, { port: number; isHonest: boolean }>();
  readonly lookups: string[] = [];
  readonly dialled: string[][] = [];

  readonly edges: NetworkEdges = {
    certificateAuthorities: undefined,
    resolve: async (hostname) => {
      this.lookups.push(hostname);
      const answers = this.names.get(hostname);
      const answer = answers && answers.length > 1 ? answers.shift() : answers?.[0];
      if (answer === undefined) throw new OutboundFailure('dns', `${hostname} has no address.`);
      return answer;
    },
    dial: (addresses, port) => {
      this.dialled.push([...addresses]);
      const known = addresses.find((address) => this.servers.has(address));
      const server = this.servers.get(known ?? '');
      if (server === undefined) return dialAddresses(addresses, port);
      const socket = connect(server.port, '127.0.0.1');
      if (server.isHonest) Object.defineProperty(socket, 'remoteAddress', { value: known });
      return socket;
    },
  };

  name(hostname: string, ...answers: string[][]): void {
    this.names.set(hostname, answers);
  }

  place(address: string, server: TcpServer, isHonest = true): void {
    this.servers.set(address, { port: portOf(server), isHonest });
  }
}

const portOf = (server: TcpServer): number => (server.address() as AddressInfo).port;

let internet: Internet;
let clients: OutboundClient[];
let servers: TcpServer[];
let sockets: Set<Socket>;

beforeEach(() => {
  internet = new Internet();
  clients = [];
  servers = [];
  sockets = new Set();
});

afterEach(async () => {
  for (const client of clients) client.close();
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
});

async function listen<S extends TcpServer>(server: S): Promise<S> {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const httpServer = (handler: Handler): Promise<Server> => listen(createServer(handler));
const tcpServer = (handler: (socket: Socket) => void): Promise<TcpServer> => listen(createTcpServer(handler));
const tlsServer = (handler: Handler): Promise<Server> =>
  listen(createTlsServer({ key: TLS_KEY, cert: TLS_CERTIFICATE }, handler));

/** Records what arrives and answers with `reply`, by default 200 and "ok". */
async function recorder(
  reply: Handler = (_request, response) => response.end('ok'),
): Promise<{ server: Server; arrived: Arrived[] }> {
  const arrived: Arrived[] = [];
  const server = await httpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      arrived.push({ method, url, headers, body: Buffer.concat(chunks) });
      reply(request, response);
    });
  });
  return { server, arrived };
}

function clientWith(
  rules: Partial<OutboundRules> = {},
  edges: Partial<NetworkEdges> = {},
  limits = OUTBOUND_LIMITS,
): OutboundClient {
  const client = new OutboundClient(
    { allowHttp: true, allowHosts: [], ...rules },
    { ...internet.edges, ...edges },
    limits,
  );
  clients.push(client);
  return client;
}

function get(url: string, options: Partial<OutboundRequest> = {}, client = clientWith()): Promise<OutboundResult> {
  return client.request({ url, method: 'GET', timeoutMs: 5_000, responseMaxBytes: 4096, ...options });
}

/** A server behind hooks.example.com, and how many connections have reached it. */
async function placed(handler: Handler): Promise<{ server: Server; connections: () => number }> {
  const server = await httpServer(handler);
  let count = 0;
  server.on('connection', () => (count += 1));
  internet.name('hooks.example.com', [PUBLIC]);
  internet.place(PUBLIC, server);
  return { server, connections: () => count };
}

/** Waits until the servers have seen every connection end. */
const allClosed = (): Promise<unknown> =>
  Promise.all([...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))));

const CLOSING = 'HTTP/1.1 200 OK\r\nconnection: close\r\n';
const never: Handler = () => undefined;
const ok: Handler = (_request, response) => response.end('ok');

describe('A request to a tenant’s server', () => {
  it('arrives byte for byte, and its answer comes back with status, headers, body and duration', async () => {
    const { server, arrived } = await recorder((_request, response) => {
      response.writeHead(202, { 'x-answer': 'yes', 'set-cookie': ['a=1', 'b=2'] });
      response.end('taken');
    });
    internet.name('hooks.example.com', [PUBLIC]);
    internet.place(PUBLIC, server);
    const body = Buffer.from('{ "text":"çok güzel 👍" }');
    const result = await get('http://hooks.example.com:8080/a%20b?c=d#e', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'webhook-id': 'msg_1' },
      body,
    });
    expect(result).toMatchObject({
      kind: 'answered',
      status: 202,
      headers: { 'x-answer': 'yes', 'set-cookie': ['a=1', 'b=2'] },
      body: Buffer.from('taken'),
      isTruncated: false,
      url: 'http://hooks.example.com:8080/a%20b?c=d#e',
    });
    expect(result.durationMs).toBeGreaterThanOrEqual(0);
    expect(arrived).toHaveLength(1);
    expect(arrived[0]).toMatchObject({ method: 'POST', url: '/a%20b?c=d', body });
    expect(arrived[0]?.headers).toMatchObject({
      host: 'hooks.example.com:8080',
      'content-type': 'application/json',
      'webhook-id': 'msg_1',
      'user-agent': 'Switchboard',
      'content-length': String(body.length),
    });
  });

  it.each([204, 301, 302, 307, 308, 400, 410, 500, 503])('answered with %d is an answer', async (status) => {
    const { connections } = await placed((_request, response) => {
      response.writeHead(status, { location: 'http://hooks.example.com/elsewhere' }).end();
    });
    expect(await get('http://hooks.example.com/', { method: 'POST', body: '{}' })).toMatchObject({
      kind: 'answered',
      status,
    });
    expect(connections()).toBe(1);
  });

  it('keeps its connection for the next one', async () => {
    const { connections } = await placed(ok);
    const client = clientWith();
    for (let count = 0; count < 5; count += 1) await get('http://hooks.example.com/', {}, client);
    expect(connections()).toBe(1);
    expect(internet.lookups).toHaveLength(1);
    expect(client.openConnections).toBe(1);
  });

  it('opens a new connection when the server has closed the old one', async () => {
    const { connections } = await placed((_request, response) => response.setHeader('connection', 'close').end('ok'));
    const client = clientWith();
    for (let count = 0; count < 3; count += 1) {
      expect(await get('http://hooks.example.com/', {}, client)).toMatchObject({ kind: 'answered' });
    }
    expect(connections()).toBe(3);
    expect(client.openConnections).toBe(0);
  });

  it('closes its connection when it was idle for ten seconds', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance'] });
    try {
      const { server } = await placed(ok);
      server.keepAliveTimeout = 0;
      const client = clientWith();
      await get('http://hooks.example.com/', {}, client);
      await new Promise((resolve) => setImmediate(resolve));
      const [socket] = sockets;
      jest.advanceTimersByTime(9_900);
      expect(client.openConnections).toBe(1);
      jest.advanceTimersByTime(200);
      await once(socket!, 'close');
      expect(client.openConnections).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('The body of an answer', () => {
  it.each([
    ['shorter than wanted', 4095, 4095, false],
    ['as long as wanted', 4096, 4096, false],
    ['longer than wanted', 4097, 4096, true],
    ['much longer than wanted', 1_000_000, 4096, true],
  ])('%s is kept as far as it is wanted', async (_case, sent, kept, isTruncated) => {
    for (const headers of [{}, { connection: 'close' }, { 'content-length': sent }]) {
      await placed((_request, response) => response.writeHead(200, headers).end(Buffer.alloc(sent, 'x')));
      const result = await get('http://hooks.example.com/');
      expect(result).toMatchObject({ kind: 'answered', status: 200, isTruncated });
      expect(result.kind === 'answered' && result.body.equals(Buffer.alloc(kept, 'x'))).toBe(true);
    }
  });

  it('may be unwanted altogether', async () => {
    await placed(ok);
    const result = await get('http://hooks.example.com/', { responseMaxBytes: 0 });
    expect(result).toMatchObject({ kind: 'answered', status: 200, body: Buffer.alloc(0), isTruncated: true });
  });

  it('that never ends is not downloaded: the connection is closed', async () => {
    let sentBytes = 0;
    await placed((_request, response) => {
      const write = (): void => {
        while (!response.destroyed) {
          sentBytes += 65_536;
          if (!response.write(Buffer.alloc(65_536))) break;
        }
      };
      response.on('drain', write);
      write();
    });
    const client = clientWith();
    const result = await get('http://hooks.example.com/', {}, client);
    expect(result).toMatchObject({ kind: 'answered', status: 200, isTruncated: true });
    await allClosed();
    expect(sentBytes).toBeLessThan(20_000_000);
    expect(client.openConnections).toBe(0);
  });
});

describe('An address inside our network is never reached', () => {
  it.each([
    ['loopback', ['127.0.0.1']],
    ['private', ['10.0.0.5']],
    ['private', ['192.168.1.1']],
    ['link-local with the metadata service', ['169.254.169.254']],
    ['CGNAT', ['100.64.0.1']],
    ['unspecified', ['0.0.0.0']],
    ['IPv6 loopback', ['::1']],
    ['IPv4-mapped loopback', ['::ffff:127.0.0.1']],
    ['IPv4-mapped public', [`::ffff:${PUBLIC}`]],
    ['NAT64 of a private address', ['64:ff9b::a00:5']],
    ['unique local', ['fd00:ec2::254']],
    ['public first, loopback second', [PUBLIC, '127.0.0.1']],
    ['loopback first, public second', ['127.0.0.1', PUBLIC]],
    ['public IPv4, private IPv6', [PUBLIC, 'fd00::1']],
    ['with a zone', ['fe80::1%eth0']],
    ['no address at all', ['localhost']],
  ])('through a name: %s', async (_kind, addresses) => {
    await placed(ok);
    internet.name('inside.example.com', addresses);
    const result = await get('http://inside.example.com/');
    expect(result).toMatchObject({ kind: 'failed', reason: 'refused-address' });
    expect(internet.dialled).toEqual([]);
  });

  it('and the name’s addresses are not told', async () => {
    internet.name('vault.example.com', ['10.20.30.40']);
    expect(await get('http://vault.example.com/')).toMatchObject({ message: expect.not.stringContaining('10.20') });
  });

  it.each([
    ['loopback', '127.0.0.1'],
    ['decimal', '2130706433'],
    ['octal', '0177.0.0.1'],
    ['hexadecimal', '0x7f.1'],
    ['short', '127.1'],
    ['full-width', '１２７.1'],
    ['IPv6', '[::1]'],
    ['IPv4-mapped', '[::ffff:127.0.0.1]'],
    ['local name', 'localhost'],
  ])('by its literal address: %s', async (_kind, host) => {
    const { server, connections } = await placed(ok);
    const result = await get(`http://${host}:${portOf(server)}/`);
    expect(result).toMatchObject({ kind: 'failed', reason: 'refused-address' });
    expect(connections()).toBe(0);
    expect(internet.dialled).toEqual([]);
  });

  it('by a name that changes its address between two requests', async () => {
    const inside = await placed(ok);
    const outside = await httpServer((_request, response) => response.setHeader('connection', 'close').end('public'));
    internet.place(PUBLIC, outside);
    internet.name('rebind.example.com', [PUBLIC], ['127.0.0.1']);
    const client = clientWith();
    const url = `http://rebind.example.com:${portOf(inside.server)}/`;
    expect(await get(url, {}, client)).toMatchObject({ kind: 'answered', body: Buffer.from('public') });
    expect(await get(url, {}, client)).toMatchObject({ kind: 'failed', reason: 'refused-address' });
    expect(inside.connections()).toBe(0);
  });

  it('by a name that changes its address between check and connection: it is resolved once', async () => {
    const inside = await placed(ok);
    const outside = await httpServer((_request, response) => response.end('public'));
    internet.place(PUBLIC, outside);
    internet.name('rebind.example.com', [PUBLIC], ['127.0.0.1'], ['127.0.0.1']);
    const result = await get(`http://rebind.example.com:${portOf(inside.server)}/`);
    expect(result).toMatchObject({ kind: 'answered', body: Buffer.from('public') });
    expect(internet.lookups).toEqual(['rebind.example.com']);
    expect(internet.dialled).toEqual([[PUBLIC]]);
    expect(inside.connections()).toBe(0);
  });

  it.each(['http', 'https'])(
    'when the connection (%s) ends elsewhere than at the checked address: nothing is written',
    async (scheme) => {
      let receivedBytes = 0;
      const closed: Promise<unknown>[] = [];
      const inside = await tcpServer((socket) => {
        closed.push(once(socket, 'close'));
        socket.on('data', (chunk) => (receivedBytes += chunk.length));
      });
      internet.name('hooks.example.com', [PUBLIC]);
      internet.place(PUBLIC, inside, false);
      const result = await get(`${scheme}://hooks.example.com/`, { method: 'POST', body: 'secret' });
      expect(result).toMatchObject({ kind: 'failed', reason: 'refused-address' });
      await Promise.all(closed);
      expect(receivedBytes).toBe(0);
    },
  );

  it('unless the operator named its host, and then over real sockets and the machine’s own names', async () => {
    const server = await httpServer(ok);
    const allowHosts = [`localhost:${portOf(server)}`, `127.0.0.1:${portOf(server)}`];
    const client = new OutboundClient({ allowHttp: true, allowHosts });
    clients.push(client);
    expect(await get(`http://localhost:${portOf(server)}/`, {}, client)).toMatchObject({
      kind: 'answered',
      status: 200,
    });
    expect(await get(`http://127.1:${portOf(server)}/`, {}, client)).toMatchObject({ kind: 'answered', status: 200 });
  });

  it('by another name or port than the operator named', async () => {
    const { server, connections } = await placed(ok);
    internet.name('other.example.com', ['127.0.0.1']);
    internet.name('named.example.com', ['127.0.0.1']);
    const client = clientWith({ allowHosts: [`named.example.com:${portOf(server)}`] });
    expect(await get(`http://other.example.com:${portOf(server)}/`, {}, client)).toMatchObject({
      reason: 'refused-address',
    });
    expect(await get('http://named.example.com:4444/', {}, client)).toMatchObject({ reason: 'refused-address' });
    expect(connections()).toBe(0);
    expect(await get(`http://named.example.com:${portOf(server)}/`, {}, client)).toMatchObject({ kind: 'answered' });
  });

  it('nor is a URL called that breaks another rule', async () => {
    await placed(ok);
    const client = clientWith({ allowHttp: false });
    for (const url of [
      'http://hooks.example.com/',
      'https://a:b@hooks.example.com/',
      'https://hooks.example.com:22/',
      'x',
    ]) {
      expect(await get(url, {}, client)).toMatchObject({ kind: 'failed', reason: 'refused-address' });
    }
    expect(await get('http://hooks.example.com/', { allowHttp: true }, client)).toMatchObject({ kind: 'answered' });
    expect(internet.dialled).toHaveLength(1);
  });

  it('and the refusal says why', async () => {
    expect(await get('http://hooks.example.com:22/')).toMatchObject({
      message: 'Port 22 belongs to a service that is not a web server.',
    });
    expect(await get('http://hooks.example.com/', { headers: { host: 'x' } })).toMatchObject({
      message: 'The header host is set by the HTTP client.',
    });
  });
});

describe('A redirect', () => {
  /** Redirects `/<n>` to `/<n-1>`, and `/0` answers. */
  const countdown: Handler = (request, response) => {
    const left = Number(request.url?.slice(1));
    if (left === 0) response.end('arrived');
    else response.writeHead(302, { location: `/${left - 1}` }).end(Buffer.alloc(100_000));
  };

  it.each(['GET', 'POST'] as const)('of a %s is not followed by itself', async (method) => {
    const { server, arrived } = await recorder((_request, response) =>
      response.writeHead(302, { location: '/x' }).end(),
    );
    internet.name('hooks.example.com', [PUBLIC]);
    internet.place(PUBLIC, server);
    expect(await get('http://hooks.example.com/', { method })).toMatchObject({ kind: 'answered', status: 302 });
    expect(arrived).toHaveLength(1);
  });

  it('is followed three times at most, and never for a POST', async () => {
    await placed(countdown);
    expect(await get('http://hooks.example.com/3', { follow: 3 })).toMatchObject({
      kind: 'answered',
      status: 200,
      body: Buffer.from('arrived'),
      url: 'http://hooks.example.com/0',
    });
    expect(await get('http://hooks.example.com/4', { follow: 99 })).toMatchObject({
      kind: 'failed',
      reason: 'protocol',
    });
    expect(await get('http://hooks.example.com/2', { follow: 1 })).toMatchObject({
      kind: 'failed',
      reason: 'protocol',
    });
    const post = { method: 'POST', body: 'x', follow: 3 } as const;
    expect(await get('http://hooks.example.com/1', post)).toMatchObject({ kind: 'answered', status: 302 });
  });

  it.each([
    ['http://127.0.0.1/', 'refused-address'],
    ['http://2130706433/', 'refused-address'],
    ['http://[::ffff:7f00:1]/', 'refused-address'],
    ['//0x7f.1/', 'refused-address'],
    ['http://169.254.169.254/latest/meta-data/', 'refused-address'],
    ['http://inside.example.com/', 'refused-address'],
    ['http://localhost/', 'refused-address'],
    ['http://user:secret@hooks.example.com/', 'refused-address'],
    ['http://hooks.example.com:6379/', 'refused-address'],
    ['file:///etc/passwd', 'refused-address'],
    ['gopher://hooks.example.com/', 'refused-address'],
    ['http://[', 'protocol'],
  ])('to %s is refused', async (location, reason) => {
    const { connections } = await placed((_request, response) => response.writeHead(302, { location }).end());
    internet.name('inside.example.com', ['10.0.0.5']);
    expect(await get('http://hooks.example.com/', { follow: 3 })).toMatchObject({ kind: 'failed', reason });
    expect(connections()).toBe(1);
  });

  it('from https to http is refused where http is not allowed', async () => {
    const server = await tlsServer((_request, response) => {
      response.writeHead(302, { location: 'http://hooks.example.com/' }).end();
    });
    internet.name('hooks.example.com', [PUBLIC]);
    internet.place(PUBLIC, server);
    const client = clientWith({ allowHttp: false }, { certificateAuthorities: TLS_CERTIFICATE });
    const result = await get('https://hooks.example.com/', { follow: 3 }, client);
    expect(result).toMatchObject({ kind: 'failed', reason: 'refused-address' });
    expect(internet.dialled).toHaveLength(1);
  });

  it('takes the tenant’s headers along within an origin, and only harmless ones to another', async () => {
    const other = await recorder();
    const own = await recorder((request, response) => {
      const location = request.url === '/a' ? '/b' : 'http://other.example.com/c';
      response.writeHead(302, { location }).end();
    });
    internet.name('hooks.example.com', [PUBLIC]);
    internet.place(PUBLIC, own.server);
    internet.name('other.example.com', [OTHER_PUBLIC]);
    internet.place(OTHER_PUBLIC, other.server);
    const headers = { Authorization: 'Bearer x', Cookie: 'a=b', 'X-Key': 'k', Accept: 'image/*' };
    await get('http://hooks.example.com/a', { follow: 3, headers });
    expect(own.arrived[1]?.headers).toMatchObject({ authorization: 'Bearer x', cookie: 'a=b', 'x-key': 'k' });
    expect(other.arrived[0]?.headers).toEqual({
      host: 'other.example.com',
      connection: 'keep-alive',
      accept: 'image/*',
      'user-agent': 'Switchboard',
    });
  });

  it('is followed without downloading its body', async () => {
    await placed((request, response) => {
      if (request.url === '/to') response.end('arrived');
      else response.writeHead(302, { location: '/to' }).write('never more than this');
    });
    const result = await get('http://hooks.example.com/', { follow: 1, timeoutMs: 5_000 });
    expect(result).toMatchObject({ kind: 'answered', body: Buffer.from('arrived') });
  });

  it('without a place to go to is an answer', async () => {
    await placed((_request, response) => response.writeHead(304).end());
    expect(await get('http://hooks.example.com/', { follow: 3 })).toMatchObject({ kind: 'answered', status: 304 });
  });
});

describe('A deadline', () => {
  const briefly = { timeoutMs: 150 };
  const timedOut = { kind: 'failed', reason: 'timeout' };

  it('ends a request whose answer does not begin', async () => {
    await placed(never);
    const client = clientWith();
    const result = await get('http://hooks.example.com/', briefly, client);
    expect(result).toMatchObject({ ...timedOut, status: undefined, message: 'No complete answer came within 150 ms.' });
    expect(result.durationMs).toBeGreaterThanOrEqual(145);
    expect(client.openConnections).toBe(0);
    await allClosed();
  });

  it('ends a request whose answer drips, and tells the status that came', async () => {
    let drip: NodeJS.Timeout | undefined;
    await placed((_request, response) => {
      response.writeHead(200);
      drip = setInterval(() => response.write('x'), 5);
    });
    const result = await get('http://hooks.example.com/', briefly);
    clearInterval(drip);
    expect(result).toMatchObject({ ...timedOut, status: 200 });
  });

  it('ends a request whose headers drip', async () => {
    let drip: NodeJS.Timeout | undefined;
    const server = await tcpServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      drip = setInterval(() => socket.write('x: y\r\n'), 5);
    });
    internet.name('hooks.example.com', [PUBLIC]);
    internet.place(PUBLIC, server);
    const result = await get('http://hooks.example.com/', briefly);
    clearInterval(drip);
    expect(result).toMatchObject(timedOut);
  });

  it('ends a request whose encryption does not come about', async () => {
    internet.name('hooks.example.com', [PUBLIC]);
    internet.place(PUBLIC, await tcpServer((socket) => socket.resume()));
    const client = clientWith();
    expect(await get('https://hooks.example.com/', briefly, client)).toMatchObject({
      ...timedOut,
      message: 'No connection came about within 150 ms.',
    });
    expect(client.openConnections).toBe(0);
    await allClosed();
  });

  it('ends a request whose name is never resolved', async () => {
    let isGivenUp = false;
    const client = clientWith(
      {},
      {
        resolve: (_hostname, _isAllowed, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              isGivenUp = true;
              reject(new OutboundFailure('dns', 'late'));
            });
          }),
      },
    );
    expect(await get('http://hooks.example.com/', briefly, client)).toMatchObject(timedOut);
    expect(isGivenUp).toBe(true);
    expect(client.openConnections).toBe(0);
  });

  it('covers all redirects together', async () => {
    await placed((_request, response) => {
      setTimeout(() => response.writeHead(302, { location: '/' }).end(), 60);
    });
    const result = await get('http://hooks.example.com/', { ...briefly, follow: 3 });
    expect(result).toMatchObject(timedOut);
    expect(result.durationMs).toBeLessThan(1_000);
  });

  it('can be forestalled by the caller, at any stage', async () => {
    await placed(never);
    const cancelled = { kind: 'failed', reason: 'cancelled' };
    expect(await get('http://hooks.example.com/', { signal: AbortSignal.abort() })).toMatchObject(cancelled);
    expect(internet.lookups).toEqual([]);
    const caller = new AbortController();
    const client = clientWith();
    const result = get('http://hooks.example.com/', { signal: caller.signal }, client);
    while (sockets.size === 0) await new Promise((resolve) => setImmediate(resolve));
    caller.abort();
    expect(await result).toMatchObject(cancelled);
    expect(client.openConnections).toBe(0);
  });

  it('is forestalled by the end of the program', async () => {
    await placed(never);
    const client = clientWith({}, {}, { ...OUTBOUND_LIMITS, perOrigin: 1 });
    const results = [get('http://hooks.example.com/', {}, client), get('http://hooks.example.com/', {}, client)];
    while (sockets.size === 0) await new Promise((resolve) => setImmediate(resolve));
    client.onApplicationShutdown();
    for (const result of await Promise.all(results))
      expect(result).toMatchObject({ kind: 'failed', reason: 'cancelled' });
    expect(await get('http://hooks.example.com/', {}, client)).toMatchObject({ kind: 'failed', reason: 'connect' });
  });
});

describe('A server that misbehaves', () => {
  async function raw(
    answer: (socket: Socket) => void,
    options: Partial<OutboundRequest> = {},
  ): Promise<OutboundResult> {
    const server = await tcpServer((socket) => socket.once('data', () => answer(socket)));
    internet.name('hooks.example.com', [PUBLIC]);
    internet.place(PUBLIC, server);
    return get('http://hooks.example.com/', { method: 'POST', body: '{}', ...options });
  }

  it.each<[string, string, (socket: Socket) => void]>([
    ['reset', 'resets the connection', (socket) => socket.resetAndDestroy()],
    ['reset', 'closes without an answer', (socket) => socket.end()],
    ['reset', 'closes within the headers', (socket) => socket.end('HTTP/1.1 200 OK\r\nx: ')],
    ['reset', 'closes within the body', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc')],
    [
      'reset',
      'closes within the last chunk',
      (socket) => socket.end(`${CLOSING}transfer-encoding: chunked\r\n\r\n5\r\nabc`),
    ],
    ['reset', 'closes within its last body', (socket) => socket.end(`${CLOSING}content-length: 10\r\n\r\nabc`)],
    [
      'reset',
      'resets within a body without a length',
      (socket) => socket.write(`${CLOSING}\r\nabc`, () => socket.resetAndDestroy()),
    ],
    ['protocol', 'speaks something else', (socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n')],
    ['protocol', 'sends endless headers', (socket) => socket.write(`HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(10_000)}`)],
    [
      'protocol',
      'contradicts itself',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'),
    ],
    [
      'protocol',
      'switches protocols',
      (socket) => socket.write('HTTP/1.1 101 OK\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    ],
    ['protocol', 'says continue', (socket) => socket.write('HTTP/1.1 100 Continue\r\n\r\n')],
  ])('%s: it %s', async (reason, _case, answer) => {
    expect(await raw(answer)).toMatchObject({ kind: 'failed', reason });
  });

  it('refuses connections, or has a name without addresses', async () => {
    const server = await tcpServer(() => undefined);
    const port = portOf(server);
    server.close();
    internet.name('closed.example.com', ['127.0.0.1']);
    const client = clientWith({ allowHosts: ['closed.example.com'] });
    expect(await get(`http://closed.example.com:${port}/`, {}, client)).toMatchObject({
      kind: 'failed',
      reason: 'connect',
    });
    expect(await get('http://unknown.example.com/')).toMatchObject({ kind: 'failed', reason: 'dns' });
  });

  it('may hint at what follows, and the answer is still found', async () => {
    const hints = 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n';
    const result = await raw((socket) => socket.end(`${hints}HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\nok`));
    expect(result).toMatchObject({ kind: 'answered', status: 201, body: Buffer.from('ok') });
  });

  it('is reached at its second address when the first is dead', async () => {
    const server = await httpServer(ok);
    internet.name('two.example.com', ['127.0.0.2', '127.0.0.1']);
    const client = clientWith({ allowHosts: ['two.example.com'] });
    expect(await get(`http://two.example.com:${portOf(server)}/`, {}, client)).toMatchObject({ kind: 'answered' });
  });
});

describe('Encryption', () => {
  async function secure(host: string, certificateAuthorities?: string): Promise<OutboundResult> {
    const server = await tlsServer(ok);
    internet.name(host, [PUBLIC]);
    internet.place(PUBLIC, server);
    return get(`https://${host}/`, {}, clientWith({ allowHttp: false }, { certificateAuthorities }));
  }

  it('with a trusted certificate for the host is fine', async () => {
    expect(await secure('hooks.example.com', TLS_CERTIFICATE)).toMatchObject({ kind: 'answered', status: 200 });
  });

  it('with a trusted certificate for another host is refused', async () => {
    expect(await secure('other.example.com', TLS_CERTIFICATE)).toMatchObject({ kind: 'failed', reason: 'tls' });
  });

  it('with a certificate that nobody trusts is refused', async () => {
    expect(await secure('hooks.example.com')).toMatchObject({ kind: 'failed', reason: 'tls' });
  });

  it('with a server that knows none is refused', async () => {
    await placed(ok);
    expect(await get('https://hooks.example.com/')).toMatchObject({
      kind: 'failed',
      reason: 'tls',
      message: 'wrong version number',
    });
  });

  it('keeps its connection for the next request', async () => {
    const server = await tlsServer(ok);
    internet.name('hooks.example.com', [PUBLIC]);
    internet.place(PUBLIC, server);
    const client = clientWith({ allowHttp: false }, { certificateAuthorities: TLS_CERTIFICATE });
    for (let count = 0; count < 3; count += 1) {
      expect(await get('https://hooks.example.com/', {}, client)).toMatchObject({ kind: 'answered' });
    }
    expect(internet.dialled).toHaveLength(1);
  });
});

describe('A header', () => {
  it.each<[string, Record<string, string>]>([
    ['a line break in a value', { 'x-a': 'b\r\nx-injected: yes' }],
    ['a line break in a name', { 'x-a: b\r\nx-injected': 'yes' }],
    ['another host', { Host: 'inside.example.com' }],
    ['another length', { 'content-length': '0' }],
    ['another framing', { 'transfer-encoding': 'chunked' }],
  ])('with %s is not sent', async (_case, headers) => {
    const { connections } = await placed(ok);
    expect(await get('http://hooks.example.com/', { headers })).toMatchObject({ kind: 'failed', reason: 'protocol' });
    expect(connections()).toBe(0);
  });
});

describe('A server that hangs', () => {
  it('holds at most 16 connections, and delays no request to another server', async () => {
    const hanging = await placed(never);
    internet.name('other.example.com', [OTHER_PUBLIC]);
    internet.place(OTHER_PUBLIC, await httpServer(ok));
    const client = clientWith();
    const caller = new AbortController();
    const owner = { owner: 'tenant-1', signal: caller.signal };
    const stuck = Array.from({ length: 100 }, () => get('http://hooks.example.com/', owner, client));
    while (hanging.connections() < 16) await new Promise((resolve) => setImmediate(resolve));
    const other = await get('http://other.example.com/', { owner: 'tenant-1' }, client);
    expect(other).toMatchObject({ kind: 'answered', status: 200 });
    expect(other.durationMs).toBeLessThan(1_000);
    expect(hanging.connections()).toBe(16);
    caller.abort();
    await Promise.all(stuck);
  });

  it('for one tenant’s requests delays none of another tenant’s to the same server', async () => {
    const { connections } = await placed((request, response) => {
      if (request.url === '/quick') response.end('ok');
    });
    const client = clientWith();
    const caller = new AbortController();
    const stuck = Array.from({ length: 100 }, () =>
      get('http://hooks.example.com/hang', { owner: 'tenant-1', signal: caller.signal }, client),
    );
    while (connections() < 16) await new Promise((resolve) => setImmediate(resolve));
    const quick = await get('http://hooks.example.com/quick', { owner: 'tenant-2' }, client);
    expect(quick).toMatchObject({ kind: 'answered', status: 200 });
    caller.abort();
    await Promise.all(stuck);
  });

  it('under many names cannot take all connections', async () => {
    await placed(never);
    for (let host = 0; host < 40; host += 1) internet.name(`h${host}.example.com`, [PUBLIC]);
    const client = clientWith();
    const caller = new AbortController();
    const stuck = Array.from({ length: 640 }, (_, index) =>
      get(`http://h${index % 40}.example.com/`, { owner: 'tenant-1', signal: caller.signal }, client),
    );
    while (sockets.size < 64) await new Promise((resolve) => setImmediate(resolve));
    expect(client.openConnections).toBe(64);
    caller.abort();
    await Promise.all(stuck);
    expect(client.openConnections).toBe(0);
  });

  it('lets the requests behind it have their turn once its time is over', async () => {
    await placed((request, response) => {
      if (request.url === '/quick') response.end('ok');
    });
    const client = clientWith({}, {}, { ...OUTBOUND_LIMITS, perOrigin: 1 });
    const hanging = get('http://hooks.example.com/hang', { timeoutMs: 100 }, client);
    const waiting = get('http://hooks.example.com/quick', {}, client);
    const impatient = get('http://hooks.example.com/quick', { timeoutMs: 50 }, client);
    expect(await impatient).toMatchObject({ reason: 'timeout', message: 'No connection became free within 50 ms.' });
    expect(await hanging).toMatchObject({ reason: 'timeout' });
    expect(await waiting).toMatchObject({ kind: 'answered' });
  });
});

describe('A download from a tenant’s server', () => {
  const MIB = 1024 * 1024;
  const URL_TEXT = 'http://hooks.example.com/';

  function download(
    url = URL_TEXT,
    options: Partial<OutboundTarget> = {},
    client = clientWith(),
  ): Promise<OutboundDownloadResult> {
    return client.download({ url, timeoutMs: 5_000, ...options });
  }

  async function begun(...args: Parameters<typeof download>): Promise<OutboundDownload> {
    const result = await download(...args);
    if (result.kind === 'failed') throw new Error(`${result.reason}: ${result.message}`);
    return result;
  }

  async function read(body: AsyncIterable<Buffer>): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  const failureOfBody = ({ body }: OutboundDownload): Promise<unknown> =>
    read(body).then(
      () => 'none',
      (error: unknown) => (error instanceof OutboundFailure ? error.reason : error),
    );

  /** Sends as fast as it is read, and counts. */
  function sender(maxBytes = Infinity): { handler: Handler; sent: { bytes: number } } {
    const sent = { bytes: 0 };
    const handler: Handler = (_request, response) => {
      const write = (): void => {
        while (!response.destroyed && sent.bytes < maxBytes) {
          sent.bytes += 65_536;
          if (!response.write(Buffer.alloc(65_536, 'x'))) return;
        }
        if (sent.bytes >= maxBytes) response.end();
      };
      response.on('drain', write);
      write();
    };
    return { handler, sent };
  }

  it('brings every byte, with status, headers and where they came from', async () => {
    const bytes = randomBytes(5 * MIB + 3);
    const { server, arrived } = await recorder((_request, response) => {
      response.writeHead(203, { 'content-type': 'image/png', 'content-length': bytes.length }).end(bytes);
    });
    internet.name('hooks.example.com', [PUBLIC]);
    internet.place(PUBLIC, server);
    const result = await begun('http://hooks.example.com/a%20b?c=d#e', { headers: { Accept: 'image/*' } });
    expect(result).toMatchObject({
      kind: 'answered',
      status: 203,
      headers: { 'content-type': 'image/png', 'content-length': String(bytes.length) },
      url: 'http://hooks.example.com/a%20b?c=d#e',
    });
    expect((await read(result.body)).equals(bytes)).toBe(true);
    expect(arrived[0]).toMatchObject({ method: 'GET', url: '/a%20b?c=d' });
    expect(arrived[0]?.headers).toMatchObject({
      accept: 'image/*',
      'accept-encoding': 'identity',
      'user-agent': 'Switchboard',
    });
  });

  it('begins before the answer is complete', async () => {
    const { server } = await placed((request, response) => {
      response.write('first');
      request.socket.once('close', () => response.destroy());
      server.once('go on', () => response.end(' and last'));
    });
    const { body } = await begun();
    server.emit('go on');
    expect(String(await read(body))).toBe('first and last');
  });

  it.each([404, 302, 500])('may be answered with %d, whose body comes as well', async (status) => {
    await placed((_request, response) => response.writeHead(status, { location: '/x' }).end('no'));
    const result = await begun();
    expect(result.status).toBe(status);
    expect(String(await read(result.body))).toBe('no');
  });

  it('keeps its connection for the next one', async () => {
    const { connections } = await placed(sender(MIB).handler);
    const client = clientWith();
    for (let count = 0; count < 3; count += 1) await read((await begun(URL_TEXT, {}, client)).body);
    expect(connections()).toBe(1);
    expect(client.openConnections).toBe(1);
  });

  it('is read no faster than its reader reads, and then to the end', async () => {
    const { handler, sent } = sender(50 * MIB);
    await placed(handler);
    const { body } = await begun();
    await once(body, 'readable');
    let seenBytes = -1;
    while (seenBytes < sent.bytes) {
      seenBytes = sent.bytes;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(sent.bytes).toBeLessThan(40 * MIB);
    expect(body.readableLength).toBeLessThan(MIB);
    expect(await read(body)).toHaveLength(50 * MIB);
  });

  it('that its reader gives up closes the connection, which nobody uses again', async () => {
    await placed(sender().handler);
    const client = clientWith();
    const { body } = await begun(URL_TEXT, { timeoutMs: 60_000 }, client);
    body.destroy();
    await allClosed();
    expect(client.openConnections).toBe(0);
    (await begun(URL_TEXT, {}, client)).body.destroy();
  });

  it.each([
    ['http://127.0.0.1/', 'refused-address'],
    ['http://2130706433/', 'refused-address'],
    ['http://inside.example.com/', 'refused-address'],
    ['http://hooks.example.com:6379/', 'refused-address'],
    ['file:///etc/passwd', 'refused-address'],
    ['http://unknown.example.com/', 'dns'],
  ])('never reaches %s, neither directly nor by a redirect', async (location, reason) => {
    const { connections } = await placed((_request, response) => response.writeHead(302, { location }).end());
    internet.name('inside.example.com', ['10.0.0.5']);
    expect(await download(location)).toMatchObject({ kind: 'failed', reason });
    expect(connections()).toBe(0);
    expect(await download(URL_TEXT, { follow: 3 })).toMatchObject({ kind: 'failed', reason });
    expect(connections()).toBe(1);
  });

  it('is not made over http where that is not allowed', async () => {
    await placed(ok);
    expect(await download(URL_TEXT, { allowHttp: false })).toMatchObject({ reason: 'refused-address' });
    expect(await download(URL_TEXT, { allowHttp: true }, clientWith({ allowHttp: false }))).toMatchObject({
      kind: 'answered',
    });
  });

  it('writes nothing when the connection ends elsewhere than at the checked address', async () => {
    let receivedBytes = 0;
    const inside = await tcpServer((socket) => socket.on('data', (chunk) => (receivedBytes += chunk.length)));
    internet.name('hooks.example.com', [PUBLIC]);
    internet.place(PUBLIC, inside, false);
    expect(await download()).toMatchObject({ kind: 'failed', reason: 'refused-address' });
    expect(receivedBytes).toBe(0);
  });

  it('follows redirects without their bodies, and takes only harmless headers to another origin', async () => {
    const other = await recorder((_request, response) => response.end('arrived'));
    await placed((_request, response) =>
      response.writeHead(302, { location: 'http://other.example.com/c' }).write(Buffer.alloc(MIB)),
    );
    internet.name('other.example.com', [OTHER_PUBLIC]);
    internet.place(OTHER_PUBLIC, other.server);
    const result = await begun(URL_TEXT, { follow: 1, headers: { Authorization: 'Bearer x', Accept: 'image/*' } });
    expect(result.url).toBe('http://other.example.com/c');
    expect(String(await read(result.body))).toBe('arrived');
    expect(other.arrived[0]?.headers).toEqual({
      host: 'other.example.com',
      connection: 'keep-alive',
      accept: 'image/*',
      'accept-encoding': 'identity',
      'user-agent': 'Switchboard',
    });
  });

  it('follows no more redirects than it may', async () => {
    const { connections } = await placed((_request, response) => response.writeHead(302, { location: '/' }).end());
    expect(await download(URL_TEXT, { follow: 99 })).toMatchObject({ kind: 'failed', reason: 'protocol' });
    expect(connections()).toBe(1);
  });

  it('has one deadline, until its last byte', async () => {
    let drip: NodeJS.Timeout | undefined;
    await placed((_request, response) => {
      drip = setInterval(() => response.write('x'), 5);
    });
    const client = clientWith();
    const startedAt = performance.now();
    expect(await failureOfBody(await begun(URL_TEXT, { timeoutMs: 200 }, client))).toBe('timeout');
    clearInterval(drip);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    expect(client.openConnections).toBe(0);
    await allClosed();
  });

  it('has it although its reader does not read', async () => {
    await placed(sender().handler);
    const { body } = await begun(URL_TEXT, { timeoutMs: 200 });
    await new Promise((resolve) => body.once('close', resolve));
    expect(body.errored).toMatchObject({ reason: 'timeout' });
    await allClosed();
  });

  it('has it for all redirects, and when no answer begins', async () => {
    await placed((request, response) => {
      if (request.url === '/') setTimeout(() => response.writeHead(302, { location: '/never' }).end(), 60);
    });
    expect(await download(URL_TEXT, { timeoutMs: 150, follow: 3 })).toMatchObject({
      kind: 'failed',
      reason: 'timeout',
    });
  });

  it.each<[string, string, (socket: Socket) => void]>([
    ['the stated length', 'reset', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc')],
    [
      'the stated length of the last answer',
      'reset',
      (socket) => socket.end(`${CLOSING}content-length: 10\r\n\r\nabc`),
    ],
    ['the last chunk', 'reset', (socket) => socket.end(`${CLOSING}transfer-encoding: chunked\r\n\r\n5\r\nabc`)],
    ['it was to', 'reset', (socket) => socket.write(`${CLOSING}\r\nabc`, () => socket.resetAndDestroy())],
    ['a chunk that is one', 'protocol', (socket) => socket.write(`${CLOSING}transfer-encoding: chunked\r\n\r\nzz\r\n`)],
  ])('that ends before %s fails as %s', async (_case, reason, answer) => {
    internet.name('hooks.example.com', [PUBLIC]);
    internet.place(PUBLIC, await tcpServer((socket) => socket.once('data', () => answer(socket))));
    expect(await failureOfBody(await begun())).toBe(reason);
  });

  it('is as long as was stated, whatever else the server sends', async () => {
    internet.name('hooks.example.com', [PUBLIC]);
    const server = await tcpServer((socket) =>
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabcdefgh')),
    );
    internet.place(PUBLIC, server);
    const client = clientWith();
    expect(String(await read((await begun(URL_TEXT, {}, client)).body))).toBe('abc');
    await allClosed();
    expect(client.openConnections).toBe(0);
  });

  it('whose server states more than it sends ends at the deadline', async () => {
    await placed((_request, response) => response.writeHead(200, { 'content-length': 1_000 }).write('abc'));
    expect(await failureOfBody(await begun(URL_TEXT, { timeoutMs: 150 }))).toBe('timeout');
  });

  it('can be cancelled by its caller, before and after it began', async () => {
    await placed(sender().handler);
    expect(await download(URL_TEXT, { signal: AbortSignal.abort() })).toMatchObject({ reason: 'cancelled' });
    const caller = new AbortController();
    const client = clientWith();
    const result = await begun(URL_TEXT, { signal: caller.signal }, client);
    caller.abort();
    expect(await failureOfBody(result)).toBe('cancelled');
    expect(client.openConnections).toBe(0);
  });

  it('is cancelled by the end of the program', async () => {
    await placed(sender().handler);
    const client = clientWith();
    const result = await begun(URL_TEXT, {}, client);
    client.onApplicationShutdown();
    expect(await failureOfBody(result)).toBe('cancelled');
  });

  it('that fails while nobody listens does not end the program', async () => {
    await placed((request, response) => response.write('x', () => request.socket.resetAndDestroy()));
    const result = await begun();
    while (!result.body.destroyed) await new Promise((resolve) => setImmediate(resolve));
    expect(await failureOfBody(result)).toBe('reset');
  });
});
