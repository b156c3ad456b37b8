import { LIMITS } from '@switchboard/contracts';
import { tooLarge } from '../../../http/json/field-errors';
import { type JsonBody, parseJsonObject } from '../../../http/json/parse-json';
import { carriesEmbeddedMedia } from './media-reference';

/**
 * Reads a message body as `parseJsonObject` does. It may have 256 KiB, or 24 MiB when it carries its media as
 * base64; all but that one string still has to fit 256 KiB, so that only base64 can be large.
 * @param restMaxBytes instead of the 256 KiB
 * @throws GatewayError VAL_001 naming the path; `""` stands for the whole body.
 */
export function parseMessageJson(bytes: Buffer, restMaxBytes: number = LIMITS.bodyMaxBytes): JsonBody {
  const body = parseJsonObject(bytes, { maxBytes: LIMITS.largeBodyMaxBytes, restMaxBytes });
  if (bytes.length > restMaxBytes && !carriesEmbeddedMedia(body.value)) throw tooLarge(restMaxBytes);
  return body;
}
