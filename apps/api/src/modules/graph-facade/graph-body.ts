import { Readable } from 'node:stream';
import type { JsonObject } from '@switchboard/contracts';
import type { Response } from 'express';
import multer from 'multer';
import { fieldError, validationError } from '../../http/json/field-errors';
import { parseJsonObject } from '../../http/json/parse-json';
import type { EdgeRequest } from '../../http/principal';
import { readBodyOnce } from '../../http/read-ahead';
import { FORM_FIELDS_MAX, readUrlencoded } from '../../http/urlencoded';
import { type FormValue, jsonOfForm } from './form-parameters';
import { withoutCredentials } from './message-text';
import { queryOf } from './page-links';

const URLENCODED = /^application\/x-www-form-urlencoded\s*(;|$)/i;
const MULTIPART = /^multipart\/form-data\s*(;|$)/i;
const NAME_MAX_BYTES = 100;
/** Of lists (`name[0]`): a list is as long as its greatest index says, and is written down with all its gaps. */
const INDEX_MAX = 99;

/**
 * Reads the parameters of a call as Meta takes them: JSON, or a form of either kind. Whatever is no form is read as JSON.
 * @returns the JSON text of an object, not checked yet; an empty body stays empty
 * @throws GatewayError VAL_001 for a body that is too large, or a form that is none
 */
export async function readParameterText(request: EdgeRequest, response: Response, maxBytes: number): Promise<Buffer> {
  const contentType = request.headers['content-type'] ?? '';
  const bytes = await readBodyOnce(request, maxBytes);
  if (MULTIPART.test(contentType)) return Buffer.from(jsonOfForm(await readMultipart(bytes, request, response)));
  return URLENCODED.test(contentType) ? Buffer.from(jsonOfForm(readUrlencoded(bytes))) : bytes;
}

/**
 * The parameters of a call that is passed on to Meta, without the caller's credentials. Meta takes them in the query as well (its guides
 * verify a number with `?code=`); where both name one, the body's counts.
 * @throws GatewayError VAL_001
 */
export async function readParameters(request: EdgeRequest, response: Response, maxBytes: number): Promise<JsonObject> {
  const body = await readParameterText(request, response, maxBytes);
  const query = Buffer.from(jsonOfForm(queryOf(request.url)));
  return { ...parametersOf(query, maxBytes), ...parametersOf(body, maxBytes) };
}

/** `{}` for an empty text. */
function parametersOf(bytes: Buffer, maxBytes: number): JsonObject {
  const text = bytes.length === 0 ? '{}' : parseJsonObject(bytes, { maxBytes }).text;
  return JSON.parse(withoutCredentials(text)) as JsonObject;
}

/** The text fields of a form, in their order. They are read from bytes that were read before, within the bounds of every body. */
function readMultipart(
  bytes: Buffer,
  { headers }: EdgeRequest,
  response: Response,
): Promise<(readonly [string, FormValue])[]> {
  const limits = {
    fields: FORM_FIELDS_MAX,
    parts: FORM_FIELDS_MAX,
    files: 0,
    fieldNameSize: NAME_MAX_BYTES,
    fieldSize: bytes.byteLength,
    fieldArrayIndexLimit: INDEX_MAX,
  };
  const form = Object.assign(Readable.from([bytes]), { headers }) as unknown as EdgeRequest;
  return new Promise((resolve, reject) => {
    multer({ limits, defParamCharset: 'utf8' }).none()(form, response, (error: unknown) => {
      const { body } = form as { body?: unknown };
      if (error) reject(validationError([formError(error)]));
      else if (body === undefined) reject(validationError([fieldError([], 'multipart', 'is not a complete form')]));
      else resolve(Object.entries(body as Record<string, FormValue>));
    });
  });
}

function formError(error: unknown): ReturnType<typeof fieldError> {
  const message = error instanceof Error ? error.message : String(error);
  return fieldError([], 'multipart', `is not a form of text fields: ${message}`);
}
