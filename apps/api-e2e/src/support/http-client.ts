import { Pool } from 'undici';

/** An answer, read whole. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
  /** The body as JSON; throws when it is none. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- Assertions are its type check.
  json: any;
}

export interface Call {
  method?: string;
  /** An object is sent as JSON; a text or bytes as they are. */
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 30_000;
/** More than any test has requests under way at a time. */
const CONNECTIONS = 128;

/** HTTP with kept-alive connections, like a tenant's program would have it. */
export class HttpClient {
  private readonly pool: Pool;

  constructor(
    readonly url: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    this.pool = new Pool(url, {
      connections: CONNECTIONS,
      pipelining: 1,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    });
  }

  async call(path: string, { method = 'GET', body, headers }: Call = {}): Promise<Answer> {
    const isRaw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
    const response = await this.pool.request({
      path,
      method: method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...this.headers,
        ...headers,
      },
      body: isRaw ? body : JSON.stringify(body),
    });
    const text = await response.body.text();
    return {
      status: response.statusCode,
      headers: response.headers,
      text,
      get json() {
        return JSON.parse(text) as unknown;
      },
    };
  }

  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer> {
    return this.call(path, { headers });
  }

  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer> {
    return this.call(path, { method: 'POST', body, headers });
  }

  /** Drops all connections, whatever is under way on them. */
  async close(): Promise<void> {
    await this.pool.destroy();
  }
}

/** The JSON of an answer that must have a status; shows the whole answer when it has another. */
export function expectStatus(answer: Answer, status: number): Answer['json'] {
  if (answer.status !== status) throw new Error(`Expected status ${status}, got ${answer.status}: ${answer.text}`);
  return answer.text === '' ? undefined : answer.json;
}
