import type { LIMITS as ContractLimits, MediaKind } from '@switchboard/contracts';
import { formatBytes } from '../../lib/byte-size';

type Limits = Pick<
  typeof ContractLimits,
  | 'recipientMinDigits'
  | 'recipientMaxDigits'
  | 'recipientMaxChars'
  | 'metaIdMaxChars'
  | 'linkMaxChars'
  | 'callbackDataMaxChars'
  | 'textBodyMaxChars'
  | 'captionMaxChars'
  | 'filenameMaxChars'
  | 'contactsMaxItems'
  | 'latitudeMaxDegrees'
  | 'longitudeMaxDegrees'
  | 'templateNameMaxChars'
  | 'templateButtonMaxIndex'
  | 'templateComponentsMaxItems'
  | 'templateParametersMaxItems'
  | 'templateCardsMaxItems'
  | 'interactiveBodyMaxChars'
  | 'listBodyMaxChars'
  | 'footerMaxChars'
  | 'textHeaderMaxChars'
  | 'replyButtonsMaxItems'
  | 'replyButtonIdMaxChars'
  | 'replyButtonTitleMaxChars'
  | 'listButtonMaxChars'
  | 'listSectionsMaxItems'
  | 'listRowsMaxItems'
  | 'listSectionRowsMaxItems'
  | 'sectionTitleMaxChars'
  | 'rowIdMaxChars'
  | 'rowTitleMaxChars'
  | 'rowDescriptionMaxChars'
  | 'productSectionsMaxItems'
  | 'productItemsMaxItems'
  | 'interactiveCardsMaxItems'
>;

/**
 * The API's limits of messages. Their types are the numbers themselves, so that another number than the API's does not compile; the
 * values stand here because the package they come from belongs to servers and would bring its weight along.
 */
export const LIMITS: Limits = {
  recipientMinDigits: 5,
  recipientMaxDigits: 20,
  recipientMaxChars: 64,
  metaIdMaxChars: 512,
  linkMaxChars: 8192,
  callbackDataMaxChars: 512,
  textBodyMaxChars: 4096,
  captionMaxChars: 1024,
  filenameMaxChars: 240,
  contactsMaxItems: 257,
  latitudeMaxDegrees: 90,
  longitudeMaxDegrees: 180,
  templateNameMaxChars: 512,
  templateButtonMaxIndex: 9,
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
  listSectionRowsMaxItems: 100,
  sectionTitleMaxChars: 24,
  rowIdMaxChars: 200,
  rowTitleMaxChars: 24,
  rowDescriptionMaxChars: 72,
  productSectionsMaxItems: 32,
  productItemsMaxItems: 256,
  interactiveCardsMaxItems: 32,
};

const MIB = 1024 * 1024;

/** What WhatsApp takes as a file of a kind: its cap, and its types (null: any). */
export const FILE_RULES: Readonly<Record<MediaKind, { maxBytes: number; mimeTypes: readonly string[] | null }>> = {
  image: { maxBytes: 5 * MIB, mimeTypes: ['image/jpeg', 'image/png'] },
  audio: {
    maxBytes: 16 * MIB,
    mimeTypes: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
  },
  video: { maxBytes: 16 * MIB, mimeTypes: ['video/mp4', 'video/3gpp'] },
  document: { maxBytes: 100 * MIB, mimeTypes: null },
  sticker: { maxBytes: 500 * 1024, mimeTypes: ['image/webp'] },
};

/** Why WhatsApp would not take a file as this kind, in a sentence; null when it would. */
export function fileProblem(kind: MediaKind, file: { type: string; size: number }): string | null {
  const { maxBytes, mimeTypes } = FILE_RULES[kind];
  const type = file.type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (file.size === 0) return 'The file is empty.';
  if (mimeTypes && !mimeTypes.includes(type)) {
    const known = mimeTypes.map((each) => each.split('/')[1]?.toUpperCase()).join(', ');
    return `WhatsApp takes ${known} here${type ? `, not ${type}` : ''}.`;
  }
  if (file.size > maxBytes) return `At most ${formatBytes(maxBytes)}; this file has ${formatBytes(file.size)}.`;
  return null;
}
