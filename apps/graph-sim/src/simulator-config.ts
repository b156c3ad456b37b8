import { ControlError } from './control-error';
import { isObject } from './json';

/** The steps that a message can take by itself, in their order. */
export const AUTOMATIC_STATUSES = ['sent', 'delivered', 'read'] as const;
export type AutomaticStatus = (typeof AUTOMATIC_STATUSES)[number];

/** Everything about the simulator's behaviour that can be changed while it runs. Times in milliseconds. */
export interface SimulatorConfig {
  /** How long every Graph answer is held back, plus up to `latencyJitterMs`. */
  readonly latencyMs: number;
  readonly latencyJitterMs: number;
  /** Steps that are reported for an accepted message. */
  readonly statuses: readonly AutomaticStatus[];
  /** Time from acceptance to each report. */
  readonly statusDelaysMs: Readonly<Record<AutomaticStatus, number>>;
  /** Where webhooks go; null: they are discarded. */
  readonly webhookUrl: string | null;
  /** Updates in one POST at most (Meta: up to 1,000), and how long updates are collected for one. */
  readonly webhookBatchSize: number;
  readonly webhookWindowMs: number;
  readonly webhookConcurrency: number;
  readonly webhookTimeoutMs: number;
  /** Pause before the first repetition of a refused POST; doubles up to the maximum. */
  readonly webhookRetryBaseMs: number;
  readonly webhookRetryMaxMs: number;
  /** A POST is given up after this many attempts or this age. */
  readonly webhookMaxAttempts: number;
  readonly webhookMaxAgeMs: number;
  /** Messages per second and number before 130429; 0 lifts the limit. */
  readonly throughputPerSecond: number;
  /** One message per 6 s and user with a burst of 45, else 131056. */
  readonly pairLimit: boolean;
  /** Only declared numbers, accounts, tokens, templates and media are known. */
  readonly strict: boolean;
  /** Answers and webhooks carry business-scoped user ids. */
  readonly userIds: boolean;
  /** Messages other than templates fail with 131047 unless the user wrote within 24 hours. */
  readonly customerServiceWindow: boolean;
  /** Service messages per number and month that cost nothing. */
  readonly freeServiceMessages: number;
  /** Time until a new template is approved. */
  readonly templateReviewMs: number;
  readonly templateMessageStatus: 'accepted' | 'held_for_quality_assessment' | 'paused';
  /** How long a media URL works. */
  readonly mediaUrlTtlMs: number;
}

export const DEFAULT_CONFIG: SimulatorConfig = {
  latencyMs: 0,
  latencyJitterMs: 0,
  statuses: AUTOMATIC_STATUSES,
  statusDelaysMs: { sent: 50, delivered: 150, read: 400 },
  webhookUrl: null,
  webhookBatchSize: 100,
  webhookWindowMs: 5,
  webhookConcurrency: 4,
  webhookTimeoutMs: 10_000,
  webhookRetryBaseMs: 250,
  webhookRetryMaxMs: 15_000,
  webhookMaxAttempts: 10_000,
  webhookMaxAgeMs: 7 * 24 * 60 * 60 * 1000,
  throughputPerSecond: 80,
  pairLimit: true,
  strict: false,
  userIds: true,
  customerServiceWindow: false,
  freeServiceMessages: 1_000,
  templateReviewMs: 200,
  templateMessageStatus: 'accepted',
  mediaUrlTtlMs: 5 * 60 * 1000,
};

type Check = (value: unknown) => boolean;

const integer =
  (min: number, max: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
const boolean: Check = (value) => typeof value === 'boolean';
const DAY_MS = 24 * 60 * 60 * 1000;
const durationMs = integer(0, 30 * DAY_MS);

const CHECKS: Readonly<Record<keyof SimulatorConfig, readonly [rule: string, check: Check]>> = {
  latencyMs: ['0 to 30 days in ms', durationMs],
  latencyJitterMs: ['0 to 30 days in ms', durationMs],
  statuses: ['a list of sent, delivered, read', isStatusList],
  statusDelaysMs: ['an object {sent?, delivered?, read?} of ms', isDelays],
  webhookUrl: ['an http(s) URL or null', (value) => value === null || isHttpUrl(value)],
  webhookBatchSize: ['1 to 1000', integer(1, 1_000)],
  webhookWindowMs: ['0 to 60000', integer(0, 60_000)],
  webhookConcurrency: ['1 to 64', integer(1, 64)],
  webhookTimeoutMs: ['1 to 600000', integer(1, 600_000)],
  webhookRetryBaseMs: ['1 ms to 30 days', integer(1, 30 * DAY_MS)],
  webhookRetryMaxMs: ['1 ms to 30 days', integer(1, 30 * DAY_MS)],
  webhookMaxAttempts: ['1 to 1000000', integer(1, 1_000_000)],
  webhookMaxAgeMs: ['0 to 30 days in ms', durationMs],
  throughputPerSecond: ['0 (off) to 1000000', integer(0, 1_000_000)],
  pairLimit: ['a boolean', boolean],
  strict: ['a boolean', boolean],
  userIds: ['a boolean', boolean],
  customerServiceWindow: ['a boolean', boolean],
  freeServiceMessages: ['0 to 1000000000', integer(0, 1_000_000_000)],
  templateReviewMs: ['0 to 30 days in ms', durationMs],
  templateMessageStatus: [
    'accepted, held_for_quality_assessment or paused',
    (value) => ['accepted', 'held_for_quality_assessment', 'paused'].includes(value as string),
  ],
  mediaUrlTtlMs: ['0 to 30 days in ms', durationMs],
};

/**
 * The configuration with the given changes.
 *
 * @throws ControlError for a key that does not exist or a value that breaks its rule
 */
export function changeConfig(current: SimulatorConfig, changes: unknown): SimulatorConfig {
  if (!isObject(changes)) throw new ControlError('the configuration must be a JSON object');
  for (const [key, value] of Object.entries(changes)) {
    if (!Object.hasOwn(CHECKS, key)) throw new ControlError(`unknown setting "${key}"`);
    const [rule, check] = CHECKS[key as keyof SimulatorConfig];
    if (!check(value)) throw new ControlError(`"${key}" must be ${rule}`);
  }
  const statusDelaysMs = { ...current.statusDelaysMs, ...(changes.statusDelaysMs as object | undefined) };
  return { ...current, ...changes, statusDelaysMs };
}

function isStatusList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => AUTOMATIC_STATUSES.includes(item as AutomaticStatus));
}

function isDelays(value: unknown): boolean {
  if (!isObject(value)) return false;
  return Object.entries(value).every(
    ([key, delay]) => AUTOMATIC_STATUSES.includes(key as AutomaticStatus) && durationMs(delay),
  );
}

function isHttpUrl(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
