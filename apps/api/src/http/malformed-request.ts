import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { GatewayError, uuidv7 } from '@switchboard/contracts';
import { v1ErrorAnswer } from './v1-error';

/** What node's parser calls headers beyond its limit. */
const TOO_LARGE = 'HPE_HEADER_OVERFLOW';

/**
 * Answers what is not HTTP, which never becomes a request: node's own answer to it has no body. The connection ends with it, because
 * nobody knows where the next request would begin.
 */
export function answerMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const requestId = uuidv7();
  const isTooLarge = error.code === TOO_LARGE;
  const message = isTooLarge ? 'The headers are too large.' : 'The request is not valid HTTP.';
  const rule = isTooLarge ? 'maxBytes' : 'http';
  const { body } = v1ErrorAnswer(
    new GatewayError('VAL_001', { params: { fields: [{ path: '', rule, message }] } }),
    requestId,
  );
  const status = isTooLarge ? 431 : 400;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nX-Request-Id: ${requestId}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
