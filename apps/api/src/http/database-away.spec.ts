import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Database } from '@switchboard/database';
import { GatewayError } from '@switchboard/contracts';
import { isDatabaseAway } from './database-away';

/** What fails when the statement is run the two ways in which the program runs statements. */
async function failures(url: string): Promise<unknown[]> {
  const database = new Database({ url, maxConnections: 1 });
  const reason = (error: unknown): unknown => error;
  try {
    return await Promise.all([
      database.pool.query('SELECT 1').catch(reason),
      database.platform.$queryRaw`SELECT 1`.catch(reason),
      database.tenant('018f0000-0000-7000-8000-000000000000', () => Promise.resolve()).catch(reason),
    ]);
  } finally {
    await database.close();
  }
}

async function listening(onConnection: (socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const server = createServer(onConnection);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

describe('A database', () => {
  it('that refuses connections is away, however it was asked', async () => {
    const { server, port } = await listening(() => undefined);
    await new Promise((resolve) => server.close(resolve));
    expect((await failures(`postgresql://u:p@127.0.0.1:${port}/db`)).map(isDatabaseAway)).toEqual([true, true, true]);
  });

  it('that drops connections is away', async () => {
    const { server, port } = await listening((socket) => socket.destroy());
    const found = await failures(`postgresql://u:p@127.0.0.1:${port}/db`);
    await new Promise((resolve) => server.close(resolve));
    expect(found.map(isDatabaseAway)).toEqual([true, true, true]);
  });

  it.each([
    ['ECONNRESET', 'the connection was reset'],
    ['EPIPE', 'the connection was closed while writing'],
    ['ETIMEDOUT', 'the network does not answer'],
    ['EHOSTUNREACH', 'its host cannot be reached'],
    ['ENETUNREACH', 'its network cannot be reached'],
    ['ENOTFOUND', 'nobody knows its name, as of a container that is down'],
    ['EAI_AGAIN', 'the name server does not answer'],
    ['57P01', 'an administrator ended the session'],
    ['57P02', 'the server crashed'],
    ['57P03', 'the server starts or stops'],
    ['08001', 'no connection could be made'],
    ['08006', 'the connection failed'],
    ['53300', 'it has no connection left'],
    ['P1001', 'Prisma cannot reach it'],
    ['P1002', 'Prisma waited too long for it'],
    ['P1017', 'it closed Prisma’s connection'],
    ['P2024', 'Prisma got no connection from its pool'],
  ])('is away when the failure is %s: %s', (code) => {
    expect(isDatabaseAway(Object.assign(new Error('x'), { code }))).toBe(true);
  });

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
  ])('is away when the driver says: %s', (message) => {
    expect(isDatabaseAway(new Error(message))).toBe(true);
  });

  it('is away when that is what lies beneath the failure', () => {
    const beneath = Object.assign(new Error('x'), { code: '57P01' });
    expect(isDatabaseAway(new Error('outer', { cause: new Error('middle', { cause: beneath }) }))).toBe(true);
    expect(isDatabaseAway(new GatewayError('SYS_001', { cause: beneath }))).toBe(true);
  });

  it.each([
    ['a broken constraint', Object.assign(new Error('duplicate key'), { code: '23505' })],
    ['a syntax error', Object.assign(new Error('syntax error'), { code: '42601' })],
    ['a deadlock', Object.assign(new Error('deadlock detected'), { code: '40P01' })],
    ['a cancelled statement', Object.assign(new Error('canceling statement'), { code: '57014' })],
    ['a code that is a number', Object.assign(new Error('x'), { code: 57 })],
    ['a missing row', Object.assign(new Error('not found'), { code: 'P2025' })],
    ['a programming error', new TypeError('x is not a function')],
    ['a text', 'ECONNREFUSED'],
    ['nothing', undefined],
    ['null', null],
    ['a failure without a cause', new Error('x', { cause: null })],
  ])('that refused something is not away: %s', (_, thrown) => {
    expect(isDatabaseAway(thrown)).toBe(false);
  });
});
