import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Fault, FaultFacts } from './fault-store';
import { readParameters } from './graph-call';
import type { GraphCall, GraphReply } from './graph-call';
import { GraphRefusal } from './graph-refusal';
import { answerGraphCall, isMessageCall } from './graph-routes';
import { JSON_TYPE, graphHeaders, readBody, writeReply } from './http-reply';
import type { LoggedMessage } from './message-log';
import { DOWNLOAD_PATH, downloadMedia } from './media-routes';
import { describeMessage } from './send-message';
import type { World } from './world';

const BODY_MAX_BYTES = 4 * 1024 * 1024;
const VERSION_PATTERN = /^v\d{1,3}\.\d{1,2}$/;

/** Whether a path belongs to the Graph: a version in front, or the download of media. */
export function isGraphPath(path: string): boolean {
  return path === DOWNLOAD_PATH || VERSION_PATTERN.test(path.split('/', 2)[1] ?? '');
}

/** Answers a call to the Graph surface, with the faults that are set. */
export async function handleGraph(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  query: URLSearchParams,
): Promise<void> {
  const call = await readCall(request, path, query);
  if (call === null) {
    writeReply(response, 413, '', { connection: 'close' });
    return;
  }
  const message = isMessageCall(call) ? world.log.add(call.path, call.node, call.token, call.rawBody) : undefined;
  if (message !== undefined) describeMessage(message, call.parameters);
  const fault = world.faults.takeForCall(factsOf(call, message));
  if (fault !== undefined && strikeBefore(world, call, message, response, fault)) return;
  const reply = await answer(world, call, message);
  if (message !== undefined) message.httpStatus = reply.status;
  if (fault !== undefined && reply.status < 400 && strikeAfter(call, response, fault)) return;
  const { latencyMs, latencyJitterMs } = world.config;
  const delayMs = latencyMs + Math.random() * latencyJitterMs + (fault?.kind === 'slow' ? fault.delayMs : 0);
  if (delayMs === 0) writeGraphReply(call, response, reply);
  else world.answers.schedule(delayMs, () => writeGraphReply(call, response, reply));
}

async function answer(world: World, call: GraphCall, message: LoggedMessage | undefined): Promise<GraphReply> {
  try {
    if (call.path === DOWNLOAD_PATH) return downloadMedia(world, call.query, call.token);
    return await answerGraphCall(world, call, message);
  } catch (error) {
    if (!(error instanceof GraphRefusal)) throw error;
    if (message !== undefined) message.errorCode = error.code;
    return { status: error.httpStatus, body: error.toBody() };
  }
}

/** Applies faults that keep the call from being accepted; true when the call is settled by that. */
function strikeBefore(
  world: World,
  call: GraphCall,
  message: LoggedMessage | undefined,
  response: ServerResponse,
  fault: Fault,
): boolean {
  const { kind, code, httpStatus, details } = fault;
  if (kind === 'timeout' || kind === 'reset-before') {
    if (message !== undefined) message.httpStatus = 0;
    if (kind === 'reset-before') response.socket?.resetAndDestroy();
    return true;
  }
  if (kind !== 'error' && kind !== 'http') return false;
  const refusal = new GraphRefusal(code, { httpStatus, details });
  const status = kind === 'error' ? refusal.httpStatus : (httpStatus ?? 500);
  const body = kind === 'error' ? refusal.toBody() : (fault.body ?? '<html><body>Service unavailable</body></html>');
  if (message !== undefined) {
    message.httpStatus = status;
    message.errorCode = kind === 'error' ? code : undefined;
  }
  const contentType = kind === 'error' ? JSON_TYPE : 'text/html';
  const headers = { ...graphHeaders(call.version, contentType), ...fault.headers };
  world.answers.schedule(world.config.latencyMs, () => writeReply(response, status, body, headers));
  return true;
}

/** Applies faults that lose the answer to an accepted call; true when there is no answer to write. */
function strikeAfter(call: GraphCall, response: ServerResponse, fault: Fault): boolean {
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

function writeGraphReply(call: GraphCall, response: ServerResponse, reply: GraphReply): void {
  const headers = graphHeaders(call.version, reply.contentType ?? JSON_TYPE);
  if (reply.status === 401) headers['www-authenticate'] = 'OAuth "Facebook Platform" "invalid_token"';
  writeReply(response, reply.status, reply.body, headers);
}

async function readCall(request: IncomingMessage, path: string, query: URLSearchParams): Promise<GraphCall | null> {
  const contentType = request.headers['content-type'] ?? '';
  const rawBody = contentType.startsWith('multipart/') ? '' : await readBody(request, BODY_MAX_BYTES);
  if (rawBody === null) return null;
  const [, version = '', node = '', ...rest] = path === DOWNLOAD_PATH ? [] : path.split('/').map(decodeSegment);
  return {
    request,
    method: request.method ?? 'GET',
    path,
    version,
    node,
    edge: rest.join('/').replace(/\/$/, ''),
    query,
    token: tokenOf(request, query),
    rawBody,
    parameters: readParameters(contentType, rawBody),
  };
}

function factsOf(call: GraphCall, message: LoggedMessage | undefined): FaultFacts {
  return {
    phoneNumberId: call.node,
    path: call.path,
    token: call.token,
    to: message?.to,
    type: message?.type,
    callbackData: message?.callbackData,
  };
}

function tokenOf(request: IncomingMessage, query: URLSearchParams): string {
  const header = request.headers.authorization ?? '';
  const bearer = /^(?:Bearer|OAuth)\s+(\S+)\s*$/i.exec(header)?.[1];
  return bearer ?? query.get('access_token') ?? '';
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
