import type { Readable } from 'node:stream';

import { DownloadHandler, GraphDownloadError } from './download-handler';
import type { BegunAnswer, DownloadStart, DownloadTimeouts } from './download-handler';
import type { GraphOutcome, GraphUnknown } from './graph-outcome';
import { OriginConnections } from './origin-connections';
import type { OriginConnectionsOptions } from './origin-connections';
import { isSuccess } from './read-answer';
import { isHttpUrl, readDownloadFailure } from './read-media';

export interface DownloadMediaRequest {
  /** Where Meta says that the bytes are. */
  readonly url: string;
  readonly accessToken: string;
  /** For the answer to begin, redirects included; the client's `timeoutMs` when absent. */
  readonly timeoutMs?: number;
  /** Gives the download up: a body that has begun then fails as `aborted`. */
  readonly signal?: AbortSignal;
}

/** A download that has begun. */
export interface GraphMediaDownload {
  readonly kind: 'accepted';
  readonly status: number;
  readonly contentType: string | null;
  /**
   * Bytes that the body will have. Null when the server does not say: a body without a length or chunks ends with its
   * connection, so that one which was cut off can only be told by the size and checksum that Meta stated.
   */
  readonly contentLength: number | null;
  /**
   * Must be read or destroyed; destroying it closes the connection. It fails with a GraphDownloadError when it is cut
   * off, when no byte comes for too long, when it takes too long as a whole, and at the caller's signal.
   */
  readonly body: Readable;
}

export type DownloaderOptions = DownloadTimeouts & OriginConnectionsOptions;

const REDIRECTS_MAX = 2;
/** RFC 9110 section 15.4, those with a `Location` to go to. */
const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const ERROR_MAX_BYTES = 64 * 1024;
/** Meta's reference names it among the headers of a download; many servers of files refuse requests without. */
const USER_AGENT = 'Switchboard';
const WHOLE_NUMBER = /^[0-9]{1,15}$/;

/** Fetches media from wherever Meta says that they are. */
export class MediaDownloader {
  private readonly connections: OriginConnections;

  constructor(private readonly options: DownloaderOptions) {
    this.connections = new OriginConnections(options);
  }

  /** Begins a download, within `timeoutMs`. Never rejects. The token goes to the URL's own origin only. */
  async begin(request: DownloadMediaRequest, timeoutMs: number): Promise<GraphOutcome<GraphMediaDownload>> {
    const deadlineMs = performance.now() + timeoutMs;
    let url = httpUrl(request.url);
    if (url === null) return { kind: 'unreachable', reason: 'connect', cause: new Error('this is no URL of a server') };
    let headers = headersWith(request.accessToken);
    for (let redirects = 0; ; redirects += 1) {
      const start = await this.start({ url, headers, deadlineMs, signal: request.signal });
      if (start.kind !== 'begun') return start;
      const location = locationOf(start);
      if (location === undefined) return outcomeOf(start, deadlineMs - performance.now());
      start.body.destroy();
      const next = httpUrl(location, url);
      if (next === null) return unknown('the URL of the media redirects to something that is no URL of a server');
      if (redirects === REDIRECTS_MAX) return unknown('the URL of the media redirects too often');
      if (next.origin !== url.origin) headers = headersWith(null);
      url = next;
    }
  }

  /** Breaks the running downloads off. */
  close(): Promise<void> {
    return this.connections.destroy();
  }

  private start(get: Get): Promise<DownloadStart> {
    const { url, headers, deadlineMs, signal } = get;
    const connection = this.connections.to(url.origin);
    const leave = connection.enter();
    if (leave === undefined) {
      const cause = connection.tooManyWaiting();
      return Promise.resolve({ kind: 'unreachable', reason: 'no-free-connection', cause });
    }
    return new Promise((resolve) => {
      const cancel = (): void => handler.giveUp(new GraphDownloadError('aborted', 'the download was given up'));
      const expire = (): void => handler.giveUp(new GraphDownloadError('timeout', 'no answer began in time'));
      const timer = setTimeout(expire, Math.max(0, deadlineMs - performance.now()));
      const begun = (start: DownloadStart): void => {
        clearTimeout(timer);
        resolve(start);
      };
      const handler = new DownloadHandler(this.options, begun, () => {
        signal?.removeEventListener('abort', cancel);
        leave();
      });
      if (signal?.aborted) return cancel();
      signal?.addEventListener('abort', cancel, { once: true });
      connection.dispatch({ method: 'GET', path: url.pathname + url.search, headers }, handler);
    });
  }
}

interface Get {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly deadlineMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Media are stored and hashed as they come: nothing may be compressed on the way. */
function headersWith(accessToken: string | null): Record<string, string> {
  const headers = { 'accept-encoding': 'identity', 'user-agent': USER_AGENT };
  return accessToken === null ? headers : { ...headers, authorization: `Bearer ${accessToken}` };
}

function httpUrl(text: string, base?: URL): URL | null {
  const url = URL.parse(text, base?.href);
  return url !== null && isHttpUrl(url.href) ? url : null;
}

function locationOf({ status, headers }: BegunAnswer): string | undefined {
  return REDIRECT_STATUSES.has(status) ? headers.location : undefined;
}

async function outcomeOf(start: BegunAnswer, timeoutMs: number): Promise<GraphOutcome<GraphMediaDownload>> {
  const { status, headers, body } = start;
  if (!isSuccess(status)) {
    return readDownloadFailure({ status, headers, body: await readExcerpt(body, timeoutMs) });
  }
  const length = headers['content-length'] ?? '';
  const contentLength = WHOLE_NUMBER.test(length) ? Number(length) : null;
  return { kind: 'accepted', status, contentType: headers['content-type'] ?? null, contentLength, body };
}

/** The beginning of an error's text, as far as it comes in time. */
async function readExcerpt(body: Readable, timeoutMs: number): Promise<string> {
  const timer = setTimeout(() => body.destroy(), Math.max(0, timeoutMs));
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      sizeBytes += chunk.length;
      if (sizeBytes >= ERROR_MAX_BYTES) break;
    }
  } catch {
    // What came before the end says what there is to say; the status alone is an answer.
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks).subarray(0, ERROR_MAX_BYTES).toString('utf8');
}

function unknown(message: string): GraphUnknown {
  return { kind: 'unknown', cause: new Error(message) };
}
