import { OutboundHeaderError } from './header-rules';
import { OutboundUrlError } from './url-rules';

/**
 * Why there is no answer:
 * - `refused-address`: the URL, or where it leads, is not allowed; nothing was sent
 * - `dns`: the name has no address; nothing was sent
 * - `connect`: no connection came about; nothing was sent
 * - `tls`: no trusted encryption came about; nothing was sent
 * - `timeout`: the deadline passed; the request may have been received
 * - `reset`: the connection broke; the request may have been received
 * - `protocol`: the request or the answer is not valid HTTP, or there were too many redirects
 * - `cancelled`: the caller's signal, or the end of the program
 */
export type FailureReason =
  'refused-address' | 'dns' | 'connect' | 'tls' | 'timeout' | 'reset' | 'protocol' | 'cancelled';

/** A request that failed, with its reason. The message may be shown to the tenant. */
export class OutboundFailure extends Error {
  constructor(
    readonly reason: FailureReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'OutboundFailure';
  }
}

/** What the system reports when an established connection breaks. */
const BROKEN_CONNECTION: ReadonlySet<string> = new Set([
  'UND_ERR_SOCKET',
  'UND_ERR_CLOSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOTCONN',
  'ETIMEDOUT',
]);
/** undici's words for a connection that ended in good order, but before the stated length or the last chunk. */
const ENDED_EARLY_CODE = 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH';
const ENDED_EARLY_TEXT = 'Invalid EOF state';
/** undici reports an answer with status 100 or 101 with the code of a broken connection. */
const UNWANTED_ANSWERS: ReadonlySet<string> = new Set(['bad response', 'bad upgrade']);

/** The reason of any error that a request can meet after its connection exists. */
export function failureOf(error: unknown): OutboundFailure {
  if (error instanceof OutboundFailure) return error;
  const text = messageOf(error);
  const failure = (reason: FailureReason, message = text): OutboundFailure =>
    new OutboundFailure(reason, message, { cause: error });
  if (error instanceof OutboundUrlError) return failure('refused-address');
  if (error instanceof OutboundHeaderError) return failure('protocol');
  const code = codeOf(error);
  if (code === 'UND_ERR_DESTROYED') return failure('cancelled', 'The program is stopping.');
  if (UNWANTED_ANSWERS.has(text))
    return failure('protocol', 'The server answered with a status that nobody asked for.');
  if (BROKEN_CONNECTION.has(code)) return brokenConnection(error);
  if (/^ERR_(?:SSL|TLS)/.test(code)) return failure('tls');
  return failure('protocol');
}

/** The reason of any error after the headers of the answer: before, the same words stand for headers that are not valid. */
export function failureWithinBody(error: unknown): OutboundFailure {
  const isEndedEarly = codeOf(error) === ENDED_EARLY_CODE || messageOf(error).includes(ENDED_EARLY_TEXT);
  return isEndedEarly ? brokenConnection(error) : failureOf(error);
}

/** The connection did not last until the end of the answer. */
export function brokenConnection(cause?: unknown): OutboundFailure {
  return new OutboundFailure('reset', 'The connection was closed before the answer was complete.', { cause });
}

/** The machine-readable code of a system or library error, or an empty text. */
export function codeOf(error: unknown): string {
  return isObject(error) && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/**
 * What an error says. One that bundles the errors of several attempts says nothing itself: the first of them does. Of
 * OpenSSL's errors the reason is told, without the library's inner names.
 */
export function messageOf(error: unknown): string {
  if (!isObject(error)) return String(error);
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0) return messageOf(error.errors[0]);
  if (codeOf(error).startsWith('ERR_SSL') && 'reason' in error && typeof error.reason === 'string') return error.reason;
  return 'message' in error && typeof error.message === 'string' ? error.message : 'unknown error';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
