import type { GraphAccepted, GraphOutcome, GraphRefused, GraphUnknown } from './graph-outcome';
import { parseObject, readFailure, readObjectAnswer, textOf } from './read-answer';
import type { HttpAnswer } from './read-answer';

/** What Meta says about a media object. */
export interface MetaMedia {
  readonly id: string;
  /** Where its bytes are, for 5 minutes and with the bearer token. http or https. */
  readonly url: string;
  /** As Meta states it, possibly with parameters (`audio/ogg; codecs=opus`); empty when Meta states none. */
  readonly mimeType: string;
  /** In lower-case hexadecimal. Null when Meta states none that can be read. */
  readonly sha256: string | null;
  /** In bytes. Null when Meta states none that can be read. */
  readonly fileSize: number | null;
}

/** By these Meta names an object that is not there, or not any more. */
const INVALID_PARAMETER_CODE = 100;
const UNKNOWN_OBJECT_SUBCODE = 33;
const GONE_STATUSES: ReadonlySet<number> = new Set([404, 410]);

const SHA256_BYTES = 32;
const SHA256_HEX = /^[0-9a-f]{64}$/i;
/** Base64 of 32 bytes, in either alphabet, padded or not. */
const SHA256_BASE64 = /^[0-9a-z+/_-]{43}=?$/i;
const WHOLE_NUMBER = /^[0-9]{1,15}$/;

/** Reads the answer to an upload: taken only when it names the media object. */
export function readUploadAnswer(answer: HttpAnswer): GraphOutcome<GraphAccepted<{ readonly id: string }>> {
  const outcome = readObjectAnswer<{ readonly id: string }>(answer);
  if (outcome.kind !== 'accepted' || textOf(outcome.json.id)) return outcome;
  return unusable(answer, 'has no media id');
}

/** Reads what Meta says about a media object: of use only when it says where the bytes are. */
export function readMediaAnswer(answer: HttpAnswer): GraphOutcome<GraphAccepted<MetaMedia>> {
  const outcome = readObjectAnswer<Readonly<Record<string, unknown>>>(answer);
  if (outcome.kind !== 'accepted') return outcome;
  const { id, url, mime_type: mimeType, sha256, file_size: fileSize } = outcome.json;
  if (typeof id !== 'string' || id === '') return unusable(answer, 'has no media id');
  if (url === undefined && mimeType === undefined && sha256 === undefined) return otherObject(answer);
  if (!isHttpUrl(url)) return unusable(answer, 'has no URL of the media');
  const json = { id, url, mimeType: textOf(mimeType) ?? '', sha256: readSha256(sha256), fileSize: readSize(fileSize) };
  return { ...outcome, json };
}

/**
 * Reads the answer to a download that is no success. A URL that has expired is the unknown object that it is elsewhere
 * in Meta's API (code 100, subcode 33), whatever words came with it.
 */
export function readDownloadFailure(answer: HttpAnswer): GraphRefused | GraphUnknown {
  const failure = readFailure(answer, parseObject(answer.body), 'is not the media');
  if (failure.kind === 'unknown' || !GONE_STATUSES.has(answer.status)) return failure;
  const error = { ...failure.error, code: INVALID_PARAMETER_CODE, error_subcode: UNKNOWN_OBJECT_SUBCODE };
  return { ...failure, error, retryClass: 'never' };
}

/** SHA-256 as Meta writes it (hexadecimal here, base64 in webhooks) in lower-case hexadecimal, or null. */
export function readSha256(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  if (SHA256_HEX.test(value)) return value.toLowerCase();
  if (!SHA256_BASE64.test(value)) return null;
  const bytes = Buffer.from(value, 'base64');
  return bytes.length === SHA256_BYTES ? bytes.toString('hex') : null;
}

/** Whether a text is a URL that a download can be made from. */
export function isHttpUrl(value: unknown): value is string {
  const protocol = typeof value === 'string' ? URL.parse(value)?.protocol : undefined;
  return protocol === 'https:' || protocol === 'http:';
}

function readSize(value: unknown): number | null {
  const text = typeof value === 'number' ? String(value) : textOf(value);
  return text !== undefined && WHOLE_NUMBER.test(text) ? Number(text) : null;
}

/** Meta names other objects than media too, such as phone numbers: to whoever asks for a file they are as good as unknown. */
function otherObject({ status }: HttpAnswer): GraphRefused {
  return {
    kind: 'refused',
    httpStatus: status,
    error: {
      message: 'Unsupported get request. The object is no media.',
      type: 'GraphMethodException',
      code: INVALID_PARAMETER_CODE,
      error_subcode: UNKNOWN_OBJECT_SUBCODE,
    },
    fromMeta: false,
    retryClass: 'never',
  };
}

/** A success that is of no use: whether Meta did what was asked cannot be known. */
function unusable(answer: HttpAnswer, complaint: string): GraphUnknown {
  return { kind: 'unknown', cause: new Error(`the answer ${answer.status} ${complaint}`) };
}
