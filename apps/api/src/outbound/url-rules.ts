import { isIP } from 'node:net';
import { isPublicAddress } from './address-rules';

/** What the operator allows tenants' URLs beyond the defaults. */
export interface OutboundRules {
  /** Whether `http:` is allowed beside `https:`. */
  readonly allowHttp: boolean;
  /**
   * `host` or `host:port`, compared without regard to case with the host as URLs carry it (punycode, canonical IP).
   * Such a host may be of any name and lie at any address; scheme and port rules still hold for it.
   */
  readonly allowHosts: readonly string[];
}

export type UrlRefusal = 'malformed' | 'scheme' | 'credentials' | 'port' | 'address' | 'host';

/** A tenant's URL that we do not call. The message may be shown to the tenant. */
export class OutboundUrlError extends Error {
  constructor(
    readonly reason: UrlRefusal,
    message: string,
  ) {
    super(message);
    this.name = 'OutboundUrlError';
  }
}

export const URL_MAX_CHARACTERS = 2048;

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Blanks and controls are dropped, and backslashes read as slashes, by URL parsers: what is shown would not be what is called. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const MISREAD_CHARACTERS = /[\u0000-\u0020\u007f\\]/;
const WITH_AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]+)/i;

const HOST_MAX_CHARACTERS = 253;
/** A DNS label (RFC 1035), with the underscore that some providers use. */
const HOST_LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/**
 * Names that only mean something inside one network: RFC 6761, 6762, 7686 and 8375, ICANN's `.internal`, and the names
 * that ICANN withholds because so many private networks use them.
 */
const INTERNAL_SUFFIXES = [
  'localhost',
  'localdomain',
  'local',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'lan',
  'arpa',
  'test',
  'invalid',
  'onion',
];

/**
 * Ports of services that are no HTTP server and can be harmed by being talked to: the ports that browsers refuse
 * (https://fetch.spec.whatwg.org/#port-blocking), and databases, caches, queues and control planes.
 */
const REFUSED_PORTS: ReadonlySet<number> = new Set([
  ...[0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109],
  ...[110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530],
  ...[531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190],
  ...[5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080],
  // SMB, rsync, SQL Server, Oracle, ZooKeeper, Docker, etcd, MySQL, RDP, PostgreSQL, AMQP, VNC, CouchDB, WinRM.
  ...[445, 873, 1433, 1521, 2181, 2375, 2376, 2379, 2380, 3306, 3389, 5432, 5671, 5672, 5900, 5984, 5985, 5986],
  // Redis and its cluster bus, Cassandra, Kafka, Elasticsearch, kubelet, memcached, MongoDB.
  ...[6379, 6380, 16379, 9042, 9092, 9200, 9300, 10250, 10255, 11211, 27017, 27018, 27019],
]);

/**
 * Reads a URL that a tenant gave and checks everything that can be known without connecting. Addresses in any spelling
 * (decimal, octal, hexadecimal, short, percent-encoded, full-width) are judged as the WHATWG URL standard reads them.
 * The name's addresses are checked later, when connecting.
 * @returns the URL as it will be called, its host without a trailing dot
 * @throws OutboundUrlError
 */
export function parseTenantUrl(text: string, rules: OutboundRules): URL {
  const url = readUrl(text);
  assertScheme(url, rules.allowHttp);
  const authority = WITH_AUTHORITY.exec(text)?.[1];
  if (authority === undefined) throw new OutboundUrlError('malformed', 'The URL has no host after "//".');
  if (authority.includes('@')) {
    throw new OutboundUrlError('credentials', 'The URL must not hold a user name or a password.');
  }
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1);
  if (!isAllowedHost(url, rules.allowHosts)) assertPublicHost(hostOf(url));
  if (REFUSED_PORTS.has(portOf(url))) {
    throw new OutboundUrlError('port', `Port ${portOf(url)} belongs to a service that is not a web server.`);
  }
  return url;
}

/** Whether the operator named this URL's host (or host and port) as allowed wherever it lies. */
export function isAllowedHost(url: URL, allowHosts: readonly string[]): boolean {
  const names = [url.hostname, hostOf(url), `${url.hostname}:${portOf(url)}`];
  return allowHosts.some((entry) => names.includes(entry.toLowerCase()));
}

/** The URL's host as resolvers and sockets want it: an IPv6 address without brackets. */
export function hostOf(url: URL): string {
  return url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
}

/** The port that is connected to, given or by the scheme. */
export function portOf(url: URL): number {
  return url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? 0) : Number(url.port);
}

function readUrl(text: string): URL {
  if (text.length > URL_MAX_CHARACTERS) {
    throw new OutboundUrlError('malformed', `The URL is longer than ${URL_MAX_CHARACTERS} characters.`);
  }
  if (MISREAD_CHARACTERS.test(text)) {
    throw new OutboundUrlError('malformed', 'The URL holds a blank, a control character or a backslash.');
  }
  const url = URL.parse(text);
  if (url === null) throw new OutboundUrlError('malformed', 'This is not a URL with a valid host and port.');
  if (url.href.length > URL_MAX_CHARACTERS) {
    throw new OutboundUrlError('malformed', `The URL, encoded, is longer than ${URL_MAX_CHARACTERS} characters.`);
  }
  return url;
}

function assertScheme(url: URL, allowHttp: boolean): void {
  if (url.protocol === 'https:' || (allowHttp && url.protocol === 'http:')) return;
  throw new OutboundUrlError('scheme', `The URL must start with ${allowHttp ? 'https:// or http://' : 'https://'}.`);
}

function assertPublicHost(host: string): void {
  if (isIP(host) !== 0) {
    if (isPublicAddress(host)) return;
    throw new OutboundUrlError('address', `${host} is not an address of the public Internet.`);
  }
  const labels = host.split('.');
  if (host.length > HOST_MAX_CHARACTERS || !labels.every((label) => HOST_LABEL.test(label))) {
    throw new OutboundUrlError('host', 'The host is not a valid domain name.');
  }
  if (labels.length < 2 || INTERNAL_SUFFIXES.includes(labels.at(-1) ?? '')) {
    throw new OutboundUrlError('host', `${host} is not a name of the public Internet.`);
  }
}
