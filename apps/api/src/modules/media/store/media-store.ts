import type { Readable } from 'node:stream';

/** The bytes of an object, or a range of them. Who asked must read `body` to its end or destroy it. */
export interface ObjectContent {
  body: Readable;
  /** Of the whole object, also when `body` is a range of it. */
  sizeBytes: number;
}

/** Inclusive on both ends, counted from 0. */
export interface ByteRange {
  start: number;
  end: number;
}

export interface StoredObject {
  key: string;
  sizeBytes: number;
  modifiedAt: Date;
}

/**
 * An object while it is written. Nobody sees it before `commit`. One call of `write` or `commit` at a time, awaited: that is the
 * backpressure. After an error only `discard` makes sense; it may be called at any time, also while another call is under way.
 */
export interface ObjectWriter {
  /** Takes over a copy of the chunk, of any size. @throws GatewayError SYS_002 when the store cannot keep it */
  write(chunk: Uint8Array): Promise<void>;
  /** Makes the object durable, then visible. @throws GatewayError SYS_002; `discard` is still needed then */
  commit(): Promise<void>;
  /**
   * Leaves nothing of the object behind, not even of a commit that failed half-way; without effect after a commit that succeeded.
   * Never rejects: what it cannot remove is logged, and left to `removeAbandoned`.
   */
  discard(): Promise<void>;
}

/** How many objects are removed in one call at most; S3's own limit. */
export const REMOVED_AT_ONCE_MAX = 1_000;

/**
 * Where the bytes of media lie. Keys have the form `{uuid}/{uuid}`, tenant first, made by us; anything else is refused with a
 * TypeError before anything is touched. A store that does not work throws GatewayError SYS_002.
 */
export abstract class MediaStore {
  /** Begins an object that nobody sees before `commit`. An object of the same key is replaced then. */
  abstract begin(key: string): Promise<ObjectWriter>;

  /**
   * The object, or a range of it; null when there is none. A range may end after the object does.
   * @throws RangeError when the range is empty or begins after the last byte
   */
  abstract read(key: string, range?: ByteRange): Promise<ObjectContent | null>;

  /** Removes up to 1,000 objects; those that are not there count as removed. Who is reading one may read on. */
  abstract remove(keys: readonly string[]): Promise<void>;

  /** All objects in no particular order; what is written or removed meanwhile may be missing. */
  abstract list(): AsyncIterable<StoredObject>;

  /**
   * Removes what writers left behind that will never commit or discard because their process has ended. Safe in several
   * processes at once. Returns how many were removed.
   */
  abstract removeAbandoned(now: Date): Promise<number>;

  /** Whether the store can be used now. @throws Error that says in words for the operator why not */
  abstract check(): Promise<void>;
}
