import type { MetaHealthEntity, MetaPhoneNumber } from '@switchboard/contracts';

/** Meta's ids are opaque; what is asked of them is that they fit into a path and a log. */
export const META_ID_PATTERN = /^[A-Za-z0-9._-]{1,64}$/;

export function isMetaId(text: string): boolean {
  return META_ID_PATTERN.test(text);
}

/** What is asked of Meta about a number. */
export const VERIFIED_FIELDS = [
  'id',
  'display_phone_number',
  'verified_name',
  'code_verification_status',
  'quality_rating',
  'platform_type',
  'throughput',
  'health_status',
] as const;
/** What is asked besides, as long as the version of the Graph API has these fields: a call that names one it has not is refused. */
export const FURTHER_FIELDS = ['name_status', 'messaging_limit_tier'] as const;

/** Messages per second by Meta's name of the level (Cloud API, "Throughput"). */
const HIGH_THROUGHPUT = 1000;
const STANDARD_THROUGHPUT = 80;

const QUALITY_RATINGS: readonly unknown[] = ['GREEN', 'YELLOW', 'RED'];
const HEALTH_STATES: readonly unknown[] = ['AVAILABLE', 'LIMITED', 'BLOCKED'];
const TEXT_MAX_CHARS = 256;
const WORD = /^[A-Z][A-Z0-9_]{0,63}$/;
/** Reasons that are kept of a number's health. */
const ISSUES_MAX = 20;

/** Why a number's messages are limited or blocked, in Meta's words. */
export interface HealthIssue {
  /** What it stands against: PHONE_NUMBER | WABA | BUSINESS | APP | MESSAGE_TEMPLATE */
  entity: string;
  /** Meta's code of the error; null where it gives a notice only. */
  code: number | null;
  description: string;
  /** What Meta suggests; null where it suggests nothing. */
  solution: string | null;
}

/** What Meta says about a number; what is absent it did not say. */
export interface NumberFacts {
  displayPhoneNumber?: string;
  verifiedName?: string;
  nameStatus?: string;
  qualityRating: string;
  messagingLimitTier?: string;
  /** Messages per second. */
  throughput: number;
  health: string;
  healthIssues: readonly HealthIssue[];
  status: 'connected' | 'unverified';
}

/**
 * What Meta's answer changes about a number. Fields that Meta leaves out stay as they are, except ratings, which are then
 * unknown. A throughput that was set lower than Meta's standard stays: coexistence numbers have 20, and Meta does not say so.
 */
export function changesFromMeta(meta: MetaPhoneNumber, current: { throughput: number }): NumberFacts {
  return {
    displayPhoneNumber: textOf(meta.display_phone_number),
    verifiedName: textOf(meta.verified_name),
    qualityRating: oneOf(QUALITY_RATINGS, meta.quality_rating),
    health: oneOf(HEALTH_STATES, meta.health_status?.can_send_message),
    healthIssues: issuesOf(meta.health_status?.entities),
    nameStatus: wordOf(meta.name_status),
    messagingLimitTier: wordOf(meta.messaging_limit_tier),
    throughput: throughputOf(meta.throughput?.level, current.throughput),
    // A number that is not on the Cloud API has to be registered before it can send.
    status: meta.platform_type === undefined || meta.platform_type === 'CLOUD_API' ? 'connected' : 'unverified',
  };
}

function issuesOf(entities: unknown): HealthIssue[] {
  return listOf<MetaHealthEntity>(entities)
    .flatMap(({ entity_type: type, errors, additional_info: notices }) => {
      const entity = wordOf(type) ?? 'UNKNOWN';
      const found = listOf<NonNullable<MetaHealthEntity['errors']>[number]>(errors).map((error): HealthIssue => {
        const code = Number.isSafeInteger(error.error_code) ? (error.error_code ?? null) : null;
        const solution = textOf(error.possible_solution) ?? null;
        return { entity, code, description: textOf(error.error_description) ?? '', solution };
      });
      const told = Array.isArray(notices) ? notices.map(textOf).filter((text) => text !== undefined) : [];
      return [
        ...found,
        ...told.map((description): HealthIssue => ({ entity, code: null, description, solution: null })),
      ];
    })
    .slice(0, ISSUES_MAX);
}

/** The objects of a list; none of what is no list. */
function listOf<T extends object>(value: unknown): T[] {
  return Array.isArray(value)
    ? value.filter((item): item is T => typeof item === 'object' && item !== null && !Array.isArray(item))
    : [];
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && WORD.test(value) ? value : undefined;
}

function throughputOf(level: unknown, current: number): number {
  if (level === 'HIGH') return HIGH_THROUGHPUT;
  return level === 'STANDARD' ? Math.min(current, STANDARD_THROUGHPUT) : current;
}

function oneOf(known: readonly unknown[], value: unknown): string {
  return known.includes(value) ? (value as string) : 'UNKNOWN';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== ''
    ? value.replace(/[\p{Cc}\p{Cs}]/gu, '').slice(0, TEXT_MAX_CHARS)
    : undefined;
}
