/** Where Switchboard is, who is calling, and what holds for every call unless the call says otherwise. */
export interface SwitchboardOptions {
  /** The address of the Switchboard installation, such as `https://switchboard.example.com`; a path in it is kept. */
  readonly baseUrl: string;
  /** A key of the tenant: `pk_` and 32 characters. Whoever has it can send at the tenant's cost: keep it out of web pages. */
  readonly apiKey: string;
  /** Meta's id of the number to send from. Without it sends use the key's default number, or the tenant's only one. */
  readonly phoneNumberId?: string;
  /** Meta's id of the WhatsApp Business Account, for templates. */
  readonly wabaId?: string;
  /** The version in the path of media and template calls. Any is answered; default `v23.0`. */
  readonly graphVersion?: string;
  /** The longest that one attempt may take, until its answer was read. Default 30,000; 300,000 for files. */
  readonly timeoutMs?: number;
  /** The longest that a call may take with all attempts and pauses. Default 120,000; 900,000 for files. */
  readonly totalTimeoutMs?: number;
  /** Attempts after the first, for failures that repeating can cure. Default 3; 0 for none. */
  readonly maxRetries?: number;
  /** The greatest pause before the first retry when the server names none; it doubles with each. Default 500. */
  readonly retryBaseDelayMs?: number;
  /** What the pause doubles up to. Default 8,000. */
  readonly retryMaxDelayMs?: number;
  /** Sends go into the sandbox: everything happens but the call to Meta. Default false. */
  readonly sandbox?: boolean;
  /** Instead of the global `fetch`: behind a proxy, or in a test. */
  readonly fetch?: typeof fetch;
}

/** What every call takes. */
export interface CallOptions {
  /** Ends the call, wherever it is; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** As in the client's options. */
  readonly timeoutMs?: number;
  /** As in the client's options. */
  readonly totalTimeoutMs?: number;
  /** As in the client's options. */
  readonly maxRetries?: number;
}

/** What calls take that concern one phone number. */
export interface SenderOptions extends CallOptions {
  /** Meta's id of the number, instead of the client's. */
  readonly phoneNumberId?: string;
}

/** What sends take. */
export interface SendOptions extends SenderOptions {
  /**
   * 1 to 255 visible ASCII characters that name this message. Sends with the same key and the same body are one message for 24 hours,
   * also from other processes. Without it each call has a fresh one, which its retries share.
   */
  readonly idempotencyKey?: string;
  /** As in the client's options. */
  readonly sandbox?: boolean;
  /** Through Meta's Marketing Messages Lite; templates only. Default false. */
  readonly marketingLite?: boolean;
}

/** How far an upload is. */
export interface UploadProgress {
  /** Bytes of the file that were handed to the network. A retry starts again at 0. */
  readonly sentBytes: number;
  /** The size of the file. */
  readonly totalBytes: number;
}

/** What uploads take. */
export interface UploadOptions extends SenderOptions {
  /** The MIME type, when the file does not say it or says a generic one. Without any the server tells it from the bytes. */
  readonly type?: string;
  /** The file's name, when it is not a `File`. Default `file`. */
  readonly filename?: string;
  /** Called as the file goes out, at least once at its end. It must not throw. */
  readonly onProgress?: (progress: UploadProgress) => void;
}

/** What template calls take. */
export interface TemplateOptions extends CallOptions {
  /** Meta's id of the WhatsApp Business Account, instead of the client's. */
  readonly wabaId?: string;
}
