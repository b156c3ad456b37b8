import { randomFillSync } from 'node:crypto';

/** Gives milliseconds since the Unix epoch. */
export type Clock = () => number;
/** Gives an unsigned 32-bit number that cannot be predicted. */
export type RandomUint32 = () => number;

const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const VERSION_INDEX = 14;
/** A clock set back by less than this is taken for jitter, and ids keep counting from the later time. */
const TOLERATED_CLOCK_ROLLBACK_MS = 10_000;
const TWO_POW_9 = 2 ** 9;
const TWO_POW_30 = 2 ** 30;
const TWO_POW_32 = 2 ** 32;
const COUNTER_LIMIT = 2 ** 42;
const RANDOM_POOL_WORDS = 1024;

function createPooledRandom(): RandomUint32 {
  // A system call per id would dominate the cost of an id, so random words are drawn by the page.
  const pool = new Uint32Array(RANDOM_POOL_WORDS);
  let next = RANDOM_POOL_WORDS;
  return () => {
    if (next === RANDOM_POOL_WORDS) {
      randomFillSync(pool);
      next = 0;
    }
    return pool[next++] ?? 0;
  };
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

/**
 * Makes a source of UUIDv7 (RFC 9562, method 1): 48 bits of milliseconds, a 42-bit counter that starts at a
 * random value in each millisecond, 32 random bits. Ids of one source always increase, also within a millisecond
 * and when the clock is set back by up to ten seconds.
 */
export function createUuidv7Source(clock: Clock = Date.now, random: RandomUint32 = createPooledRandom()): () => string {
  let lastMs = 0;
  let counter = 0;
  // The counter's top bit starts at zero, so that at least 2^41 ids fit before a millisecond is borrowed.
  const startCounter = (): number => (random() % TWO_POW_9) * TWO_POW_32 + random();

  return () => {
    const nowMs = clock();
    if (nowMs > lastMs || nowMs + TOLERATED_CLOCK_ROLLBACK_MS < lastMs) {
      lastMs = nowMs;
      counter = startCounter();
    } else {
      counter += 1;
      if (counter >= COUNTER_LIMIT) {
        lastMs += 1;
        counter = startCounter();
      }
    }
    const counterHigh = Math.floor(counter / TWO_POW_30);
    const counterLow = counter % TWO_POW_30;
    const time = hex(lastMs, 12);
    const variantAndCounter = hex(0x8000 + (counterLow >>> 16), 4);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(counterHigh, 3)}-${variantAndCounter}-${hex(counterLow & 0xffff, 4)}${hex(random(), 8)}`;
  };
}

/** A fresh UUIDv7 in lower case; ids of one process sort in the order in which they were made. */
export const uuidv7: () => string = createUuidv7Source();

/** Whether the text is a UUID of any version, in the usual form with dashes. */
export function isUuid(text: string): boolean {
  return UUID_PATTERN.test(text);
}

/**
 * The time that a UUIDv7 was made, to the millisecond.
 * @throws RangeError when the text is not a UUIDv7.
 */
export function uuidv7Time(id: string): Date {
  if (!isUuid(id) || id[VERSION_INDEX] !== '7') throw new RangeError('not a UUIDv7');
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}
