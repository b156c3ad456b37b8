const KIB = 1024;
const MIB = 1024 * KIB;

/** Every limit of the outside contract that is a plain number. Units stand last in the names. */
export const LIMITS = {
  /** A message body without embedded media. */
  bodyMaxBytes: 256 * KIB,
  /** A message body that carries its media as base64. */
  largeBodyMaxBytes: 24 * MIB,
  /** A file sent as base64, after decoding; larger files go through the upload route. */
  base64MaxBytes: 16 * MIB,
  /** The whole document counts as level 1. */
  jsonMaxDepth: 16,
  /** Breaches of rules that one VAL_001 lists. */
  validationMaxFields: 20,
  /** A JSON body of the v2 API. */
  v2BodyMaxBytes: 2 * MIB,
  /** A request body of the console API, other than CSV uploads. */
  consoleBodyMaxBytes: 1 * MIB,
  /** A webhook from Meta. */
  webhookBodyMaxBytes: 3 * MIB,
  /** Updates in one webhook from Meta. */
  webhookMaxUpdates: 1000,

  requestIdMaxChars: 128,
  idempotencyKeyMaxChars: 255,
  idempotencyTtlMs: 24 * 60 * 60 * 1000,
  callbackDataMaxChars: 512,

  recipientMinDigits: 5,
  recipientMaxDigits: 20,
  /** `to` as it is written, with plus sign, spaces, dashes and parentheses. */
  recipientMaxChars: 64,
  /** Country, dot, `ENT.` for ids of a parent business, up to 128 alphanumerics. */
  businessScopedUserIdMaxChars: 135,
  metaIdMaxChars: 512,
  linkMaxChars: 8192,

  textBodyMaxChars: 4096,
  captionMaxChars: 1024,
  filenameMaxChars: 240,
  contactsMaxItems: 257,
  latitudeMaxDegrees: 90,
  longitudeMaxDegrees: 180,

  templateNameMaxChars: 512,
  templateButtonMaxIndex: 9,
  /** The contract sets no bounds on the following; these are beyond what any template can have. */
  templateComponentsMaxItems: 32,
  templateParametersMaxItems: 256,
  templateCardsMaxItems: 10,

  interactiveBodyMaxChars: 1024,
  listBodyMaxChars: 4096,
  footerMaxChars: 60,
  textHeaderMaxChars: 60,
  replyButtonsMaxItems: 3,
  replyButtonIdMaxChars: 256,
  replyButtonTitleMaxChars: 20,
  listButtonMaxChars: 20,
  listSectionsMaxItems: 10,
  listRowsMaxItems: 10,
  sectionTitleMaxChars: 24,
  rowIdMaxChars: 200,
  rowTitleMaxChars: 24,
  rowDescriptionMaxChars: 72,
  /** The contract sets no bounds on the following; these are beyond what Meta takes. */
  listSectionRowsMaxItems: 100,
  productSectionsMaxItems: 32,
  productItemsMaxItems: 256,
  interactiveCardsMaxItems: 32,

  /** Default limits of an API key; the plan may set others. */
  messagesPerSecond: 80,
  messagesPerMinute: 4800,
  mediaPerMinute: 600,
  /** Failed authentications per client IP. */
  failedAuthenticationsPerMinute: 30,
  /** Throughput of a phone number unless Meta says otherwise. */
  phoneNumberMessagesPerSecond: 80,

  pageDefaultItems: 50,
  pageMaxItems: 200,

  passwordMinChars: 12,

  /** A link that the gateway fetches itself. */
  linkFetchTimeoutMs: 20_000,
  linkMaxRedirects: 3,
  metaMediaUrlTtlMs: 5 * 60 * 1000,
  mediaRetentionDefaultDays: 30,
} as const;

/** A kind of media that a message can carry. */
export type MediaKind = 'image' | 'audio' | 'video' | 'document' | 'sticker';

/** What WhatsApp takes as one kind of media. */
export interface MediaKindRule {
  /** The cap of a file's size. */
  readonly maxBytes: number;
  /** The MIME types, in lower case and without parameters. */
  readonly mimeTypes: readonly string[];
  /** Whether types that are not listed are taken too. */
  readonly anyMimeType: boolean;
  /** Whether the message can carry a caption. */
  readonly caption: boolean;
}

/** Kinds of media with their caps and MIME types (contract: "Kinds and caps"). */
export const MEDIA_KINDS: Readonly<Record<MediaKind, MediaKindRule>> = {
  image: { maxBytes: 5 * MIB, mimeTypes: ['image/jpeg', 'image/png'], anyMimeType: false, caption: true },
  audio: {
    maxBytes: 16 * MIB,
    mimeTypes: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
    anyMimeType: false,
    caption: false,
  },
  video: { maxBytes: 16 * MIB, mimeTypes: ['video/mp4', 'video/3gpp'], anyMimeType: false, caption: true },
  document: {
    maxBytes: 100 * MIB,
    mimeTypes: [
      'application/pdf',
      'text/plain',
      'application/msword',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/vnd.ms-excel',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/vnd.ms-powerpoint',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    ],
    anyMimeType: true,
    caption: true,
  },
  sticker: { maxBytes: 500 * KIB, mimeTypes: ['image/webp'], anyMimeType: false, caption: false },
};

const MIME_TYPE_PATTERN = /^[a-z0-9!#$&^_.+-]{1,127}\/[a-z0-9!#$&^_.+-]{1,127}$/;

/** The MIME type in lower case without its parameters (`audio/ogg; codecs=opus` → `audio/ogg`), or null when it is none. */
export function bareMimeType(mimeType: string): string | null {
  const bare = (mimeType.split(';', 1)[0] ?? '').trim().toLowerCase();
  return MIME_TYPE_PATTERN.test(bare) ? bare : null;
}

/** Whether WhatsApp takes the MIME type (parameters are ignored) as this kind of media. */
export function isMimeTypeAccepted(kind: MediaKind, mimeType: string): boolean {
  const bare = bareMimeType(mimeType);
  if (bare === null) return false;
  return MEDIA_KINDS[kind].anyMimeType || MEDIA_KINDS[kind].mimeTypes.includes(bare);
}
