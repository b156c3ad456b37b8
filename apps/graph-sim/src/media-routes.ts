import { createHmac, timingSafeEqual } from 'node:crypto';

import { MEDIA_KINDS, bareMimeType } from '@switchboard/contracts';

import { replyJson, replySuccess } from './graph-call';
import type { GraphCall, GraphReply } from './graph-call';
import { GraphRefusal, invalidParameter, unknownObject } from './graph-refusal';
import { textOf } from './json';
import type { StoredMedia } from './media-store';
import { readUploadForm } from './upload-form';
import type { UploadForm, UploadedFile } from './upload-form';
import type { LoggedUpload } from './upload-log';
import type { World } from './world';

export const DOWNLOAD_PATH = '/whatsapp_business/attachments/';

/** `POST /{phone number}/media`: parts in any order, `type` may be absent. */
export async function uploadMedia(world: World, call: GraphCall, log: LoggedUpload): Promise<GraphReply> {
  const number = world.accounts.useNumber(call.method, call.node, call.token, world.config.strict);
  if (!(call.request.headers['content-type'] ?? '').startsWith('multipart/form-data')) {
    throw invalidParameter('The parameter file is required.');
  }
  const form = await readUploadForm(call.request, world.media, log, call.fault?.bytesPerSecond);
  try {
    const { file, filename, mimeType } = fileOf(form, call.query);
    const media = world.media.add({ origin: 'upload', phoneNumberId: number.id, mimeType, filename }, file);
    log.mediaId = media.id;
    log.end('completed');
    return replyJson({ id: media.id });
  } catch (error) {
    if (form.upload !== undefined) world.media.discard(form.upload.file);
    throw error;
  }
}

/** `GET /{media}?phone_number_id=` */
export function describeMedia(world: World, call: GraphCall): GraphReply {
  const media = needMedia(world, call);
  media.metadataReads += 1;
  const { fault } = call;
  const expiresAtMs = Date.now() + (fault?.kind === 'expired-url' ? -1 : world.config.mediaUrlTtlMs);
  const origin = `http://${call.request.headers.host ?? '127.0.0.1'}`;
  const { sizeBytes, sha256Hex } = media.file;
  return replyJson({
    messaging_product: 'whatsapp',
    url: `${origin}${downloadPath(world, media.id, expiresAtMs)}`,
    mime_type: media.mimeType,
    sha256: sha256Hex,
    file_size: fault?.kind === 'wrong-size' ? (fault.sizeBytes ?? sizeBytes + 1) : sizeBytes,
    id: media.id,
  });
}

/** `DELETE /{media}?phone_number_id=` */
export function deleteMedia(world: World, call: GraphCall): GraphReply {
  world.media.delete(needMedia(world, call).id);
  return replySuccess();
}

/**
 * The bytes behind a media URL.
 *
 * @throws GraphRefusal 190 without a good bearer token; 404 when the URL has expired or was changed
 */
export function downloadMedia(world: World, query: URLSearchParams, token: string): GraphReply {
  world.accounts.checkToken(token, world.config.strict);
  const id = query.get('mid') ?? '';
  const expiresAtMs = Number(query.get('ext'));
  const media = isSigned(world, query.get('hash') ?? '', id, expiresAtMs) ? world.media.find(id) : undefined;
  if (media === undefined || expiresAtMs < Date.now()) {
    throw new GraphRefusal(100, {
      httpStatus: 404,
      subcode: 33,
      message: 'The media URL has expired or does not exist',
    });
  }
  media.downloads += 1;
  return { status: 200, body: media, contentType: media.mimeType };
}

/** The path of a URL that works until `expiresAtMs`. */
export function downloadPath(world: World, mediaId: string, expiresAtMs: number): string {
  return `${DOWNLOAD_PATH}?mid=${mediaId}&ext=${expiresAtMs}&hash=${sign(world, mediaId, expiresAtMs)}`;
}

function needMedia(world: World, call: GraphCall): StoredMedia {
  const media = world.media.find(call.node);
  const owner = call.query.get('phone_number_id');
  if (media === undefined || (owner !== null && owner !== media.phoneNumberId)) {
    throw unknownObject(call.method, call.node);
  }
  return media;
}

function sign(world: World, mediaId: string, expiresAtMs: number): string {
  return createHmac('sha256', world.appSecret).update(`${mediaId}.${expiresAtMs}`).digest('hex').slice(0, 32);
}

function isSigned(world: World, hash: string, mediaId: string, expiresAtMs: number): boolean {
  const expected = Buffer.from(sign(world, mediaId, expiresAtMs));
  const given = Buffer.from(hash);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * The file of a form, with the MIME type that the field `type` gives it.
 *
 * @throws GraphRefusal 100 for a missing part or a type that is none, 131053 for a file above the cap of its kind
 */
function fileOf({ fields, upload }: UploadForm, query: URLSearchParams): UploadedFile {
  const product = textOf(fields.messaging_product) ?? query.get('messaging_product');
  if (product !== 'whatsapp') throw invalidParameter('The parameter messaging_product is required.');
  if (upload === undefined) throw invalidParameter('The parameter file is required.');
  const mimeType = (textOf(fields.type) ?? upload.mimeType).trim();
  const bare = bareMimeType(mimeType);
  if (bare === null) throw invalidParameter(`Param file must be a file with a known type - got "${mimeType}".`);
  const maxBytes = capOf(bare);
  const { sizeBytes } = upload.file;
  if (sizeBytes > maxBytes) {
    throw new GraphRefusal(131053, { details: `File size ${sizeBytes} of ${bare} is larger than ${maxBytes} bytes` });
  }
  return { ...upload, mimeType };
}

function capOf(mimeType: string): number {
  const kind = Object.values(MEDIA_KINDS).find(({ mimeTypes }) => mimeTypes.includes(mimeType));
  return (kind ?? MEDIA_KINDS.document).maxBytes;
}
