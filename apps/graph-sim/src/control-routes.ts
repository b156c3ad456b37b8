import type { NumberDeclaration, ThroughputLevel, TokenState } from './account-store';
import { templateKey } from './account-store';
import { ControlError } from './control-error';
import { isObject, objectsOf, parseObject, textOf } from './json';
import type { JsonObject } from './json';
import type { MediaFilter } from './media-store';
import type { LoggedMessage, MessageFilter } from './message-log';
import { actAsPhone, changePreference } from './phone';
import { changeConfig } from './simulator-config';
import { changeTemplateStatus } from './template-routes';
import type { World } from './world';

/** A request to the control API. */
export interface ControlCall {
  readonly body: JsonObject;
  readonly query: URLSearchParams;
  /** The last part of the path, of routes that end in `/{id}`. */
  readonly id: string;
  /** Such as `http://127.0.0.1:4000`. */
  readonly origin: string;
}

type ControlRoute = (world: World, call: ControlCall) => unknown;

const LIST_DEFAULT = 100;
const LIST_MAX = 10_000;
const TOKEN_STATES: readonly TokenState[] = ['valid', 'expired', 'revoked'];
const LEVELS: readonly ThroughputLevel[] = ['STANDARD', 'HIGH', 'NOT_APPLICABLE'];

const ROUTES: ReadonlyMap<string, ControlRoute> = new Map<string, ControlRoute>([
  ['GET state', (world) => describeWorld(world)],
  ['POST reset', resetWorld],
  ['GET config', (world) => world.config],
  ['PATCH config', changeWorldConfig],
  ['GET faults', (world) => ({ items: world.faults.list() })],
  ['POST faults', (world, { body }) => world.faults.add(body)],
  ['DELETE faults', (world) => ({ removed: world.faults.remove() })],
  ['DELETE faults/', (world, { id }) => ({ removed: world.faults.remove(id) })],
  ['GET messages', listMessages],
  ['GET media', listMedia],
  ['DELETE media/', expireMedia],
  ['GET uploads', listUploads],
  ['POST statuses', reportStatus],
  ['POST tokens', setToken],
  ['POST users', setUser],
  ['POST phone-numbers', declareNumber],
  ['POST templates/status', setTemplateStatus],
  ['POST changes', publishChange],
  ['POST phone/messages', (world, { body, origin }) => actAsPhone(world, body, origin)],
  ['POST phone/preferences', setPreference],
]);

/**
 * Answers a request to `/_sim/{path}`.
 *
 * @throws ControlError 404 for an unknown route, 400 for a request that cannot be followed
 */
export function answerControl(
  world: World,
  method: string,
  path: string,
  call: Omit<ControlCall, 'id' | 'body'>,
  rawBody: string,
): unknown {
  const slash = path.lastIndexOf('/');
  const exact = ROUTES.get(`${method} ${path}`);
  const route = exact ?? ROUTES.get(`${method} ${path.slice(0, slash + 1)}`);
  if (route === undefined) throw new ControlError(`no such control route: ${method} /_sim/${path}`, 404);
  const body = rawBody === '' ? {} : parseObject(rawBody);
  if (body === null) throw new ControlError('the body must be a JSON object');
  return route(world, { ...call, body, id: exact === undefined ? path.slice(slash + 1) : '' });
}

function describeWorld(world: World): object {
  return {
    messages: world.log.counts,
    webhooks: world.webhooks.counts,
    /** Reports, reviews and repetitions that wait for their time. */
    scheduled: world.timers.size,
    accounts: world.accounts.counts,
    media: world.media.counts,
    uploads: world.uploads.counts,
    numbers: world.accounts
      .allNumbers()
      .slice(0, LIST_DEFAULT)
      .map(({ id, wabaId, displayDigits, registered }) => ({
        phoneNumberId: id,
        wabaId,
        displayPhoneNumber: displayDigits,
        registered,
      })),
    faults: world.faults.list(),
    config: world.config,
  };
}

function resetWorld(world: World): object {
  world.reset();
  return { success: true };
}

function changeWorldConfig(world: World, { body }: ControlCall): object {
  world.config = changeConfig(world.config, body);
  return world.config;
}

function listMessages(world: World, { query }: ControlCall): object {
  const accepted = query.get('accepted');
  const filter: MessageFilter = {
    to: query.get('to') ?? undefined,
    phoneNumberId: query.get('phoneNumberId') ?? undefined,
    callbackData: query.get('callbackData') ?? undefined,
    wamid: query.get('wamid') ?? undefined,
    accepted: accepted === null ? undefined : accepted === 'true',
  };
  return { items: world.log.list(filter, limitOf(query)).map(describeMessage), counts: world.log.counts };
}

function listMedia(world: World, { query }: ControlCall): object {
  const filter: MediaFilter = {
    id: query.get('id') ?? undefined,
    phoneNumberId: query.get('phoneNumberId') ?? undefined,
    origin: query.get('origin') ?? undefined,
    sha256: query.get('sha256') ?? undefined,
  };
  const items = world.media.list(filter, limitOf(query)).map(({ file, storedAtMs, expiresAtMs, ...rest }) => ({
    ...rest,
    sha256: file.sha256Hex,
    sizeBytes: file.sizeBytes,
    storedAt: new Date(storedAtMs).toISOString(),
    expiresAt: new Date(expiresAtMs).toISOString(),
  }));
  return { items, counts: world.media.counts };
}

/** As when Meta's own time to keep it has passed. */
function expireMedia(world: World, { id }: ControlCall): object {
  const removed = world.media.find(id) === undefined ? 0 : 1;
  world.media.delete(id);
  return { removed };
}

function listUploads(world: World, { query }: ControlCall): object {
  const filter = { phoneNumberId: query.get('phoneNumberId') ?? undefined, state: query.get('state') ?? undefined };
  const items = world.uploads.list(filter, limitOf(query)).map((upload) => ({
    phoneNumberId: upload.phoneNumberId,
    token: upload.token,
    state: upload.state,
    receivedBytes: upload.receivedBytes,
    httpStatus: upload.httpStatus ?? null,
    mediaId: upload.mediaId ?? null,
    startedAt: new Date(upload.startedAtMs).toISOString(),
  }));
  return { items, counts: world.uploads.counts };
}

function limitOf(query: URLSearchParams): number {
  const limit = Number(query.get('limit') ?? LIST_DEFAULT);
  if (Number.isInteger(limit) && limit >= 1 && limit <= LIST_MAX) return limit;
  throw new ControlError(`"limit" must be 1 to ${LIST_MAX}`);
}

function describeMessage(message: LoggedMessage): object {
  const { number: _number, user: _user, wamid, receivedAtMs, statuses, ...rest } = message;
  return {
    ...rest,
    wamid: wamid ?? null,
    accepted: wamid !== undefined,
    receivedAt: new Date(receivedAtMs).toISOString(),
    body: parseObject(message.rawBody),
    statuses: statuses.map(({ status, atMs }) => ({ status, at: new Date(atMs).toISOString() })),
  };
}

function reportStatus(world: World, { body }: ControlCall): object {
  const wamid = textOf(body.wamid);
  const callbackData = textOf(body.callbackData);
  const message =
    wamid === undefined
      ? world.log.list({ callbackData: callbackData ?? '', accepted: true }, 1)[0]
      : world.log.findByWamid(wamid);
  if (message === undefined) throw new ControlError('no accepted message has this "wamid" or "callbackData"', 404);
  const status = textOf(body.status);
  if (status === undefined) throw new ControlError('"status" is missing');
  const { pricing, conversation, errors } = body;
  world.reporter.reportByHand(message, { status, pricing, conversation, errors, timestamp: textOf(body.timestamp) });
  return { success: true };
}

function setToken(world: World, { body }: ControlCall): object {
  const token = textOf(body.token) ?? '';
  const state = TOKEN_STATES.find((known) => known === body.state);
  if (token === '' || state === undefined)
    throw new ControlError(`"token" and "state" (${TOKEN_STATES.join(', ')}) are needed`);
  world.accounts.setToken(token, state);
  return { success: true };
}

function setUser(world: World, { body }: ControlCall): object {
  const address = textOf(body.waId)?.replaceAll(/\D/g, '') ?? textOf(body.userId) ?? '';
  if (address === '') throw new ControlError('"waId" (digits) or "userId" is needed');
  return world.users.change(address, {
    bsuidOnly: booleanOf(body, 'bsuidOnly'),
    marketingStopped: booleanOf(body, 'marketingStopped'),
  });
}

function declareNumber(world: World, { body }: ControlCall): object {
  const phoneNumberId = textOf(body.phoneNumberId) ?? '';
  if (!/^\d{1,32}$/.test(phoneNumberId)) throw new ControlError('"phoneNumberId" must be digits');
  const throughputLevel = LEVELS.find((level) => level === body.throughputLevel);
  if (body.throughputLevel !== undefined && throughputLevel === undefined) {
    throw new ControlError(`"throughputLevel" must be one of ${LEVELS.join(', ')}`);
  }
  const declaration: NumberDeclaration = {
    phoneNumberId,
    wabaId: textOf(body.wabaId),
    displayPhoneNumber: textOf(body.displayPhoneNumber),
    verifiedName: textOf(body.verifiedName),
    qualityRating: textOf(body.qualityRating),
    registered: booleanOf(body, 'registered'),
    health: textOf(body.health),
    healthErrors: body.healthErrors === undefined ? undefined : objectsOf(body.healthErrors),
    throughputLevel,
  };
  const number = world.accounts.declareNumber(declaration);
  const token = textOf(body.token);
  if (token !== undefined) world.accounts.setToken(token, 'valid');
  return { phoneNumberId, wabaId: number.wabaId, displayPhoneNumber: number.displayDigits };
}

function setTemplateStatus(world: World, { body }: ControlCall): object {
  const waba = world.accounts.findWaba(textOf(body.wabaId) ?? '');
  const template = waba?.templates.get(templateKey(textOf(body.name) ?? '', textOf(body.language) ?? ''));
  if (waba === undefined || template === undefined) throw new ControlError('no such template', 404);
  const status = textOf(body.status)?.toUpperCase();
  if (status === undefined) throw new ControlError('"status" is missing');
  changeTemplateStatus(world, waba, template, status);
  return { id: template.id, status };
}

/** Any other webhook: `{wabaId, field, value}`. */
function publishChange(world: World, { body }: ControlCall): object {
  const wabaId = textOf(body.wabaId);
  const field = textOf(body.field);
  if (wabaId === undefined || field === undefined || !isObject(body.value)) {
    throw new ControlError('"wabaId", "field" and "value" (an object) are needed');
  }
  world.publish(wabaId, field, body.value);
  return { success: true };
}

function setPreference(world: World, { body }: ControlCall): object {
  changePreference(world, body);
  return { success: true };
}

function booleanOf(body: JsonObject, key: string): boolean | undefined {
  const value = body[key];
  if (value === undefined || typeof value === 'boolean') return value;
  throw new ControlError(`"${key}" must be a boolean`);
}
