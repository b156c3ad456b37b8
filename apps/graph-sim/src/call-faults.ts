import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Fault } from './fault-store';
import type { GraphCall } from './graph-call';
import { GraphRefusal } from './graph-refusal';
import { JSON_TYPE, graphHeaders, writeReply } from './http-reply';
import type { LoggedMessage } from './message-log';
import type { LoggedUpload } from './upload-log';
import type { World } from './world';

/** Applies faults that keep the call from being accepted; true when the call is settled by that. */
export async function strikeBefore(
  world: World,
  call: GraphCall,
  message: LoggedMessage | undefined,
  response: ServerResponse,
  fault: Fault,
): Promise<boolean> {
  const status = statusOf(call, fault);
  if (status === undefined) return false;
  const { code, details } = fault;
  const isEnvelope = fault.kind === 'error';
  if (call.upload !== undefined) {
    await readAway(call.request, call.upload, fault.afterBytes ?? Infinity);
    call.upload.httpStatus = status;
    call.upload.end(call.request.destroyed && !call.request.complete ? 'broken-off' : 'refused');
  }
  if (message !== undefined) {
    message.httpStatus = status;
    message.errorCode = isEnvelope ? code : undefined;
  }
  if (fault.kind === 'reset-before') response.socket?.resetAndDestroy();
  if (fault.kind === 'cut-off') response.socket?.destroySoon();
  if (status === 0) return true;
  const body = isEnvelope
    ? new GraphRefusal(code, { httpStatus: status, details }).toBody()
    : (fault.body ?? '<html><body>Service unavailable</body></html>');
  const headers = { ...graphHeaders(call.version, isEnvelope ? JSON_TYPE : 'text/html'), ...fault.headers };
  // What was not read of the request must not stand in the way of the next one on its connection.
  response.once('finish', () => call.request.resume());
  world.answers.schedule(world.config.latencyMs, () => writeReply(response, status, body, headers));
  return true;
}

/** Applies faults that lose the answer to an accepted call; true when there is no answer to write. */
export function strikeAfter(call: GraphCall, response: ServerResponse, fault: Fault): boolean {
  if (fault.kind === 'accept-then-timeout') return true;
  if (fault.kind === 'reset-after') {
    response.socket?.resetAndDestroy();
    return true;
  }
  if (fault.kind !== 'malformed') return false;
  const body = fault.body ?? '{"messaging_product":"whatsapp","contacts":[{"inp';
  writeReply(response, fault.httpStatus ?? 200, body, graphHeaders(call.version, JSON_TYPE));
  return true;
}

/** The status that a fault answers before the call is accepted; 0: none ever; undefined: the call goes on. */
function statusOf(call: GraphCall, { kind, code, httpStatus }: Fault): number | undefined {
  if (kind === 'timeout' || kind === 'reset-before') return 0;
  if (kind === 'cut-off') return call.upload === undefined ? undefined : 0;
  if (kind === 'error') return new GraphRefusal(code, { httpStatus }).httpStatus;
  return kind === 'http' ? (httpStatus ?? 500) : undefined;
}

/** Reads that much of an upload and stops reading, or waits for its end or for the caller to go. */
function readAway(request: IncomingMessage, upload: LoggedUpload, maxBytes: number): Promise<void> {
  if (maxBytes === 0 || request.complete) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      request.off('data', take).pause();
      resolve();
    };
    const take = (chunk: Buffer): void => {
      upload.receivedBytes += chunk.length;
      if (upload.receivedBytes >= maxBytes) finish();
    };
    request.on('data', take).once('end', finish).once('close', finish);
  });
}
