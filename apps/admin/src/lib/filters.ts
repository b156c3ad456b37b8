import type { SearchRecord } from './search-text';

/** How one filter is read from the URL and written to it. `undefined` means: not filtered. */
export interface FilterCodec<T> {
  /** What cannot be read (an old link, a typing mistake) filters nothing. */
  parse(text: string | readonly string[]): T | undefined;
  serialise(value: T): string | readonly string[];
}

type Codecs = Record<string, FilterCodec<unknown>>;
type ValueOf<C> = C extends FilterCodec<infer T> ? T : never;

/** The values of a table's filters; what is absent does not filter. */
export type FilterValues<C> = { [K in keyof C]?: ValueOf<C[K]> };

/** A table's filters: both ways between the URL and typed values. */
export interface Filters<C> {
  parse(search: SearchRecord): FilterValues<C>;
  /** Only what filters; the URL of an unfiltered table has no query. */
  serialise(values: FilterValues<C>): SearchRecord;
  names: readonly (keyof C & string)[];
}

/**
 * Declares filters that live in the URL:
 * `const FILTERS = defineFilters({ status: oneOf(['sent', 'failed']), to: text(), sandbox: flag() })`.
 */
export function defineFilters<C extends Codecs>(codecs: C): Filters<C> {
  const names = Object.keys(codecs);
  return {
    names,
    parse(search) {
      const values: Record<string, unknown> = {};
      for (const name of names) {
        const given = search[name];
        const value = given === undefined ? undefined : codecs[name]?.parse(given);
        if (value !== undefined) values[name] = value;
      }
      return values as FilterValues<C>;
    },
    serialise(values) {
      const search: Record<string, string | readonly string[]> = {};
      for (const name of names) {
        const value: unknown = values[name];
        if (value === undefined || value === null || value === '') continue;
        const written = codecs[name]?.serialise(value);
        if (written !== undefined && written.length > 0) search[name] = written;
      }
      return search;
    },
  };
}

/** Free text, trimmed. */
export function text(): FilterCodec<string> {
  return { parse: (given) => first(given)?.trim() || undefined, serialise: (value) => value.trim() };
}

/** One of a few words. */
export function oneOf<T extends string>(words: readonly T[]): FilterCodec<T> {
  return { parse: (given) => words.find((word) => word === first(given)), serialise: (value) => value };
}

/** Yes or no. */
export function flag(): FilterCodec<boolean> {
  return {
    parse: (given) => ({ true: true, false: false })[first(given) ?? ''],
    serialise: (value) => String(value),
  };
}

/** A calendar day, `2026-11-20`. */
export function day(): FilterCodec<string> {
  return {
    parse: (given) => {
      const value = first(given);
      return value !== undefined && isDay(value) ? value : undefined;
    },
    serialise: (value) => value,
  };
}

/** A point in time, as ISO 8601 in UTC. */
export function instant(): FilterCodec<string> {
  return {
    parse: (given) => {
      const at = new Date(first(given) ?? '');
      return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
    },
    serialise: (value) => value,
  };
}

function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const at = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value);
}

function first(given: string | readonly string[]): string | undefined {
  return typeof given === 'string' ? given : given[0];
}
