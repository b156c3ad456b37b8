/** Bounds of uploads and downloads that are streamed. */
export interface MediaLimits {
  /** Uploads at a time; and downloads at a time from one origin. */
  readonly connections: number;
  /** Transfers that may wait for a free connection; one more is `unreachable` at once. */
  readonly waitingMax: number;
  /** Origins of downloads to which connections are kept. */
  readonly origins: number;
  /** How long the other side may take or send no byte while it should. */
  readonly stallMs: number;
  /** How long the caller of an upload may write nothing before it is broken off. */
  readonly silenceMs: number;
  /** For the whole body of a download, the time that its reader takes included. */
  readonly downloadMs: number;
}

export const MEDIA_LIMITS: MediaLimits = {
  connections: 64,
  waitingMax: 256,
  origins: 8,
  stallMs: 30_000,
  silenceMs: 120_000,
  downloadMs: 240_000,
};
