import type { IncomingHttpHeaders } from 'node:http';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { systemResolver } from './address-resolver';
import { ConnectionPool, type PoolLimits } from './connection-pool';
import { type Answer, exchange, type ExchangeOutcome, type ExchangeRequest, type Failure } from './exchange';
import { type ConnectTarget, dialAddresses, GuardedConnector, type NetworkEdges } from './guarded-connector';
import { assertRequestHeaders } from './header-rules';
import { OutboundConnection } from './outbound-connection';
import { failureOf, OutboundFailure } from './outbound-failure';
import { hostOf, isAllowedHost, type OutboundRules, parseTenantUrl, portOf } from './url-rules';

/** Connections to tenants' servers from this process. */
export const OUTBOUND_LIMITS: PoolLimits = { perOrigin: 16, perOwner: 64, total: 512, waiting: 4096 };
export const REDIRECTS_MAX = 3;
/** The longest that a request may be given. */
export const TIMEOUT_MAX_MS = 120_000;

/** A request to a URL that a tenant gave. */
export interface OutboundRequest {
  /** Judged anew at each request: what was allowed when it was stored may not be any more. */
  readonly url: string | URL;
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** Names of any case; the connection's own (`host`, `content-length`, …) must not be among them. Of `user-agent` the default is ours. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** For the whole request with its redirects, the wait for a free connection included; at most 2 minutes. */
  readonly timeoutMs: number;
  /** How much of the answer's body is kept; the rest is not downloaded. */
  readonly responseMaxBytes: number;
  /** Gives the request up: it fails as `cancelled`. */
  readonly signal?: AbortSignal;
  /** For whom the request is made: the tenant's id. Requests of different owners cannot delay each other. */
  readonly owner?: string;
  /** Whether `http:` URLs are allowed; by default as the configuration says for webhooks. */
  readonly allowHttp?: boolean;
  /**
   * Redirects to follow, at most 3, of GET requests only: the rules hold again for each, and headers other than
   * `accept`, `accept-language`, `range` and `user-agent` are not sent to another origin. Default 0: a 3xx is an answer.
   */
  readonly follow?: number;
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

/** RFC 9110 section 15.4, those with a `Location` to go to. */
const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Sent when the caller names none: many firewalls refuse requests without. */
const USER_AGENT = 'Switchboard';
const HEADERS_FOR_ANY_ORIGIN: ReadonlySet<string> = new Set(['accept', 'accept-language', 'range', 'user-agent']);

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
    const deadline = startedAt + Math.min(request.timeoutMs, TIMEOUT_MAX_MS);
    const result = await this.followed(request, deadline).catch((error: unknown) => {
      const { reason, message } = failureOf(error);
      return { kind: 'failed' as const, reason, message };
    });
    return { ...result, durationMs: Math.round(performance.now() - startedAt) };
  }

  /** Ends all requests as `cancelled` and closes all connections. */
  close(): void {
    this.pool.close();
  }

  onApplicationShutdown(): void {
    this.close();
  }

  private async followed(request: OutboundRequest, deadline: number): Promise<(Answer & { url: string }) | Failure> {
    let url = this.parseUrl(String(request.url), request.allowHttp);
    let headers = withUserAgent(request.headers ?? {});
    assertRequestHeaders(headers);
    let redirectsLeft = request.method === 'GET' ? Math.min(request.follow ?? 0, REDIRECTS_MAX) : 0;
    const isFollowing = redirectsLeft > 0;
    for (;;) {
      const outcome = await this.hop(request, { url, headers, isFollowing, timeoutMs: deadline - performance.now() });
      const next = isFollowing ? locationOf(outcome) : undefined;
      if (next === undefined) return outcome.kind === 'answered' ? { ...outcome, url: url.href } : outcome;
      if (redirectsLeft === 0) throw new OutboundFailure('protocol', 'The URL redirects too often.');
      redirectsLeft -= 1;
      const target = this.parseUrl(resolved(next, url), request.allowHttp);
      if (target.origin !== url.origin) headers = forAnyOrigin(headers);
      url = target;
    }
  }

  private hop(
    request: OutboundRequest,
    hop: Pick<ExchangeRequest, 'url' | 'headers'> & { isFollowing: boolean; timeoutMs: number },
  ): Promise<ExchangeOutcome> {
    const { method, body, signal, owner = '', responseMaxBytes } = request;
    const { url, headers, isFollowing } = hop;
    const wantedBytes = (status: number, answered: IncomingHttpHeaders): number =>
      isFollowing && isRedirect(status, answered) ? 0 : responseMaxBytes;
    const timeoutMs = Math.max(0, Math.round(hop.timeoutMs));
    return exchange(this.pool, { owner, url, method, headers, body, timeoutMs, signal, wantedBytes });
  }
}

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

function locationOf(outcome: ExchangeOutcome): string | undefined {
  return outcome.kind === 'answered' && isRedirect(outcome.status, outcome.headers)
    ? outcome.headers.location
    : undefined;
}

function resolved(location: string, base: URL): string {
  const url = URL.parse(location, base.href);
  if (url === null) throw new OutboundFailure('protocol', 'The URL redirects to something that is not a URL.');
  return url.href;
}

function withUserAgent(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const isNamed = Object.keys(headers).some((name) => name.toLowerCase() === 'user-agent');
  return isNamed ? headers : { ...headers, 'user-agent': USER_AGENT };
}

function forAnyOrigin(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => HEADERS_FOR_ANY_ORIGIN.has(name.toLowerCase())));
}
