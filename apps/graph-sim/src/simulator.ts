import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { ControlError } from './control-error';
import { answerControl } from './control-routes';
import { answerUnknownPath, handleGraph, isGraphPath } from './graph-handler';
import { JSON_TYPE, readBody, writeReply } from './http-reply';
import { DEFAULT_CONFIG, changeConfig } from './simulator-config';
import type { SimulatorConfig } from './simulator-config';
import { World } from './world';

export interface SimulatorOptions {
  /** 0 (default): any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Signs webhooks; the receiver must know the same secret. */
  readonly appSecret: string;
  /** Where webhooks go; can be set later through the control API. */
  readonly webhookUrl?: string;
  /** Where the folder for the bytes of media is made; the system's folder for temporary files when absent. */
  readonly temporaryFolder?: string;
  /** Differences from `DEFAULT_CONFIG`. */
  readonly config?: Partial<SimulatorConfig>;
}

/** A running simulator. */
export interface GraphSimulator {
  /** Such as `http://127.0.0.1:4000`: the `baseUrl` of a Graph client. */
  readonly baseUrl: string;
  readonly port: number;
  /** Stops at once: pending webhooks are forgotten, open connections are cut, the bytes of media are removed. */
  close(): Promise<void>;
}

const CONTROL_PREFIX = '/_sim/';
/** What was meant for the Graph, but has another form than its versions. */
const LIKE_A_VERSION = /^\/v[^/]*[0-9.][^/]*(\/|$)/i;
const CONTROL_BODY_MAX_BYTES = 32 * 1024 * 1024;
/** Longer than clients keep idle connections, as Meta's servers do. */
const KEEP_ALIVE_MS = 65_000;

/** Starts a stand-in of Meta's Graph API, with its control API under `/_sim/`. */
export async function startGraphSimulator(options: SimulatorOptions): Promise<GraphSimulator> {
  const config = changeConfig(DEFAULT_CONFIG, { webhookUrl: options.webhookUrl ?? null, ...options.config });
  const world = new World(config, options.appSecret, options.temporaryFolder);
  const server = createServer((request, response) => {
    handle(world, request, response).catch((error: unknown) => {
      // The caller went away, or the simulator is wrong; either way the others go on.
      writeReply(response, 500, JSON.stringify({ error: String(error) }), { 'content-type': JSON_TYPE });
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.requestTimeout = 0;
  await listen(server, options.port ?? 0, options.host ?? '127.0.0.1');
  const { address, family, port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    port,
    close: () => close(server, world),
  };
}

async function handle(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  const query = new URLSearchParams(mark === -1 ? '' : url.slice(mark + 1));
  if (path.startsWith(CONTROL_PREFIX)) return handleControl(world, request, response, path, query);
  if (isGraphPath(path)) return handleGraph(world, request, response, path, query);
  if (LIKE_A_VERSION.test(path)) return answerUnknownPath(response, path);
  const body = JSON.stringify({
    error: `no such path: ${path}; the Graph is under /v25.0/, the control API under /_sim/`,
  });
  writeReply(response, 404, body, { 'content-type': JSON_TYPE });
}

async function handleControl(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  query: URLSearchParams,
): Promise<void> {
  const headers = { 'content-type': JSON_TYPE };
  try {
    const rawBody = await readBody(request, CONTROL_BODY_MAX_BYTES);
    if (rawBody === null) throw new ControlError(`the body is larger than ${CONTROL_BODY_MAX_BYTES} bytes`, 413);
    const origin = `http://${request.headers.host ?? '127.0.0.1'}`;
    const name = path.slice(CONTROL_PREFIX.length);
    const answer = await answerControl(world, request.method ?? 'GET', name, { query, origin }, rawBody);
    writeReply(response, 200, JSON.stringify(answer), headers);
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    writeReply(response, error.httpStatus, JSON.stringify({ error: error.message }), headers);
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function close(server: Server, world: World): Promise<void> {
  world.timers.clear();
  world.answers.clear();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await Promise.all([closed, world.webhooks.close()]);
  world.media.close();
}
