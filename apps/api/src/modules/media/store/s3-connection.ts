import { Logger } from '@nestjs/common';
import { S3Client } from '@aws-sdk/client-s3';
import type { S3StoreSettings } from '../../../config/env';

/** How long S3 may take. */
export interface S3Limits {
  connectTimeoutMs: number;
  /** From a request, with its wait for a connection, to the head of the answer. */
  requestTimeoutMs: number;
  /** A call with all its attempts, to the end of its answer; of a download, to the head. */
  deadlineMs: number;
  /** Between two pieces of a download while somebody waits for them. */
  stallTimeoutMs: number;
}

export const S3_LIMITS: S3Limits = {
  connectTimeoutMs: 5_000,
  requestTimeoutMs: 30_000,
  deadlineMs: 100_000,
  stallTimeoutMs: 30_000,
};

const ATTEMPTS = 3;
/** Calls at the same time; those beyond wait within `requestTimeoutMs`. */
const CALL_SOCKETS = 64;
const DOWNLOAD_SOCKETS = 256;

/** What each call passes on to the SDK. */
export interface CallOptions {
  abortSignal: AbortSignal;
}

/**
 * A bucket and the way to it. Downloads have connections of their own: they are as slow as those who read them, and would else
 * keep uploads waiting.
 */
export class S3Connection {
  readonly bucket: string;
  private readonly calls: S3Client;
  private readonly downloads: S3Client;

  constructor(
    settings: S3StoreSettings,
    readonly limits: S3Limits,
  ) {
    this.bucket = settings.bucket;
    this.calls = client(settings, limits, CALL_SOCKETS);
    this.downloads = client(settings, limits, DOWNLOAD_SOCKETS);
  }

  /** One call, ended by the deadline or by `signal`. */
  call<T>(send: (client: S3Client, options: CallOptions) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.withinDeadline((options) => send(this.calls, options), signal);
  }

  /** One call whose body outlives it. */
  download<T>(send: (client: S3Client, options: CallOptions) => Promise<T>): Promise<T> {
    return this.withinDeadline((options) => send(this.downloads, options));
  }

  close(): void {
    this.calls.destroy();
    this.downloads.destroy();
  }

  private async withinDeadline<T>(send: (options: CallOptions) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { deadlineMs } = this.limits;
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs);
    try {
      return await send({ abortSignal: signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal });
    } finally {
      clearTimeout(timer);
    }
  }
}

function client(settings: S3StoreSettings, limits: S3Limits, maxSockets: number): S3Client {
  const { endpoint, region, credentials } = settings;
  const agent = { keepAlive: true, maxSockets };
  return new S3Client({
    endpoint,
    region,
    credentials,
    // Stores other than AWS rarely have names for buckets.
    forcePathStyle: endpoint !== undefined,
    maxAttempts: ATTEMPTS,
    // Many S3-compatible stores do not know the newer checksums; a body is still signed with its SHA-256.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // The SDK opens an unpooled connection for each such request, and waits for seconds where the header is not known.
    expectContinueHeader: false,
    requestHandler: {
      connectionTimeout: limits.connectTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      throwOnRequestTimeout: true,
      // Off: it would end downloads whose reader is slow. The deadline and the body's own guard take its place.
      socketTimeout: 0,
      httpAgent: agent,
      httpsAgent: agent,
      logger: sdkLogger(),
    },
  });
}

/** The SDK's own default is the console. */
function sdkLogger() {
  const logger = new Logger('S3');
  const debug = (...parts: unknown[]): void => logger.debug(parts.join(' '));
  const warn = (...parts: unknown[]): void => logger.warn(parts.join(' '));
  return { debug, info: debug, warn, error: warn };
}
