import { LIMITS } from '@switchboard/contracts';
import { z } from 'zod';
import type { MetaObject } from './meta-update';

const USER_MAX_CHARS = LIMITS.businessScopedUserIdMaxChars;
const PROFILE_NAME_MAX_CHARS = 256;
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/gu;

/** Epoch seconds, as a number or its digits. */
export const TIMESTAMP = z.coerce.number().int().positive().max(253_402_300_799);
/** Of which number a change tells. */
export const METADATA = z.looseObject({ phone_number_id: z.string().min(1).max(LIMITS.metaIdMaxChars) });

/** A value with its other items left out: `lists` are what stays of them; app-level errors are no part of an item. */
export function only(
  value: MetaObject,
  lists: { contacts?: readonly unknown[]; messages?: readonly unknown[]; statuses?: readonly unknown[] },
): MetaObject {
  const isItem = lists.messages !== undefined || lists.statuses !== undefined;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => {
      if (key === 'errors' && isItem) return [];
      if (key !== 'contacts' && key !== 'messages' && key !== 'statuses') return [[key, member]];
      const kept = lists[key];
      return kept === undefined || kept.length === 0 ? [] : [[key, kept]];
    }),
  );
}

/** The entries of `contacts` that are about a user. */
export function contactsOf(value: MetaObject, waId: unknown, userId: unknown): MetaObject[] {
  return listOf(value['contacts']).filter((contact): contact is MetaObject => {
    if (typeof contact !== 'object' || contact === null) return false;
    const { wa_id: itsWaId, user_id: itsUserId } = contact as MetaObject;
    return (waId !== undefined && itsWaId === waId) || (userId !== undefined && itsUserId === userId);
  });
}

/** Meta's id of the number that a change is about; null where it names none. */
export function numberOf(value: MetaObject): string | null {
  return METADATA.safeParse(value['metadata']).data?.phone_number_id ?? null;
}

/** A list as it is; anything else is an empty one. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A user's id or number; null for what can be none: no text, an empty one, or one that is too long. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= USER_MAX_CHARS ? value : null;
}

/** What a contact calls itself, printable and cut to length; null where nothing is left of it. */
export function nameOf(contact: MetaObject | undefined): string | null {
  const name = (contact?.['profile'] as { name?: unknown } | null | undefined)?.name;
  if (typeof name !== 'string') return null;
  return name.replace(UNPRINTABLE, '').slice(0, PROFILE_NAME_MAX_CHARS).toWellFormed() || null;
}

/** The first of some epoch seconds that is a time, and not one ahead. */
export function timeOf(seconds: readonly unknown[], latestMs: number): Date | undefined {
  for (const candidate of seconds) {
    if (typeof candidate !== 'string' && typeof candidate !== 'number') continue;
    const parsed = TIMESTAMP.safeParse(candidate);
    if (parsed.success && parsed.data * 1_000 <= latestMs) return new Date(parsed.data * 1_000);
  }
  return undefined;
}

/** Fields of groups and the like carry their time in the items of their one list. */
export function firstTimestamp(value: MetaObject): unknown {
  for (const member of Object.values(value)) {
    const first: unknown = Array.isArray(member) ? member[0] : undefined;
    if (typeof first === 'object' && first !== null && 'timestamp' in first) return first.timestamp;
  }
  return undefined;
}
