import type { IncomingMessage, ServerResponse } from 'node:http';

import { strikeAfter, strikeBefore } from './call-faults';
import type { FaultFacts, Operation } from './fault-store';
import { readParameters } from './graph-call';
import type { GraphCall, GraphReply } from './graph-call';
import { GraphRefusal } from './graph-refusal';
import { answerGraphCall, isMessageCall, isUploadCall } from './graph-routes';
import { JSON_TYPE, graphHeaders, readBody, writeReply } from './http-reply';
import { sendMedia } from './media-download';
import type { LoggedMessage } from './message-log';
import { DOWNLOAD_PATH, downloadMedia } from './media-routes';
import { describeMessage } from './send-message';
import type { StoredMedia } from './media-store';
import type { World } from './world';

const BODY_MAX_BYTES = 4 * 1024 * 1024;
const VERSION_PATTERN = /^v\d{1,3}\.\d{1,2}$/;

/** Whether a path belongs to the Graph: a version in front, or the download of media. */
export function isGraphPath(path: string): boolean {
  return path === DOWNLOAD_PATH || VERSION_PATTERN.test(path.split('/', 2)[1] ?? '');
}

/** Answers a path whose first part is no version, as Meta does: it takes that part for an object, and does not know the rest. */
export function answerUnknownPath(response: ServerResponse, path: string): void {
  const [, first = '', ...rest] = path.replace(/\/+$/, '').split('/');
  const message = `Unknown path components: /${rest.join('/') || first}`;
  const refusal = new GraphRefusal(2500, { message, httpStatus: 400 });
  writeReply(response, refusal.httpStatus, refusal.toBody(), graphHeaders('', JSON_TYPE));
}

/** Answers a call to the Graph surface, with the faults that are set. */
export async function handleGraph(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  query: URLSearchParams,
): Promise<void> {
  const read = await readCall(request, path, query);
  if (read === null) {
    writeReply(response, 413, '', { connection: 'close' });
    return;
  }
  const message = isMessageCall(read) ? world.log.add(read.path, read.node, read.token, read.rawBody) : undefined;
  if (message !== undefined) describeMessage(message, read.parameters);
  const upload = isUploadCall(read) ? world.uploads.begin(read.node, read.token) : undefined;
  const fault = world.faults.takeForCall(factsOf(world, read, message));
  const call = { ...read, upload, fault };
  if (fault !== undefined && (await strikeBefore(world, call, message, response, fault))) return;
  const reply = await answer(world, call, message);
  if (message !== undefined) message.httpStatus = reply.status;
  if (upload !== undefined) {
    upload.httpStatus = reply.status;
    upload.end(reply.status < 400 ? 'completed' : 'refused');
  }
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

function writeGraphReply(call: GraphCall, response: ServerResponse, reply: GraphReply): void {
  const headers = graphHeaders(call.version, reply.contentType ?? JSON_TYPE);
  if (reply.status === 401) headers['www-authenticate'] = 'OAuth "Facebook Platform" "invalid_token"';
  if (typeof reply.body === 'string') writeReply(response, reply.status, reply.body, headers);
  else void sendMedia(response, reply.body, headers, call.fault);
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

function factsOf(world: World, call: GraphCall, message: LoggedMessage | undefined): FaultFacts {
  const { operation, media } = operationOf(world, call);
  return {
    phoneNumberId: media?.phoneNumberId ?? call.node,
    path: call.path,
    token: call.token,
    to: message?.to,
    type: message?.type,
    callbackData: message?.callbackData,
    operation,
    mediaId: media?.id,
  };
}

function operationOf(world: World, call: GraphCall): { readonly operation?: Operation; readonly media?: StoredMedia } {
  if (isMessageCall(call)) return { operation: 'message' };
  if (isUploadCall(call)) return { operation: 'media-upload' };
  if (call.path === DOWNLOAD_PATH) {
    return { operation: 'media-download', media: world.media.find(call.query.get('mid') ?? '') };
  }
  const media = call.edge === '' ? world.media.find(call.node) : undefined;
  if (media === undefined) return {};
  return { operation: call.method === 'DELETE' ? 'media-delete' : 'media-metadata', media };
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
