/** A request header that cannot be sent. The message may be shown to the tenant. */
export class OutboundHeaderError extends Error {
  constructor(
    readonly reason: 'name' | 'value' | 'reserved' | 'duplicate' | 'count' | 'size',
    message: string,
    /** The header concerned, when it is one. */
    readonly header?: string,
  ) {
    super(message);
    this.name = 'OutboundHeaderError';
  }
}

export const CUSTOM_HEADERS_MAX = 20;
/** Counted as written: names, values, and the four characters around each. */
export const CUSTOM_HEADERS_MAX_BYTES = 4096;

/** A field name (RFC 9110 section 5.1). */
const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** A field value (RFC 9110 section 5.5) of visible ASCII: no line break that would start another header. */
const FIELD_VALUE = /^(?:[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?)?$/;

/** Headers that govern the connection or frame the message (RFC 9110 section 7.6.1): only the HTTP client sets them. */
const TRANSPORT_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Headers that describe or sign our own body, and those that open clouds' metadata services: should an address check
 * ever fail, no tenant can send what such a service asks for.
 */
const RESERVED_HEADERS: ReadonlySet<string> = new Set([
  'content-encoding',
  'content-type',
  'metadata',
  'metadata-flavor',
]);
const RESERVED_PREFIXES = ['webhook-', 'x-hub-signature', 'x-aws-ec2-metadata-', 'x-google-metadata-'];

export interface CustomHeaderOptions {
  /** Whether `Authorization` may be among them; by default it may not. */
  readonly allowAuthorization?: boolean;
}

/**
 * Checks headers that a tenant configured for its own endpoint: at most 20 in 4 KiB, valid, each name once, none that
 * belongs to the connection, to us (`webhook-*`, `content-type`, signatures) or, unless allowed, to authorization.
 * @throws OutboundHeaderError
 */
export function assertCustomHeaders(
  headers: Readonly<Record<string, string>>,
  options: CustomHeaderOptions = {},
): void {
  const names = Object.keys(headers);
  if (names.length > CUSTOM_HEADERS_MAX) {
    throw new OutboundHeaderError('count', `At most ${CUSTOM_HEADERS_MAX} headers are allowed.`);
  }
  assertRequestHeaders(headers);
  for (const name of names) {
    if (isReserved(name.toLowerCase(), options)) {
      throw new OutboundHeaderError('reserved', `The header ${name} cannot be chosen.`, name);
    }
  }
  const bytes = Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
  if (bytes > CUSTOM_HEADERS_MAX_BYTES) {
    throw new OutboundHeaderError('size', `The headers are longer than ${CUSTOM_HEADERS_MAX_BYTES} bytes together.`);
  }
}

/**
 * The last check before headers are written, whoever chose them: valid names and values, each name once, none that
 * belongs to the connection.
 * @throws OutboundHeaderError
 */
export function assertRequestHeaders(headers: Readonly<Record<string, string>>): void {
  const seen = new Set<string>();
  for (const [name, value] of Object.entries(headers)) {
    const lowerCased = name.toLowerCase();
    if (!FIELD_NAME.test(name)) {
      throw new OutboundHeaderError('name', `${JSON.stringify(name)} is not a header name.`, name);
    }
    if (typeof value !== 'string' || !FIELD_VALUE.test(value)) {
      const message = `The value of ${name} must be visible ASCII text without line breaks or outer blanks.`;
      throw new OutboundHeaderError('value', message, name);
    }
    if (TRANSPORT_HEADERS.has(lowerCased)) {
      throw new OutboundHeaderError('reserved', `The header ${name} is set by the HTTP client.`, name);
    }
    if (seen.has(lowerCased)) throw new OutboundHeaderError('duplicate', `The header ${name} is given twice.`, name);
    seen.add(lowerCased);
  }
}

function isReserved(name: string, { allowAuthorization = false }: CustomHeaderOptions): boolean {
  if (name === 'authorization') return !allowAuthorization;
  return RESERVED_HEADERS.has(name) || RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix));
}
