import { createHmac, timingSafeEqual } from 'node:crypto';
import { ServerResponse } from 'node:http';

import { MEDIA_KINDS, bareMimeType } from '@switchboard/contracts';
import type { Request, Response } from 'express';
import multer from 'multer';

import { replyJson, replySuccess } from './graph-call';
import type { GraphCall, GraphReply } from './graph-call';
import { GraphRefusal, invalidParameter, missingParameter, unknownObject } from './graph-refusal';
import { textOf } from './json';
import type { StoredMedia } from './media-store';
import type { World } from './world';

export const DOWNLOAD_PATH = '/whatsapp_business/attachments/';

const UPLOAD_MAX_BYTES = 100 * 1024 * 1024;
const upload = multer({ storage: multer.memoryStorage(), limits: { fileSize: UPLOAD_MAX_BYTES, files: 1 } }).any();

interface UploadedForm {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly file: Express.Multer.File | undefined;
}

/** `POST /{phone number}/media`: parts in any order, `type` may be absent. */
export async function uploadMedia(world: World, call: GraphCall): Promise<GraphReply> {
  const number = world.accounts.useNumber(call.method, call.node, call.token, world.config.strict);
  const { fields, file } = await readForm(call);
  const product = textOf(fields.messaging_product) ?? call.query.get('messaging_product');
  if (product !== 'whatsapp') throw invalidParameter('The parameter messaging_product is required.');
  if (file === undefined) throw invalidParameter('The parameter file is required.');
  const mimeType = (textOf(fields.type) ?? file.mimetype).trim();
  const bare = bareMimeType(mimeType);
  if (bare === null) throw invalidParameter(`Param file must be a file with a known type - got "${mimeType}".`);
  const maxBytes = capOf(bare);
  if (file.size > maxBytes) {
    throw new GraphRefusal(131053, { details: `File size ${file.size} of ${bare} is larger than ${maxBytes} bytes` });
  }
  return replyJson({ id: world.media.add('upload', number.id, mimeType, file.buffer).id });
}

/** `GET /{media}?phone_number_id=` */
export function describeMedia(world: World, call: GraphCall): GraphReply {
  const media = needMedia(world, call);
  const expiresAtMs = Date.now() + world.config.mediaUrlTtlMs;
  const origin = `http://${call.request.headers.host ?? '127.0.0.1'}`;
  return replyJson({
    messaging_product: 'whatsapp',
    url: `${origin}${downloadPath(world, media.id, expiresAtMs)}`,
    mime_type: media.mimeType,
    sha256: media.sha256Hex,
    file_size: media.bytes.length,
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
  return { status: 200, body: media.bytes, contentType: media.mimeType };
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

function capOf(mimeType: string): number {
  const kind = Object.values(MEDIA_KINDS).find(({ mimeTypes }) => mimeTypes.includes(mimeType));
  return (kind ?? MEDIA_KINDS.document).maxBytes;
}

function readForm(call: GraphCall): Promise<UploadedForm> {
  if (!(call.request.headers['content-type'] ?? '').startsWith('multipart/form-data')) throw missingParameter('file');
  // Multer is written for Express and touches only what Node's own request has.
  const request = call.request as Request & { files?: Express.Multer.File[] };
  return new Promise((resolve, reject) => {
    upload(request, new ServerResponse(request) as Response, (error: unknown) => {
      if (error !== undefined && error !== null) {
        const reason = error instanceof Error ? error.message : 'it is not a form';
        reject(invalidParameter(`The upload could not be read: ${reason}.`));
        return;
      }
      const fields = (request.body ?? {}) as Record<string, unknown>;
      resolve({ fields, file: request.files?.find(({ fieldname }) => fieldname === 'file') });
    });
  });
}
