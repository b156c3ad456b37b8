import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { HttpAdapterHost } from '@nestjs/core';
import { UnusedConnections } from './unused-connections.service';

describe('When the program stops', () => {
  let server: Server;
  let connections: UnusedConnections;

  beforeEach(async () => {
    server = createServer((_request, response) => response.write('a part'));
    const host = { httpAdapter: { getHttpServer: () => server } };
    connections = new UnusedConnections(host as unknown as HttpAdapterHost);
    connections.onApplicationBootstrap();
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const open = async () => {
    const arrived = once(server, 'connection');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await arrived;
    return socket;
  };

  it('a connection on which nothing was asked does not keep it', async () => {
    const socket = await open();
    const closed = once(socket.resume(), 'close');
    connections.beforeApplicationShutdown();
    await Promise.all([closed, new Promise((resolve) => server.close(resolve))]);
    expect(server.listening).toBe(false);
  });

  it('an answer on its way is not cut off', async () => {
    const socket = await open();
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'data');
    connections.beforeApplicationShutdown();
    expect(await new Promise((resolve) => server.getConnections((_error, count) => resolve(count)))).toBe(1);
    socket.destroy();
  });
});
