import type { MetaPhoneNumber } from '@switchboard/contracts';
import type { PhoneNumberChanges } from './phone-number.repository';

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

/** Messages per second by Meta's name of the level (Cloud API, "Throughput"). */
const HIGH_THROUGHPUT = 1000;
const STANDARD_THROUGHPUT = 80;

const QUALITY_RATINGS: readonly unknown[] = ['GREEN', 'YELLOW', 'RED'];
const HEALTH_STATES: readonly unknown[] = ['AVAILABLE', 'LIMITED', 'BLOCKED'];
const TEXT_MAX_CHARS = 256;

/**
 * What Meta's answer changes about a number. Fields that Meta leaves out stay as they are, except ratings, which are then
 * unknown. A throughput that was set lower than Meta's standard stays: coexistence numbers have 20, and Meta does not say so.
 */
export function changesFromMeta(
  meta: MetaPhoneNumber & Readonly<Record<string, unknown>>,
  current: { throughput: number },
): PhoneNumberChanges {
  return {
    displayPhoneNumber: textOf(meta.display_phone_number),
    verifiedName: textOf(meta.verified_name),
    qualityRating: oneOf(QUALITY_RATINGS, meta.quality_rating),
    health: oneOf(
      HEALTH_STATES,
      (meta['health_status'] as { can_send_message?: unknown } | null | undefined)?.can_send_message,
    ),
    throughput: throughputOf(meta.throughput?.level, current.throughput),
    // A number that is not on the Cloud API has to be registered before it can send.
    status: meta.platform_type === undefined || meta.platform_type === 'CLOUD_API' ? 'connected' : 'unverified',
  };
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
