import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GatewayError, type JsonObject, type JsonValue, LIMITS } from '@switchboard/contracts';
import { readBody } from './body';
import { type JsonBody, parseJsonObject } from './json/parse-json';
import { type EdgeRequest, requestOf } from './principal';

/** `application/json`, and formats that are written in it, such as `application/problem+json`. */
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json$/i;

/** A JSON object that was posted for `Body`: its text, and its value, of which nothing has been checked yet. */
export interface Posted<Body> extends JsonBody {
  readonly value: JsonObject & { readonly [Field in keyof Body]?: JsonValue };
}

/**
 * For handlers of v2 that need the text of a JSON body and not only its value: what they forward arrives as it was written.
 * The body is read when the handler is called, after the guards.
 */
export const PostedJson = createParamDecorator(async (_: unknown, context: ExecutionContext): Promise<JsonBody> =>
  parseV2Json(await readV2Body(requestOf(context))),
);

/**
 * Reads a body of v2, at most 2 MiB. A body that names no content type counts as JSON.
 * @throws GatewayError MEDIA_003 when it says that it is something else, VAL_001 (rule `maxBytes`) when it is larger
 */
export async function readV2Body(request: EdgeRequest): Promise<Buffer> {
  const { 'content-length': length, 'transfer-encoding': encoding, 'content-type': type } = request.headers;
  const hasBody = encoding !== undefined || Number(length ?? 0) > 0;
  if (hasBody && type !== undefined && !JSON_TYPE.test((type.split(';', 1)[0] ?? '').trim())) {
    throw new GatewayError('MEDIA_003', {
      description: 'The body must be JSON: send it with Content-Type: application/json.',
    });
  }
  return readBody(request, LIMITS.v2BodyMaxBytes);
}

/** @throws GatewayError VAL_001 naming the rule of `parseJsonObject` that is broken */
export function parseV2Json(bytes: Buffer): JsonBody {
  return parseJsonObject(bytes, { maxBytes: LIMITS.v2BodyMaxBytes });
}
