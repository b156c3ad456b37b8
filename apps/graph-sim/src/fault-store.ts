import { ControlError } from './control-error';
import { makeObjectId } from './identifiers';
import { isObject, textOf } from './json';
import type { JsonObject } from './json';

/** Faults of the answer to a Graph call. The `after` kinds and `malformed` accept the call first. */
export const CALL_FAULTS = [
  'error',
  'http',
  'timeout',
  'accept-then-timeout',
  'reset-before',
  'reset-after',
  'malformed',
  'slow',
] as const;

/** What a call to the Graph is about, where faults tell calls apart. */
export const OPERATIONS = ['message', 'media-upload', 'media-metadata', 'media-download', 'media-delete'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Faults of media, with the operations that each can strike. */
const MEDIA_FAULTS = {
  'slow-body': ['media-upload', 'media-download'],
  'cut-off': ['media-upload', 'media-download'],
  'wrong-bytes': ['media-download'],
  'wrong-size': ['media-metadata'],
  'expired-url': ['media-metadata'],
} as const satisfies Readonly<Record<string, readonly Operation[]>>;

/** Faults of the webhooks of an accepted message. */
export const STATUS_FAULTS = [
  'status-duplicate',
  'status-reorder',
  'status-late',
  'status-missing',
  'fail-later',
] as const;

export type CallFaultKind = (typeof CALL_FAULTS)[number];
export type MediaFaultKind = keyof typeof MEDIA_FAULTS;
export type StatusFaultKind = (typeof STATUS_FAULTS)[number];

export interface FaultMatch {
  readonly phoneNumberId?: string;
  /** Digits or business-scoped user id of the recipient. */
  readonly to?: string;
  /** Message type. */
  readonly type?: string;
  /** A part of the path, such as `/marketing_messages`. */
  readonly path?: string;
  readonly token?: string;
  readonly callbackData?: string;
  readonly operation?: Operation;
  /** The media whose metadata or bytes are asked for. */
  readonly mediaId?: string;
  /** Of status faults: only this status (`sent`, `delivered`, `read`). */
  readonly status?: string;
}

export interface Fault {
  readonly id: string;
  readonly kind: CallFaultKind | MediaFaultKind | StatusFaultKind;
  readonly match: FaultMatch;
  /** Meta's error code, of `error` and `fail-later`. */
  readonly code: number;
  readonly httpStatus?: number;
  /** Raw body of `http` and `malformed`. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly details?: string;
  /** Of `slow` and `status-late`. */
  readonly delayMs: number;
  /** Of `slow-body`. */
  readonly bytesPerSecond?: number;
  /** How much of a body passes before the fault strikes; of an upload all of it when absent. */
  readonly afterBytes?: number;
  /** Of `wrong-size`: the size that is told; one byte too many when absent. */
  readonly sizeBytes?: number;
  readonly probability: number;
  /** How often it may still strike; null: without end. */
  timesLeft: number | null;
  hits: number;
}

/** What is known of a call or message when faults are looked for. */
export interface FaultFacts {
  readonly phoneNumberId: string;
  readonly path: string;
  readonly token: string;
  readonly to?: string;
  readonly type?: string;
  readonly callbackData?: string;
  readonly operation?: Operation;
  readonly mediaId?: string;
}

const FAULTS_MAX = 1_000;
const MATCH_KEYS = [
  'phoneNumberId',
  'to',
  'type',
  'path',
  'token',
  'callbackData',
  'operation',
  'mediaId',
  'status',
] as const;

/** The faults that are set. The first that matches a call strikes it; every status fault that matches applies. */
export class FaultStore {
  private faults: Fault[] = [];

  list(): readonly Fault[] {
    return this.faults;
  }

  /** @throws ControlError for an unknown kind or a value out of range */
  add(request: unknown): Fault {
    if (this.faults.length >= FAULTS_MAX) throw new ControlError(`no more than ${FAULTS_MAX} faults`, 409);
    const fault = readFault(request);
    this.faults.push(fault);
    return fault;
  }

  /** Removes one fault, or all of them. */
  remove(id?: string): number {
    const before = this.faults.length;
    this.faults = id === undefined ? [] : this.faults.filter((fault) => fault.id !== id);
    return before - this.faults.length;
  }

  /** The fault that strikes this call, if any; it is counted. */
  takeForCall(facts: FaultFacts): Fault | undefined {
    if (this.faults.length === 0) return undefined;
    return this.faults.find((fault) => canStrike(fault.kind, facts.operation) && strikes(fault, facts));
  }

  /** The faults that strike the statuses of this message; each is counted once per message. */
  takeForStatuses(facts: FaultFacts): readonly Fault[] {
    if (this.faults.length === 0) return [];
    return this.faults.filter((fault) => isStatusFault(fault.kind) && strikes(fault, facts));
  }
}

function canStrike(kind: Fault['kind'], operation: Operation | undefined): boolean {
  if (!isMediaFault(kind)) return isCallFault(kind);
  const operations: readonly (Operation | undefined)[] = MEDIA_FAULTS[kind];
  return operations.includes(operation);
}

function strikes(fault: Fault, facts: FaultFacts): boolean {
  const { match } = fault;
  const matches =
    (match.phoneNumberId === undefined || match.phoneNumberId === facts.phoneNumberId) &&
    (match.to === undefined || match.to === facts.to) &&
    (match.type === undefined || match.type === facts.type) &&
    (match.path === undefined || facts.path.includes(match.path)) &&
    (match.token === undefined || match.token === facts.token) &&
    (match.callbackData === undefined || match.callbackData === facts.callbackData) &&
    (match.operation === undefined || match.operation === facts.operation) &&
    (match.mediaId === undefined || match.mediaId === facts.mediaId);
  if (!matches || fault.timesLeft === 0) return false;
  if (fault.probability < 1 && Math.random() >= fault.probability) return false;
  if (fault.timesLeft !== null) fault.timesLeft -= 1;
  fault.hits += 1;
  return true;
}

function readFault(request: unknown): Fault {
  if (!isObject(request)) throw new ControlError('a fault must be a JSON object');
  const kind = textOf(request.kind) ?? '';
  if (!isCallFault(kind) && !isMediaFault(kind) && !isStatusFault(kind)) {
    const kinds = [...CALL_FAULTS, ...Object.keys(MEDIA_FAULTS), ...STATUS_FAULTS];
    throw new ControlError(`"kind" must be one of ${kinds.join(', ')}`);
  }
  const needed = kind === 'slow-body' ? 'bytesPerSecond' : kind === 'cut-off' ? 'afterBytes' : undefined;
  if (needed !== undefined && request[needed] === undefined) throw new ControlError(`"${kind}" needs "${needed}"`);
  return {
    id: makeObjectId(),
    kind,
    match: readMatch(request.match),
    code: numberIn(request, 'code', 0, 9_999_999) ?? (kind === 'fail-later' ? 131026 : 131000),
    httpStatus: numberIn(request, 'httpStatus', 200, 599),
    body: textOf(request.body),
    headers: isObject(request.headers) ? readHeaders(request.headers) : undefined,
    details: textOf(request.details),
    delayMs: numberIn(request, 'delayMs', 0, 86_400_000) ?? 1_000,
    bytesPerSecond: numberIn(request, 'bytesPerSecond', 1, 1_000_000_000_000),
    afterBytes: numberIn(request, 'afterBytes', 0, 1_000_000_000_000),
    sizeBytes: numberIn(request, 'sizeBytes', 0, 1_000_000_000_000),
    probability: numberIn(request, 'probability', 0, 1) ?? 1,
    timesLeft: numberIn(request, 'times', 1, 1_000_000_000) ?? null,
    hits: 0,
  };
}

function readMatch(value: unknown): FaultMatch {
  if (value === undefined) return {};
  if (!isObject(value)) throw new ControlError('"match" must be an object');
  for (const [key, item] of Object.entries(value)) {
    if (!MATCH_KEYS.includes(key as (typeof MATCH_KEYS)[number])) throw new ControlError(`unknown match "${key}"`);
    if (typeof item !== 'string') throw new ControlError(`"match.${key}" must be a string`);
  }
  if (value.operation !== undefined && !OPERATIONS.includes(value.operation as Operation)) {
    throw new ControlError(`"match.operation" must be one of ${OPERATIONS.join(', ')}`);
  }
  return value;
}

function readHeaders(value: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, String(item)]));
}

function numberIn(request: JsonObject, key: string, min: number, max: number): number | undefined {
  const value = request[key];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !(value >= min && value <= max)) {
    throw new ControlError(`"${key}" must be a number from ${min} to ${max}`);
  }
  return value;
}

function isCallFault(kind: string): kind is CallFaultKind {
  return CALL_FAULTS.includes(kind as CallFaultKind);
}

function isMediaFault(kind: string): kind is MediaFaultKind {
  return Object.hasOwn(MEDIA_FAULTS, kind);
}

function isStatusFault(kind: string): kind is StatusFaultKind {
  return STATUS_FAULTS.includes(kind as StatusFaultKind);
}
