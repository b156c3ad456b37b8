import { ERROR_CATALOGUE, type ErrorCode, type ErrorGroup, type ErrorHttpStatus } from './error-catalogue';

/** Extra facts of an error; they are shown to the caller as `errors.params`. */
export type ErrorParams = Readonly<Record<string, unknown>>;

/** One broken rule of a request, an item of `params.fields` of VAL_001. */
export interface FieldError {
  /** Where, as in `interactive.action.buttons[0].reply.title`; the empty string is the whole body. */
  readonly path: string;
  /** The rule as a short stable word: `required`, `type`, `maxLength`, … */
  readonly rule: string;
  /** The rule as a sentence for people. */
  readonly message: string;
}

/** What a GatewayError carries besides its code. */
export interface GatewayErrorOptions {
  /** Shown to the caller as `errors.params`; it must not hold secrets or data of other tenants. */
  readonly params?: ErrorParams | undefined;
  /** The underlying failure, for the log only. */
  readonly cause?: unknown;
  /** Replaces the catalogue's sentence in the answer. */
  readonly description?: string | undefined;
  /** The status of Meta's own answer, for the surface that passes it on (v2, GW_002); it is never part of `params`. */
  readonly metaHttpStatus?: number | undefined;
}

/**
 * The only error that services throw on purpose. The edge turns it into the envelope of the surface that was
 * called; status and group come from the catalogue, so services never name an HTTP status.
 */
export class GatewayError extends Error {
  readonly code: ErrorCode;
  readonly params: ErrorParams | undefined;
  readonly metaHttpStatus: number | undefined;

  constructor(code: ErrorCode, options: GatewayErrorOptions = {}) {
    super(
      options.description ?? ERROR_CATALOGUE[code].description,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'GatewayError';
    this.code = code;
    this.params = options.params;
    this.metaHttpStatus = options.metaHttpStatus;
  }

  /** The sentence that the caller reads. */
  get description(): string {
    return this.message;
  }

  get group(): ErrorGroup {
    return ERROR_CATALOGUE[this.code].group;
  }

  get httpStatus(): ErrorHttpStatus {
    return ERROR_CATALOGUE[this.code].httpStatus;
  }
}
