import { type Answer, badAnswer, errorOfAnswer, jsonOf } from './answer-error';
import { SwitchboardError } from './error';
import type { CallOptions, SwitchboardOptions } from './options';
import { isRepeated, pauseMs, type Repeatable, type RetryPolicy, wasNothingSent } from './retry';

/** How a request body reaches the server; the global fetch, or what can report progress. */
export type SendRequest = (url: string, init: RequestInit) => Promise<ReadableAnswer>;

/** What is needed of a Response. */
export interface ReadableAnswer {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
  blob(): Promise<Blob>;
}

/** A request, as often as it has to be sent. */
export interface Request {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Blob;
  /** Whether the request carries the API key. Default true. */
  readonly isAuthorized?: boolean;
  readonly repeatable: Repeatable;
  /** Files take longer, and are followed to where the server redirects to. */
  readonly isFile?: boolean;
  readonly idempotencyKey?: string;
  readonly send?: SendRequest;
}

/** An answer of success, read whole. Its bytes are kept as they came when the request was for a file. */
export interface Success extends Answer {
  readonly blob?: Blob;
}

const DEFAULTS = { timeoutMs: 30_000, totalTimeoutMs: 120_000 } as const;
const FILE_DEFAULTS = { timeoutMs: 300_000, totalTimeoutMs: 900_000 } as const;
const DEFAULT_RETRIES: RetryPolicy = { maxRetries: 3, baseDelayMs: 500, maxDelayMs: 8_000 };

/**
 * `fetch` keeps a copy of all that was sent, in case it has to send it again to another address or with a user's password (Fetch
 * standard, "HTTP-network-or-cache fetch"), unless a request is for neither: a file then needs no memory but for what is on its way.
 */
const KEEP_NO_COPY: RequestInit = { redirect: 'error', window: null };

/** HTTP with attempts, pauses and an end to both. */
export class Transport {
  readonly options: Omit<SwitchboardOptions, 'apiKey'>;
  private readonly base: string;
  /** Apart from the options, so that a client that is printed or logged does not tell it. */
  readonly #apiKey: string;

  constructor({ apiKey, ...options }: SwitchboardOptions) {
    const { protocol, origin, pathname } = new URL(options.baseUrl);
    if (protocol !== 'https:' && protocol !== 'http:') throw new TypeError('baseUrl must be an http or https URL.');
    if (!apiKey) throw new TypeError('apiKey is missing.');
    this.options = options;
    this.base = origin + pathname.replace(/\/+$/, '');
    this.#apiKey = apiKey;
  }

  /** The URL of a path; parameters that are undefined are left out. */
  url(path: string, query: Readonly<Record<string, string | number | boolean | undefined>> = {}): string {
    const given = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    );
    return `${this.base}${path}${given.length > 0 ? `?${new URLSearchParams(given)}` : ''}`;
  }

  /** Whether a URL leads to this installation: only there may the key go. */
  isOwn(url: string): boolean {
    return new URL(url).origin === new URL(this.base).origin;
  }

  /** The JSON of an answer, as it came. */
  async json<Body>(request: Request, options?: CallOptions): Promise<Body> {
    const answer = await this.call(request, options);
    const json = jsonOf(answer.text);
    if (!json) throw badAnswer(answer, request.idempotencyKey);
    return json as Body;
  }

  /**
   * Sends a request until it is answered, has failed in a way that repeating cannot cure, or its time is over.
   * @throws SwitchboardError; the signal's reason when it is aborted
   */
  async call(request: Request, options: CallOptions = {}): Promise<Success> {
    const defaults = request.isFile ? FILE_DEFAULTS : DEFAULTS;
    const timeoutMs = options.timeoutMs ?? this.options.timeoutMs ?? defaults.timeoutMs;
    const policy = this.policy(options);
    const endsAt = Date.now() + (options.totalTimeoutMs ?? this.options.totalTimeoutMs ?? defaults.totalTimeoutMs);
    for (let retries = 0; ; retries += 1) {
      const leftMs = Math.max(0, endsAt - Date.now());
      const outcome = await this.attempt(request, Math.min(timeoutMs, leftMs), options.signal);
      if (!(outcome instanceof SwitchboardError)) return outcome;
      if (retries >= policy.maxRetries) throw outcome;
      if (!isRepeated(outcome, request.repeatable, wasNothingSent(outcome.cause))) throw outcome;
      const waitMs = pauseMs(policy, retries, outcome.retryAfterMs, Math.random);
      // Waiting for longer than the call may take would end in a TIMEOUT that says less than the answer.
      if (Date.now() + waitMs >= endsAt) throw outcome;
      await pause(waitMs, options.signal);
    }
  }

  private policy({ maxRetries }: CallOptions): RetryPolicy {
    const { options } = this;
    return {
      maxRetries: maxRetries ?? options.maxRetries ?? DEFAULT_RETRIES.maxRetries,
      baseDelayMs: options.retryBaseDelayMs ?? DEFAULT_RETRIES.baseDelayMs,
      maxDelayMs: options.retryMaxDelayMs ?? DEFAULT_RETRIES.maxDelayMs,
    };
  }

  /** One attempt: what was answered, or why it failed. Only an abort is thrown. */
  private async attempt(
    request: Request,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Success | SwitchboardError> {
    signal?.throwIfAborted();
    const controller = new AbortController();
    const abort = (): void => controller.abort(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      controller.abort();
    }, timeoutMs);
    try {
      return await this.exchange(request, controller.signal);
    } catch (cause) {
      signal?.throwIfAborted();
      return lostError(request, cause, isOver ? timeoutMs : null);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }

  private async exchange(request: Request, signal: AbortSignal): Promise<Success | SwitchboardError> {
    const { method, url, body, isFile, idempotencyKey } = request;
    const send = request.send ?? this.options.fetch ?? fetch;
    const isDownload = isFile === true && method === 'GET';
    const response = await send(url, {
      method,
      body: body ?? null,
      headers: this.headersOf(request),
      // A redirected POST would silently become a GET.
      redirect: isDownload ? 'follow' : 'manual',
      ...(body instanceof Blob && KEEP_NO_COPY),
      signal,
    });
    const { status, headers } = response;
    if (isDownload && response.ok) return { status, headers, text: '', blob: await response.blob() };
    const answer = { status, headers, text: await response.text() };
    return response.ok ? answer : errorOfAnswer(answer, idempotencyKey);
  }

  private headersOf({ headers, body, isAuthorized = true, idempotencyKey }: Request): Record<string, string> {
    return {
      ...(isAuthorized && { authorization: `Bearer ${this.#apiKey}` }),
      ...(typeof body === 'string' && { 'content-type': 'application/json' }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      ...headers,
    };
  }
}

/** A failure without an answer. */
function lostError({ idempotencyKey }: Request, cause: unknown, timeoutMs: number | null): SwitchboardError {
  const isOver = timeoutMs !== null;
  return new SwitchboardError({
    code: isOver ? 'TIMEOUT' : 'NETWORK',
    group: 'NETWORK',
    status: 0,
    description: isOver ? `There was no whole answer within ${timeoutMs} ms.` : 'The connection failed.',
    retryable: true,
    idempotencyKey,
    cause,
  });
}

/** Waits; rejects with the signal's reason when it is aborted before. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
  });
}
