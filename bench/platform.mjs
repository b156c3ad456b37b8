import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import database from '@switchboard/database';
import pg from 'pg';

const root = path.resolve(import.meta.dirname, '..');
export const APP_SECRET = 'app-secret-of-the-benchmark';
const OPERATOR = { email: 'operator@example.com', password: 'correct horse battery staple' };
const PATIENCE_MS = 20_000;
const POLL_MS = 50;
/** A number sends at most 1,000 messages a second; so many numbers are not what is measured. */
const NUMBERS = 8;

const stops = [];

/** Stops everything that has been started here, the last first. */
export async function stopAll() {
  for (const stop of stops.splice(0).reverse()) await stop();
}

/**
 * Starts a program of the project in a process of its own and waits until its output names where it listens.
 * @returns {Promise<{ url: string }>}
 */
export async function startProgram(file, env) {
  const child = spawn(process.execPath, [path.join(root, file)], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  stops.push(() => {
    child.kill('SIGTERM');
    return ended;
  });
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
    if (url) return { url };
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${file} did not start:\n${output}`);
    await delay(POLL_MS);
  }
}

/**
 * A Switchboard with a durable database of its own, the simulated Meta without limits, and a tenant that can send without end.
 * @param {Record<string, string>} env what is to be set otherwise than here
 * @returns {Promise<{ url: string, simulatorUrl: string, key: string, numbers: string[] }>}
 */
export async function startPlatform(env = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'switchboard-bench-'));
  // PostgreSQL does not run as root: its own user must be able to pass through.
  chmodSync(folder, 0o755);
  stops.push(async () => rmSync(folder, { recursive: true, force: true }));
  const postgres = await database.startEmbeddedPostgres({
    dataDirectory: path.join(folder, 'postgres'),
    password: 'bench',
    durable: true,
  });
  stops.push(() => postgres.stop());
  const client = new pg.Client({ connectionString: postgres.url('postgres') });
  await client.connect();
  await client.query('CREATE DATABASE switchboard');
  await client.end();
  const simulator = await startProgram('apps/graph-sim/dist/main.js', { META_APP_SECRET: APP_SECRET, SIM_PORT: '0' });
  const switchboard = await startProgram('apps/api/dist/main.js', {
    PORT: '0',
    DATA_DIR: path.join(folder, 'data'),
    DATABASE_URL: postgres.url('switchboard'),
    GRAPH_BASE_URL: simulator.url,
    META_APP_SECRET: APP_SECRET,
    ADMIN_EMAIL: OPERATOR.email,
    ADMIN_PASSWORD: OPERATOR.password,
    DEMO: 'false',
    LOG_LEVEL: 'warn',
    ...env,
  });
  await configureSimulator(simulator.url, {
    throughputPerSecond: 0,
    pairLimit: false,
    webhookUrl: `${switchboard.url}/webhooks/meta`,
  });
  const tenant = await openTenant(switchboard.url);
  return { url: switchboard.url, simulatorUrl: simulator.url, ...tenant };
}

/** Changes how the simulated Meta behaves. */
export async function configureSimulator(simulatorUrl, config) {
  await call(`${simulatorUrl}/_sim/config`, 'PATCH', config);
}

/** A tenant on a plan without limits, by the same calls that an operator's script would make. */
async function openTenant(url) {
  const console = `${url}/console/v1`;
  const { answer: session, cookie } = await call(`${console}/session`, 'POST', OPERATOR);
  const { answer: token } = await call(
    `${console}/access-tokens`,
    'POST',
    { name: 'benchmark' },
    { cookie, 'x-csrf-token': session.csrfToken },
  );
  const headers = { authorization: `Bearer ${token.token}` };
  const post = async (route, body, method = 'POST') => (await call(`${console}${route}`, method, body, headers)).answer;
  await post('/plans', {
    code: 'BENCH',
    name: 'Without limits',
    messagesPerSecond: 10_000,
    messagesPerMinute: 600_000,
    features: ['webhooks', 'v2_api'],
  });
  const { id } = await post('/tenants', { name: 'Benchmark', planCode: 'BENCH' });
  const numbers = Array.from({ length: NUMBERS }, (_, index) => String(100_000_000_000_001 + index));
  for (const phoneNumberId of numbers) {
    const number = {
      phoneNumberId,
      wabaId: '102290129340398',
      displayPhoneNumber: '+1 555-078-3881',
      accessToken: 'benchmark',
    };
    const added = await post(`/tenants/${id}/phone-numbers`, number);
    await post(`/tenants/${id}/phone-numbers/${added.id}`, { throughput: 1_000 }, 'PATCH');
  }
  await post(`/tenants/${id}/wallet/top-ups`, { amount: '100000.00' });
  const { key } = await post(`/tenants/${id}/api-keys`, { name: 'benchmark' });
  return { key, numbers };
}

async function call(url, method, body, headers = {}) {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text}`);
  return { answer: JSON.parse(text), cookie: response.headers.get('set-cookie')?.split(';', 1)[0] ?? '' };
}
