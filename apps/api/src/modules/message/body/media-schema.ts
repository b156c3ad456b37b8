import { LIMITS, MEDIA_KINDS, type MediaKind } from '@switchboard/contracts';
import { z } from 'zod';
import { isDataUrl, readDataUrl } from './data-url';
import { WHENEVER_OBJECT, chars, isHttpUrl, metaId, report } from './schema-parts';

type Context = z.core.$RefinementCtx;

const SOURCES = ['id', 'link', 'data_base64'] as const;

function checkLink(link: string, hasMimeType: boolean, context: Context): void {
  if (!isDataUrl(link)) {
    if (!isHttpUrl(link)) report(context, ['link'], 'url', 'must be an http, https or base64 data URL');
    return;
  }
  const dataUrl = readDataUrl(link);
  if (dataUrl === null || !dataUrl.base64) {
    report(context, ['link'], 'base64', 'must be a data URL of the form data:<MIME type>;base64,<data>');
  } else if (dataUrl.mimeType === null && !hasMimeType) {
    report(context, ['mime_type'], 'required', 'is required when the data URL names no MIME type');
  }
}

function checkSource(media: Readonly<Record<string, unknown>>, context: Context): void {
  const given = SOURCES.filter((source) => media[source] !== undefined);
  if (given.length === 0) report(context, [], 'required', 'needs one of "id", "link", "data_base64"');
  if (given.length > 1) report(context, [], 'exclusive', 'must have only one of "id", "link", "data_base64"');
  const hasMimeType = media['mime_type'] !== undefined;
  if (typeof media['link'] === 'string') checkLink(media['link'], hasMimeType, context);
  if (media['data_base64'] !== undefined && !hasMimeType) {
    report(context, ['mime_type'], 'required', 'is required with "data_base64"');
  }
}

/**
 * `image`, `video`, `audio`, `document`, `sticker`: exactly one source of the bytes. Whether embedded bytes are
 * base64, how large they are and of which type is judged when they are decoded.
 */
export function mediaSchema(kind: MediaKind): z.ZodType {
  return z
    .looseObject({
      id: metaId.optional(),
      link: z.string().optional(),
      data_base64: z.string().min(1).optional(),
      mime_type: z.string().min(1).optional(),
      ...(MEDIA_KINDS[kind].caption ? { caption: chars(LIMITS.captionMaxChars, 0).optional() } : {}),
      ...(kind === 'document' ? { filename: chars(LIMITS.filenameMaxChars, 0).optional() } : {}),
      ...(kind === 'audio' ? { voice: z.boolean().optional() } : {}),
    })
    .superRefine(checkSource, WHENEVER_OBJECT);
}
