import {
  GatewayError,
  LIMITS,
  MEDIA_KINDS,
  bareMimeType,
  isMimeTypeAccepted,
  type MediaKind,
  isJsonObject,
  type JsonObject,
} from '@switchboard/contracts';
import { isDataUrl, readDataUrl } from './data-url';
import { fieldError, validationError } from '../../../http/json/field-errors';
import { membersOf, type JsonMember } from '../../../http/json/json-span';
import type { CarriedFile, LinkedFile } from '../../media/outbound/outbound-file';

interface Replaceable {
  /**
   * The posted JSON text with the file replaced by `"id"`: `data_base64`, `mime_type` and `link` are gone, every other
   * member is kept as it was written.
   */
  readonly withMediaId: (rawJson: string, mediaId: string) => string;
}

/** A file that a message body carries in itself. */
export type EmbeddedMedia = CarriedFile & Replaceable;

/** A file that a message body names by a link. */
export type LinkedMedia = LinkedFile & Replaceable;

interface Reference {
  readonly kind: MediaKind;
  readonly media: JsonObject;
  readonly field: 'data_base64' | 'link';
  readonly source: string;
}

function isMediaKind(type: unknown): type is MediaKind {
  return typeof type === 'string' && Object.hasOwn(MEDIA_KINDS, type);
}

function findReference(body: JsonObject): Reference | null {
  const kind = body['type'];
  if (!isMediaKind(kind)) return null;
  const media = body[kind];
  if (!isJsonObject(media)) return null;
  const { data_base64: data, link } = media;
  if (typeof data === 'string') return { kind, media, field: 'data_base64', source: data };
  if (typeof link === 'string' && isDataUrl(link)) return { kind, media, field: 'link', source: link };
  return null;
}

/** Whether the body carries its media as base64, be it in `data_base64` or as a data URL in `link`. */
export function carriesEmbeddedMedia(body: JsonObject): boolean {
  return findReference(body) !== null;
}

/** How many bytes the base64 text stands for, or null when its length alone shows that it is none. */
function decodedLength(base64: string): number | null {
  if (base64.length === 0 || base64.length % 4 !== 0) return null;
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}

function tooLarge(kind: MediaKind, sizeBytes: number, maxBytes: number): GatewayError {
  return new GatewayError('MEDIA_002', { params: { kind, sizeBytes, maxBytes } });
}

/** Decodes base64 of the standard alphabet with padding; sizes are judged before any memory is spent. */
function decode({ kind, field }: Reference, base64: string): Buffer {
  const path = [kind, field];
  const length = decodedLength(base64);
  if (length !== null && length > LIMITS.base64MaxBytes) throw tooLarge(kind, length, LIMITS.base64MaxBytes);
  if (length !== null && length > MEDIA_KINDS[kind].maxBytes) throw tooLarge(kind, length, MEDIA_KINDS[kind].maxBytes);
  // Node's decoder skips what is not base64 and also takes the URL alphabet, so the outcome is compared.
  const bytes = Buffer.from(base64, 'base64');
  if (length === null || bytes.length !== length || base64.includes('-') || base64.includes('_')) {
    const message = 'must be base64 of the standard alphabet, with padding and without line breaks';
    throw validationError([fieldError(path, 'base64', message)]);
  }
  return bytes;
}

function split({ field, media, source, kind }: Reference): { base64: string; mimeType: string } {
  const declared = typeof media['mime_type'] === 'string' ? media['mime_type'] : null;
  if (field === 'data_base64') {
    if (declared === null) throw validationError([fieldError([kind, 'mime_type'], 'required', 'is required')]);
    return { base64: source, mimeType: declared };
  }
  const dataUrl = readDataUrl(source);
  const mimeType = dataUrl?.mimeType ?? declared;
  if (dataUrl === null || !dataUrl.base64 || mimeType === null) {
    throw validationError([fieldError([kind, 'link'], 'base64', 'must be a data URL with a MIME type and base64')]);
  }
  return { base64: source.slice(dataUrl.dataStart), mimeType };
}

function acceptedMimeType(kind: MediaKind, mimeType: string): string {
  const bare = bareMimeType(mimeType);
  if (bare === null || !isMimeTypeAccepted(kind, bare)) {
    throw new GatewayError('MEDIA_003', { params: { kind, mimeType, accepted: MEDIA_KINDS[kind].mimeTypes } });
  }
  return bare;
}

function replaceReference(rawJson: string, kind: MediaKind, mediaId: string): string {
  // Of a repeated key the last counts, as it does for JSON.parse.
  const object = membersOf(rawJson).findLast((member) => member.key === kind);
  if (object === undefined) return rawJson;
  const isReference = (member: JsonMember): boolean => ['data_base64', 'mime_type', 'link', 'id'].includes(member.key);
  const kept = membersOf(rawJson, object.valueStart)
    .filter((member) => !isReference(member))
    .map((member) => rawJson.slice(member.keyStart, member.valueEnd));
  const members = [`"id":${JSON.stringify(mediaId)}`, ...kept].join(',');
  return `${rawJson.slice(0, object.valueStart)}{${members}}${rawJson.slice(object.valueEnd)}`;
}

function withinBytes(json: string, maxBytes: number): string {
  if (Buffer.byteLength(json) > maxBytes) {
    const message = `must have at most ${maxBytes} bytes besides the base64`;
    throw validationError([fieldError([], 'maxBytes', message)]);
  }
  return json;
}

function filenameOf({ filename }: JsonObject): string | undefined {
  return typeof filename === 'string' ? filename : undefined;
}

/**
 * Takes the file out of a valid message body that carries one as base64; null for every other body.
 * @param restMaxBytes what may be left of the body without it
 * @throws GatewayError VAL_001 when it is not base64, MEDIA_002 when it is larger than 16 MB or the cap of its
 * kind, MEDIA_003 when its MIME type is not accepted for its kind.
 */
export function embeddedMediaOf(body: JsonObject, restMaxBytes: number = LIMITS.bodyMaxBytes): EmbeddedMedia | null {
  const reference = findReference(body);
  if (reference === null) return null;
  const { kind, media } = reference;
  const { base64, mimeType } = split(reference);
  const accepted = acceptedMimeType(kind, mimeType);
  return {
    source: 'message',
    kind,
    mimeType: accepted,
    bytes: decode(reference, base64),
    filename: filenameOf(media),
    withMediaId: (rawJson, mediaId) => withinBytes(replaceReference(rawJson, kind, mediaId), restMaxBytes),
  };
}

/**
 * The file that a valid message body of a media type names by an http or https link; null for every other body. Links in
 * the headers and cards of templates and interactive messages are not among them: Meta fetches those itself.
 */
export function linkedMediaOf(body: JsonObject): LinkedMedia | null {
  const kind = body['type'];
  const media = isMediaKind(kind) ? body[kind] : null;
  if (!isMediaKind(kind) || !isJsonObject(media)) return null;
  const { link } = media;
  if (typeof link !== 'string' || isDataUrl(link)) return null;
  return {
    source: 'link',
    kind,
    url: link,
    filename: filenameOf(media),
    withMediaId: (rawJson, mediaId) => replaceReference(rawJson, kind, mediaId),
  };
}
