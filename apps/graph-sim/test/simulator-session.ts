import { startGraphSimulator } from '../src/simulator';
import type { GraphSimulator, SimulatorOptions } from '../src/simulator';
import type { SimulatorConfig } from '../src/simulator-config';

export const APP_SECRET = 'app-secret';
export const NUMBER = '106540352242922';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Readonly<Record<string, unknown>>;
}

/** A simulator with short-hands for calling it. */
export interface SimulatorSession {
  readonly simulator: GraphSimulator;
  graph(method: string, path: string, body?: unknown, token?: string): Promise<Answer>;
  send(message: object, edge?: string): Promise<Answer>;
  control(method: string, path: string, body?: unknown): Promise<Answer>;
  close(): Promise<void>;
}

const QUICK: Partial<SimulatorConfig> = {
  statusDelaysMs: { sent: 1, delivered: 5, read: 10 },
  webhookWindowMs: 1,
  // One at a time: what is sent first arrives first.
  webhookConcurrency: 1,
  webhookRetryBaseMs: 1,
  webhookRetryMaxMs: 5,
  templateReviewMs: 1,
};

/** Starts a simulator whose pauses are short. */
export async function startSession(
  config: Partial<SimulatorConfig> = {},
  options: Partial<SimulatorOptions> = {},
): Promise<SimulatorSession> {
  const simulator = await startGraphSimulator({ appSecret: APP_SECRET, config: { ...QUICK, ...config }, ...options });
  const call = async (
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Answer> => {
    const response = await fetch(`${simulator.baseUrl}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, json: (await response.json()) as Answer['json'] };
  };
  const graph: SimulatorSession['graph'] = (method, path, body, token = 'EAAtoken') =>
    call(method, `/v25.0/${path}`, body, token === '' ? {} : { authorization: `Bearer ${token}` });
  return {
    simulator,
    graph,
    send: (message, edge = 'messages') =>
      graph('POST', `${NUMBER}/${edge}`, { messaging_product: 'whatsapp', to: '+1 (650) 555-1234', ...message }),
    control: (method, path, body) => call(method, `/_sim/${path}`, body, {}),
    close: () => simulator.close(),
  };
}

export const TEXT = { type: 'text', text: { body: 'hello' } };

/** A template message by name, with the components of the seeded templates. */
export function templateMessage(name: string): object {
  const components: Record<string, object[]> = {
    hello_world: [],
    order_update: [
      {
        type: 'body',
        parameters: [
          { type: 'text', text: 'Ada' },
          { type: 'text', text: '1' },
        ],
      },
    ],
    promo: [{ type: 'header', parameters: [{ type: 'image', image: { link: 'https://example.com/a.png' } }] }],
    otp: [
      { type: 'body', parameters: [{ type: 'text', text: '123456' }] },
      { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: '123456' }] },
    ],
  };
  const code = name === 'hello_world' ? 'en_US' : 'en';
  return { type: 'template', template: { name, language: { code }, components: components[name] ?? [] } };
}
