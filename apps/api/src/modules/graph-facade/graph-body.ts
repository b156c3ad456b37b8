import { isJsonObject, type JsonObject } from '@switchboard/contracts';
import type { Response } from 'express';
import multer, { MulterError } from 'multer';
import { fieldError, validationError } from '../../http/json/field-errors';
import { parseJsonObject } from '../../http/json/parse-json';
import type { EdgeRequest } from '../../http/principal';
import { readBodyOnce } from '../../http/read-ahead';
import { type FormValue, jsonOfForm } from './form-parameters';
import { withoutCredentials, withProduct } from './message-text';

const URLENCODED = /^application\/x-www-form-urlencoded\s*(;|$)/i;
const MULTIPART = /^multipart\/form-data\s*(;|$)/i;
const FIELDS_MAX = 100;
const NAME_MAX_BYTES = 100;

/**
 * Reads the parameters of a call as Meta takes them: JSON, or a form of either kind. Whatever is no form is read as JSON.
 * @returns the JSON text of an object, not checked yet; an empty body stays empty
 * @throws GatewayError VAL_001 for a body that is too large, or a form that is none
 */
export async function readParameterText(request: EdgeRequest, response: Response, maxBytes: number): Promise<Buffer> {
  const contentType = request.headers['content-type'] ?? '';
  if (MULTIPART.test(contentType)) return Buffer.from(jsonOfForm(await readMultipart(request, response, maxBytes)));
  const bytes = await readBodyOnce(request, maxBytes);
  return URLENCODED.test(contentType) ? Buffer.from(jsonOfForm(new URLSearchParams(bytes.toString()))) : bytes;
}

/**
 * The parameters of a call that is passed on to Meta, without the caller's credentials; `{}` for an empty body.
 * @param messagingProduct of the query, which counts where the body names none
 * @throws GatewayError VAL_001
 */
export async function readParameters(
  request: EdgeRequest,
  response: Response,
  maxBytes: number,
  messagingProduct?: string,
): Promise<JsonObject> {
  const bytes = await readParameterText(request, response, maxBytes);
  const text = bytes.length === 0 ? '{}' : parseJsonObject(bytes, { maxBytes }).text;
  const value: unknown = JSON.parse(withProduct(withoutCredentials(text), messagingProduct));
  return isJsonObject(value as JsonObject) ? (value as JsonObject) : {};
}

/** The text fields of a form, in their order. */
function readMultipart(
  request: EdgeRequest,
  response: Response,
  maxBytes: number,
): Promise<(readonly [string, FormValue])[]> {
  const limits = {
    fields: FIELDS_MAX,
    parts: FIELDS_MAX,
    files: 0,
    fieldNameSize: NAME_MAX_BYTES,
    fieldSize: maxBytes,
  };
  return new Promise((resolve, reject) => {
    let sizeBytes = 0;
    // What multer passes over has no bound of its own.
    request.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxBytes) reject(validationError([tooLarge(maxBytes)]));
    });
    multer({ limits, defParamCharset: 'utf8' }).none()(request, response, (error: unknown) => {
      const { body } = request as { body?: unknown };
      if (error) reject(validationError([formError(error, maxBytes)]));
      else if (body === undefined) reject(validationError([fieldError([], 'multipart', 'is not a complete form')]));
      else resolve(Object.entries(body as Record<string, FormValue>));
    });
  });
}

function formError(error: unknown, maxBytes: number): ReturnType<typeof fieldError> {
  if (error instanceof MulterError && error.code === 'LIMIT_FIELD_VALUE') return tooLarge(maxBytes);
  const message = error instanceof Error ? error.message : String(error);
  return fieldError([], 'multipart', `is not a form of text fields: ${message}`);
}

function tooLarge(maxBytes: number): ReturnType<typeof fieldError> {
  return fieldError([], 'maxBytes', `must have at most ${maxBytes} bytes`);
}
