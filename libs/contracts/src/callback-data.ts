import { isUuid } from './uuidv7';

/** The message that a status of Meta belongs to. */
export interface CallbackReference {
  readonly tenantId: string;
  readonly messageId: string;
}

const SCHEME = 'sb1';

/**
 * The value that the gateway puts into `biz_opaque_callback_data`. Meta returns it in every status of the message,
 * so a status finds its message without a search, even when the answer to the send was lost.
 */
export function encodeCallbackData(tenantId: string, messageId: string): string {
  return `${SCHEME}.${tenantId}.${messageId}`;
}

/** Reads a value made by `encodeCallbackData`; null for anything else, such as a message sent past the gateway. */
export function decodeCallbackData(text: string): CallbackReference | null {
  const [scheme, tenantId, messageId, ...rest] = text.split('.');
  if (scheme !== SCHEME || tenantId === undefined || messageId === undefined || rest.length > 0) return null;
  if (!isUuid(tenantId) || !isUuid(messageId)) return null;
  return { tenantId: tenantId.toLowerCase(), messageId: messageId.toLowerCase() };
}
