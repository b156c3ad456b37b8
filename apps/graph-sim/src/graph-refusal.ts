import { findGraphError } from '@switchboard/contracts';

import { makeTraceId } from './identifiers';

export interface RefusalOptions {
  readonly details?: string;
  /** Replaces `(#code) title`. */
  readonly message?: string;
  readonly subcode?: number;
  readonly httpStatus?: number;
  readonly type?: string;
}

/** An error that the Graph answers in its envelope. */
export class GraphRefusal extends Error {
  readonly httpStatus: number;

  constructor(
    readonly code: number,
    private readonly options: RefusalOptions = {},
  ) {
    super(options.message ?? `(#${code}) ${findGraphError(code)?.title ?? 'Error'}`);
    this.httpStatus = options.httpStatus ?? findGraphError(code)?.httpStatus ?? 400;
  }

  /** The envelope as JSON. */
  toBody(): string {
    const { details, subcode, type = 'OAuthException' } = this.options;
    return JSON.stringify({
      error: {
        message: this.message,
        type,
        code: this.code,
        ...(details === undefined ? {} : { error_data: { messaging_product: 'whatsapp', details } }),
        ...(subcode === undefined ? {} : { error_subcode: subcode }),
        fbtrace_id: makeTraceId(),
      },
    });
  }
}

/** An object that does not exist, or that the token may not see: Meta does not say which. */
export function unknownObject(method: string, id: string): GraphRefusal {
  return new GraphRefusal(100, {
    type: 'GraphMethodException',
    subcode: 33,
    httpStatus: 400,
    message:
      `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to ` +
      'missing permissions, or does not support this operation. Please read the Graph API documentation at ' +
      'https://developers.facebook.com/docs/graph-api',
  });
}

/** A token that is absent or unknown. */
export function invalidToken(): GraphRefusal {
  return new GraphRefusal(190, { message: 'Invalid OAuth access token - Cannot parse access token' });
}

/** A token that was valid once. */
export function expiredToken(): GraphRefusal {
  return new GraphRefusal(190, {
    subcode: 463,
    message: 'Error validating access token: Session has expired. The current time is after the expiry time.',
  });
}

/** A parameter that must be there and is not. */
export function missingParameter(path: string): GraphRefusal {
  return new GraphRefusal(131008, { details: `Parameter ${path} is required` });
}

/** A parameter whose value breaks a rule. */
export function invalidValue(path: string, rule: string): GraphRefusal {
  return new GraphRefusal(131009, { details: `Parameter ${path} ${rule}` });
}

/** A request whose shape is wrong. */
export function invalidParameter(details: string): GraphRefusal {
  return new GraphRefusal(100, { message: `(#100) ${details}`, details });
}
