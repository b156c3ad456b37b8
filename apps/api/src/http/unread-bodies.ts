import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** For how long the rest of a body is let go by that was answered before its end. */
const GRACE_MS = 5_000;

/**
 * Bounds what a body costs that nobody wants: of requests that the guards refuse, and of those that are answered half way.
 *
 * A client that asks first (`Expect: 100-continue`, as curl does for more than 1 MB) is told to go on when something first reads the
 * body; node would tell it so before the guards have run. When it is refused instead, it has not sent a byte.
 *
 * A client that sends everything before it reads still has to come to its refusal, so the rest of its body is let go by, unread,
 * for `graceMs`. Then its connection is closed; node would go on for as long as a request may take.
 */
export function boundUnreadBodies(server: Server, { graceMs = GRACE_MS }: { graceMs?: number } = {}): void {
  server.prependListener('request', (request, response) => {
    // Before node's own listener, which closes the connections that are not kept alive.
    response.prependOnceListener('finish', () => {
      if (!request.complete && !request.destroyed) letRestGoBy(request, graceMs);
    });
  });
  server.on('checkContinue', (request, response) => {
    continueOnceRead(request, response);
    server.emit('request', request, response);
  });
  // Other expectations may be ignored (RFC 9110, 10.1.1); node would refuse them without a word and without the request's id.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}

/** Streams call `_read` when they are first read from, whichever way: by a loop, a pipe, or a listener. */
function continueOnceRead(request: IncomingMessage, response: ServerResponse): void {
  const read = request._read.bind(request);
  request._read = (sizeBytes) => {
    request._read = read;
    // After the answer's headers it would be taken for a part of the answer.
    if (!response.headersSent) response.writeContinue();
    read(sizeBytes);
  };
}

function letRestGoBy(request: IncomingMessage, graceMs: number): void {
  const { socket } = request;
  const timer = setTimeout(() => socket.destroy(), graceMs);
  // Node calls this for a connection that ends with the answer. Closing it under a client that is still sending resets it, and a
  // reset can overtake the answer: our side ends now, and the connection with the body.
  let isLast = false;
  socket.destroySoon = () => {
    isLast = true;
    socket.end();
  };
  const settle = (): void => {
    clearTimeout(timer);
    request.off('close', settle);
    socket.off('close', settle);
    Reflect.deleteProperty(socket, 'destroySoon');
    if (isLast) socket.destroySoon();
  };
  // All of the body has come; or the client has gone, of which a request that has been answered is not told.
  request.on('close', settle);
  socket.on('close', settle);
  // Whoever was reading it has been answered.
  request.unpipe();
  request.removeAllListeners('data').removeAllListeners('readable').resume();
}
