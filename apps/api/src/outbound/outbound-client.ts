import type { IncomingHttpHeaders } from 'node:http';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { systemResolver } from './address-resolver';
import { ConnectionPool, type PoolLimits } from './connection-pool';
import { type Answer, exchangeBuffered } from './buffered-answer';
import type { ExchangeRequest, Failure } from './exchange';
import { type ConnectTarget, dialAddresses, GuardedConnector, type NetworkEdges } from './guarded-connector';
import { assertRequestHeaders } from './header-rules';
import { OutboundConnection } from './outbound-connection';
import { failureOf, OutboundFailure } from './outbound-failure';
import { exchangeStreamed, type StreamedAnswer } from './streamed-answer';
import { hostOf, isAllowedHost, type OutboundRules, parseTenantUrl, portOf } from './url-rules';

/** Connections to tenants' servers from this process. */
export const OUTBOUND_LIMITS: PoolLimits = { perOrigin: 16, perOwner: 64, total: 512, waiting: 4096 };
export const REDIRECTS_MAX = 3;
/** The longest that a request may be given. */
export const TIMEOUT_MAX_MS = 120_000;

/** Where a request to a URL that a tenant gave goes, and for whom. */
export interface OutboundTarget {
  /** Judged anew at each request: what was allowed when it was stored may not be any more. */
  readonly url: string | URL;
  /** Names of any case; the connection's own (`host`, `content-length`, …) must not be among them. Of `user-agent` the default is ours. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * For the whole request with its redirects, from the wait for a free connection to the last byte of the answer; at
   * most 2 minutes.
   */
  readonly timeoutMs: number;
  /** Gives the request up: it fails as `cancelled`. */
  readonly signal?: AbortSignal;
  /** For whom the request is made: the tenant's id. Requests of different owners cannot delay each other. */
  readonly owner?: string;
  /** Whether `http:` URLs are allowed; by default as the configuration says for webhooks. */
  readonly allowHttp?: boolean;
  /**
   * Redirects to follow, at most 3, of GET requests only: the rules hold again for each, and headers other than
   * `accept`, `accept-encoding`, `accept-language`, `range` and `user-agent` are not sent to another origin. Default 0: a 3xx is an answer.
   */
  readonly follow?: number;
}

/** A request whose answer is kept in memory. */
export interface OutboundRequest extends OutboundTarget {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly body?: string | Uint8Array;
  /** How much of the answer's body is kept; the rest is not downloaded. */
  readonly responseMaxBytes: number;
}

export interface OutboundAnswer extends Answer {
  /** Where the answer came from, after redirects. */
  readonly url: string;
  readonly durationMs: number;
}

export interface OutboundFailed extends Failure {
  readonly durationMs: number;
}

export type OutboundResult = OutboundAnswer | OutboundFailed;

/** An answer that has begun, of any status; its body comes as it is read, within the time of the request. */
export interface OutboundDownload extends StreamedAnswer {
  /** Where the answer came from, after redirects. */
  readonly url: string;
}

export type OutboundDownloadResult = OutboundDownload | Failure;

/** RFC 9110 section 15.4, those with a `Location` to go to. */
const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Sent when the caller names none: many firewalls refuse requests without. */
const USER_AGENT = 'Switchboard';
const HEADERS_FOR_ANY_ORIGIN: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'range',
  'user-agent',
]);

/**
 * The only way to call a URL that a tenant gave. Every URL and every address connected to is checked, so that nobody can
 * reach the inside of our network through us; and connections, time and bytes are bounded, so that no server that
 * misbehaves delays the requests to another.
 */
@Injectable()
export class OutboundClient implements OnApplicationShutdown {
  private readonly pool: ConnectionPool<OutboundConnection>;

  constructor(
    private readonly rules: OutboundRules,
    edges: NetworkEdges = { resolve: systemResolver(), dial: dialAddresses },
    limits: PoolLimits = OUTBOUND_LIMITS,
  ) {
    const connector = new GuardedConnector(edges);
    this.pool = new ConnectionPool(
      limits,
      (origin, closed) => new OutboundConnection(origin, targetOf(new URL(origin), rules), connector, closed),
    );
  }

  /** Connections that are open at this moment. */
  get openConnections(): number {
    return this.pool.size;
  }

  /**
   * Checks a URL before it is stored, by this program's rules.
   * @throws OutboundUrlError
   */
  parseUrl(text: string, allowHttp = this.rules.allowHttp): URL {
    return parseTenantUrl(text, { ...this.rules, allowHttp });
  }

  /** Makes one request. Never rejects: whatever goes wrong is a result with its reason. */
  async request(request: OutboundRequest): Promise<OutboundResult> {
    const startedAt = performance.now();
    const { method, body, responseMaxBytes } = request;
    const result = await this.followed(request, method === 'GET', (hop, isFollowed) =>
      exchangeBuffered(this.pool, { ...hop, method, body }, (status, headers) =>
        isFollowed(status, headers) ? 0 : responseMaxBytes,
      ),
    );
    return { ...result, durationMs: Math.round(performance.now() - startedAt) };
  }

  /**
   * Begins to download. Never rejects; whatever goes wrong before the answer begins is a result with its reason, and
   * whatever goes wrong later is the error of the body. Nothing is judged by its status, type or size.
   */
  download(target: OutboundTarget): Promise<OutboundDownloadResult> {
    // A download is stored as it comes: it should not be compressed for the way.
    const headers = withDefault(target.headers, 'accept-encoding', 'identity');
    return this.followed({ ...target, headers }, true, (hop, isFollowed) =>
      exchangeStreamed(this.pool, { ...hop, method: 'GET' }, (status, answered) => !isFollowed(status, answered)),
    );
  }

  /** Ends all requests as `cancelled` and closes all connections. */
  close(): void {
    this.pool.close();
  }

  onApplicationShutdown(): void {
    this.close();
  }

  /** Makes a request and, where it may, one after the other those that it is redirected to. */
  private async followed<A extends AnswerHead>(
    target: OutboundTarget,
    mayFollow: boolean,
    run: RunHop<A>,
  ): Promise<(A & { readonly url: string }) | Failure> {
    const deadline = performance.now() + Math.min(target.timeoutMs, TIMEOUT_MAX_MS);
    try {
      return await this.follow(target, deadline, mayFollow ? Math.min(target.follow ?? 0, REDIRECTS_MAX) : 0, run);
    } catch (error) {
      const { reason, message } = failureOf(error);
      return { kind: 'failed', reason, message };
    }
  }

  private async follow<A extends AnswerHead>(
    target: OutboundTarget,
    deadline: number,
    redirectsMax: number,
    run: RunHop<A>,
  ): Promise<(A & { readonly url: string }) | Failure> {
    const { owner = '', signal, allowHttp } = target;
    const isFollowed = (status: number, answered: IncomingHttpHeaders): boolean =>
      redirectsMax > 0 && isRedirect(status, answered);
    let url = this.parseUrl(String(target.url), allowHttp);
    let headers = withDefault(target.headers, 'user-agent', USER_AGENT);
    assertRequestHeaders(headers);
    for (let redirectsLeft = redirectsMax; ; redirectsLeft -= 1) {
      const timeoutMs = Math.max(0, Math.round(deadline - performance.now()));
      const outcome = await run({ owner, url, headers, timeoutMs, signal }, isFollowed);
      if (outcome.kind === 'failed') return outcome;
      const location = isFollowed(outcome.status, outcome.headers) ? outcome.headers.location : undefined;
      if (location === undefined) return { ...outcome, url: url.href };
      if (redirectsLeft === 0) throw new OutboundFailure('protocol', 'The URL redirects too often.');
      const next = this.parseUrl(resolved(location, url), allowHttp);
      if (next.origin !== url.origin) headers = forAnyOrigin(headers);
      url = next;
    }
  }
}

/** What decides whether an answer is followed. */
interface AnswerHead {
  readonly kind: 'answered';
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** One of the requests that a request with its redirects consists of. */
type Hop = Omit<ExchangeRequest, 'method' | 'body'>;

/** @param isFollowed whether an answer with this status and these headers is one to go on from, its body unwanted */
type RunHop<A> = (
  hop: Hop,
  isFollowed: (status: number, headers: IncomingHttpHeaders) => boolean,
) => Promise<A | Failure>;

function targetOf(url: URL, rules: OutboundRules): ConnectTarget {
  return {
    isEncrypted: url.protocol === 'https:',
    host: hostOf(url),
    port: portOf(url),
    isAllowed: isAllowedHost(url, rules.allowHosts),
  };
}

function isRedirect(status: number, headers: IncomingHttpHeaders): boolean {
  return REDIRECT_STATUSES.has(status) && typeof headers.location === 'string';
}

function resolved(location: string, base: URL): string {
  const url = URL.parse(location, base.href);
  if (url === null) throw new OutboundFailure('protocol', 'The URL redirects to something that is not a URL.');
  return url.href;
}

function withDefault(
  headers: Readonly<Record<string, string>> = {},
  wanted: string,
  value: string,
): Readonly<Record<string, string>> {
  const isGiven = Object.keys(headers).some((name) => name.toLowerCase() === wanted);
  return isGiven ? headers : { ...headers, [wanted]: value };
}

function forAnyOrigin(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => HEADERS_FOR_ANY_ORIGIN.has(name.toLowerCase())));
}
