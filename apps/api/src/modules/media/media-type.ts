import { GatewayError, MEDIA_KINDS, type MediaKind, bareMimeType, isMimeTypeAccepted } from '@switchboard/contracts';
import { mimeTypeOfName } from './file-extension';
import type { Signature } from './media-signature';

/** What is known about the type of a file. */
export interface MediaTypeClues {
  /** The `Content-Type` of the form's part or of the raw body. */
  readonly declared: string | null;
  /** The form's field `type`, or the header `X-Upload-Type`. */
  readonly override: string | null;
  /**
   * Which of the two counts when both name a type: in a form what is declared, of a raw body the override. A form's
   * part without a type is `text/plain` (RFC 7578, 4.4), and parsers say so, so there this type is only believed when
   * nothing speaks against it.
   */
  readonly precedence: 'declared' | 'override';
  readonly filename: string | null;
  readonly signature: Signature;
}

/** As what a file is taken. */
export interface MediaType {
  /** In lower case, without parameters, and without an alias. */
  readonly mimeType: string;
  readonly kind: MediaKind;
  /** The cap of the kind. */
  readonly maxBytes: number;
}

const OCTET_STREAM = 'application/octet-stream';
const FORM_PART_DEFAULT = 'text/plain';

/** Types that say nothing; the second is curl's for `--data-binary`. */
const GENERIC_TYPES: ReadonlySet<string> = new Set([
  OCTET_STREAM,
  'application/x-www-form-urlencoded',
  'binary/octet-stream',
  'application/binary',
  'application/unknown',
  'application/x-unknown',
  'unknown/unknown',
  'application/force-download',
  'application/x-download',
  '*/*',
]);

const ALIASES: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-png': 'image/png',
  'image/apng': 'image/png',
  'audio/mp3': 'audio/mpeg',
  'audio/x-mp3': 'audio/mpeg',
  'audio/x-mpeg': 'audio/mpeg',
  'audio/mpeg3': 'audio/mpeg',
  'audio/m4a': 'audio/mp4',
  'audio/x-m4a': 'audio/mp4',
  'audio/x-aac': 'audio/aac',
  'audio/aacp': 'audio/aac',
  'audio/x-amr': 'audio/amr',
  'audio/opus': 'audio/ogg',
  'audio/x-opus+ogg': 'audio/ogg',
  'video/3gp': 'video/3gpp',
  'video/x-m4v': 'video/mp4',
  'application/x-pdf': 'application/pdf',
  'application/x-zip-compressed': 'application/zip',
};

type Rule = (signature: Signature) => boolean;

function shows(mimeType: string): Rule {
  return (signature) => signature.mimeType === mimeType;
}

function isOf(...families: readonly Signature['family'][]): Rule {
  return (signature) => families.includes(signature.family);
}

const isIsoMedia = isOf('iso-media');
const isCompoundFile = isOf('cfb');
const isOpenXml: Rule = (signature) => signature.family === 'zip' || signature.isEncryptedOffice;

/** What the bytes of each type that WhatsApp lists must show. */
const PROOFS: Readonly<Record<string, Rule>> = {
  'image/jpeg': shows('image/jpeg'),
  'image/png': shows('image/png'),
  'image/webp': shows('image/webp'),
  'audio/aac': (signature) => signature.mimeType === 'audio/aac' || signature.family === 'id3',
  'audio/amr': shows('audio/amr'),
  'audio/mpeg': shows('audio/mpeg'),
  // Players tell sound from video by the tracks, and files are made with any of the brands.
  'audio/mp4': isIsoMedia,
  'video/mp4': isIsoMedia,
  'video/3gpp': isIsoMedia,
  'audio/ogg': ({ family, codec }) => family === 'ogg' && (codec === null || codec === 'opus'),
  'application/pdf': ({ mimeType, family, hasPdfHeader }) =>
    mimeType === 'application/pdf' || (hasPdfHeader && (family === 'text' || family === 'unknown')),
  'text/plain': ({ family, hasNul }) => family === 'text' || family === 'xml' || (family === 'unknown' && !hasNul),
  'application/msword': isCompoundFile,
  'application/vnd.ms-excel': isCompoundFile,
  'application/vnd.ms-powerpoint': isCompoundFile,
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': isOpenXml,
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': isOpenXml,
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': isOpenXml,
};

const PROGRAMS: ReadonlySet<string> = new Set([
  'application/x-msdownload',
  'application/x-elf',
  'application/x-mach-binary',
]);

/** Signatures long enough to prove a declaration wrong that asks for none itself. */
const CERTAIN_TYPES: ReadonlySet<string> = new Set([
  ...PROGRAMS,
  'application/ogg',
  'application/pdf',
  'audio/amr',
  'audio/flac',
  'audio/mp4',
  'audio/ogg',
  'audio/wav',
  'image/avif',
  'image/gif',
  'image/heic',
  'image/heif',
  'image/jpeg',
  'image/png',
  'image/webp',
  'video/3gpp',
  'video/3gpp2',
  'video/matroska',
  'video/mp4',
  'video/quicktime',
  'video/vnd.avi',
  'video/webm',
]);

/** Containers of sound and video that are registered as neither. */
const NEUTRAL_CONTAINERS: ReadonlySet<string> = new Set([
  'application/mp4',
  'application/ogg',
  'application/x-matroska',
]);

function topLevel(mimeType: string): string {
  return mimeType.slice(0, mimeType.indexOf('/'));
}

function isMarkupType(mimeType: string): boolean {
  return topLevel(mimeType) === 'text' || /[/+](?:xml|html|xhtml)\b/.test(mimeType);
}

/** A type that asks for no signature is contradicted by bytes that surely are of another world. */
function contradictsUnlisted(mimeType: string, { family, mimeType: shown }: Signature): boolean {
  if (family === 'html') return !isMarkupType(mimeType);
  if (shown === null || !CERTAIN_TYPES.has(shown)) return false;
  const top = topLevel(mimeType);
  // One container holds sound or video, and its name does not say which.
  const isAudioVisual = ['audio', 'video'].includes(topLevel(shown)) || NEUTRAL_CONTAINERS.has(shown);
  if (isAudioVisual) return top !== 'audio' && top !== 'video' && !NEUTRAL_CONTAINERS.has(mimeType);
  return top !== topLevel(shown);
}

function contradicts(mimeType: string, signature: Signature): boolean {
  if (GENERIC_TYPES.has(mimeType)) return false;
  const isProven = PROOFS[mimeType];
  return isProven === undefined ? contradictsUnlisted(mimeType, signature) : !isProven(signature);
}

/** In lower case without parameters and aliases; null when it is no MIME type. */
function canonical(text: string): string | null {
  const bare = bareMimeType(text);
  return bare === null ? null : (ALIASES[bare] ?? bare);
}

function isGeneric(mimeType: string): boolean {
  return GENERIC_TYPES.has(mimeType) || mimeType.startsWith('multipart/');
}

/** The kind as which WhatsApp takes a type, which may have parameters: a document, unless it lists the type under another kind. */
export function kindOfMimeType(mimeType: string): MediaKind {
  const bare = canonical(mimeType) ?? mimeType;
  const kinds = Object.keys(MEDIA_KINDS) as MediaKind[];
  return kinds.find((kind) => MEDIA_KINDS[kind].mimeTypes.includes(bare)) ?? 'document';
}

function asKind(kind: MediaKind, mimeType: string): MediaType {
  return { mimeType, kind, maxBytes: MEDIA_KINDS[kind].maxBytes };
}

function refuse(mimeType: string, { mimeType: shown, codec }: Signature): GatewayError {
  const detected = shown === null ? 'unknown' : codec === null ? shown : `${shown}; codecs=${codec}`;
  return new GatewayError('MEDIA_003', { params: { mimeType, detected } });
}

function fromDeclared({ declared }: Pick<MediaTypeClues, 'declared'>): string | null {
  const mimeType = declared === null ? null : canonical(declared);
  return mimeType === null || isGeneric(mimeType) ? null : mimeType;
}

/** An override is there to be obeyed, so nonsense is not passed over. */
function fromOverride({ override, signature }: Pick<MediaTypeClues, 'override' | 'signature'>): string | null {
  if (override === null || override.trim() === '') return null;
  const mimeType = canonical(override);
  if (mimeType === null) throw refuse(override, signature);
  return isGeneric(mimeType) ? null : mimeType;
}

function claimed(clues: MediaTypeClues): string | null {
  const declared = fromDeclared(clues);
  if (clues.precedence === 'override') return fromOverride(clues) ?? declared;
  if (declared !== FORM_PART_DEFAULT) return declared ?? fromOverride(clues);
  return fromOverride(clues) ?? (contradicts(declared, clues.signature) ? null : declared);
}

/** Containers that the bytes alone do not tell apart further; a name may. */
const BARE_CONTAINERS: ReadonlySet<string> = new Set(['application/zip', 'application/x-cfb', 'video/mp4']);

function isHarmless({ family, mimeType }: Signature): boolean {
  return !['text', 'html', 'xml'].includes(family) && !PROGRAMS.has(mimeType ?? '');
}

function guess({ filename, signature }: MediaTypeClues): string {
  const named = mimeTypeOfName(filename);
  const shown = signature.mimeType;
  if (shown === null) {
    if (named !== null && contradicts(named, signature)) throw refuse(named, signature);
    return named ?? OCTET_STREAM;
  }
  // A page, script or program that goes by the name of something else is meant to deceive.
  if (named !== null && !isHarmless(signature) && contradicts(named, signature)) throw refuse(named, signature);
  const isTold = named !== null && PROOFS[named] !== undefined && !contradicts(named, signature);
  return isTold && BARE_CONTAINERS.has(shown) ? named : shown;
}

/**
 * Whether the type is named already, so that whatever the rest of a form says does not change it: bytes can go to Meta
 * while they come.
 */
export function isTypeSettled(clues: Pick<MediaTypeClues, 'declared' | 'override' | 'precedence'>): boolean {
  const declared = fromDeclared(clues);
  const override = clues.override === null ? null : canonical(clues.override);
  if (override !== null && !isGeneric(override)) return true;
  return clues.precedence === 'declared' && declared !== null && declared !== FORM_PART_DEFAULT;
}

/**
 * Decides as what an uploaded file is taken: what is declared and the override in their order, else what the bytes
 * show, else what the name says, else a document of unknown type. Generic types count as none.
 * @throws GatewayError MEDIA_003 with `mimeType` and `detected` when the bytes contradict the type, or the override
 * is no MIME type.
 */
export function decideMediaType(clues: MediaTypeClues): MediaType {
  const claim = claimed(clues);
  if (claim !== null && contradicts(claim, clues.signature)) throw refuse(claim, clues.signature);
  const mimeType = claim ?? guess(clues);
  return asKind(kindOfMimeType(mimeType), mimeType);
}

/**
 * Checks a file inside a message: its type must be one that WhatsApp takes as this kind, and its bytes must not
 * contradict it.
 * @returns the type without parameters and aliases, with the kind of the message and its cap
 * @throws GatewayError MEDIA_003 with `kind`, `mimeType` and `accepted`, or with `mimeType` and `detected`.
 */
export function assertAcceptedFor(kind: MediaKind, mimeType: string, signature: Signature): MediaType {
  const known = canonical(mimeType);
  if (known === null || !isMimeTypeAccepted(kind, known)) {
    throw new GatewayError('MEDIA_003', { params: { kind, mimeType, accepted: MEDIA_KINDS[kind].mimeTypes } });
  }
  if (contradicts(known, signature)) throw refuse(known, signature);
  return asKind(kind, known);
}
