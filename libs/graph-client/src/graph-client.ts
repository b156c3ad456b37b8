import { setTimeout as pause } from 'node:timers/promises';

import type { MetaPage, MetaPhoneNumber, MetaSuccess, MetaTemplate } from '@switchboard/contracts';

import { GraphConnection } from './graph-connection';
import type { HttpRequest } from './graph-connection';
import type { GraphAccepted, GraphMessageAccepted, GraphOutcome, GraphRefused } from './graph-outcome';
import { HostCircuit } from './host-circuit';
import type { CircuitOptions, CircuitStateName } from './host-circuit';
import { buildMultipart } from './multipart';
import { readMessageAnswer, readObjectAnswer, readSuccessAnswer } from './read-answer';
import type { HttpAnswer } from './read-answer';
import { retryPauseMs } from './retry-pause';

export interface GraphClientOptions {
  /** Such as `https://graph.facebook.com`; a path in it is kept in front of every call's path. */
  readonly baseUrl: string;
  /** Such as `v25.0`. */
  readonly version: string;
  /** Deadline of one call, with its retries: from the call to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Connections to the host (default 256). At Meta's usual 0.2–0.5 s per answer each carries 2–5 messages a second. */
  readonly connections?: number;
  /** Calls that may wait for a free connection (default 8,192); one more is `unreachable` at once. */
  readonly waitingMax?: number;
  /** Default: opens after 20 calls in a row without an answer, probes after 10 s. */
  readonly breaker?: Partial<CircuitOptions>;
  /** Largest answer that is read (default 4 MiB). */
  readonly responseMaxBytes?: number;
}

export interface SendMessageRequest {
  readonly phoneNumberId: string;
  readonly accessToken: string;
  /** JSON; forwarded byte for byte. */
  readonly body: string;
  /** True for Meta's Marketing Messages Lite endpoint. */
  readonly marketingLite: boolean;
}

export interface UploadMediaRequest {
  readonly phoneNumberId: string;
  readonly accessToken: string;
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  readonly filename: string;
  /** Deadline of this upload; the client's `timeoutMs` when absent. */
  readonly timeoutMs?: number;
}

const CONNECT_TIMEOUT_MAX_MS = 5_000;
const TEMPLATE_FIELDS = 'name,parameter_format,components,language,status,category,id,quality_score,rejected_reason';
const PHONE_NUMBER_FIELDS =
  'verified_name,code_verification_status,display_phone_number,quality_rating,platform_type,throughput,id';
const PAGE_ITEMS = '100';
const INVALID_TOKEN_CODE = 190;

/** Meta's Cloud API. Every method answers with a `GraphOutcome`; none throws for what the network or Meta does. */
export class GraphClient {
  private readonly connection: GraphConnection;
  private readonly circuit: HostCircuit;
  private readonly pathPrefix: string;

  constructor(private readonly options: GraphClientOptions) {
    const base = new URL(options.baseUrl);
    this.pathPrefix = `${base.pathname.replace(/\/+$/, '')}/${options.version}`;
    this.connection = new GraphConnection({
      origin: base.origin,
      connections: options.connections ?? 256,
      waitingMax: options.waitingMax ?? 8_192,
      // Shorter than the deadline, so that a host that swallows connection attempts is seen as one.
      connectTimeoutMs: Math.min(CONNECT_TIMEOUT_MAX_MS, Math.ceil(options.timeoutMs / 2)),
      responseMaxBytes: options.responseMaxBytes ?? 4 * 1024 * 1024,
    });
    this.circuit = new HostCircuit({ consecutiveFailures: 20, halfOpenAfterMs: 10_000, ...options.breaker });
  }

  get circuitState(): CircuitStateName {
    return this.circuit.state;
  }

  /** Calls the listener whenever the circuit of the host opens, is probed or closes; returns how to stop it. */
  onCircuitStateChange(listener: (state: CircuitStateName) => void): () => void {
    return this.circuit.onStateChange(listener);
  }

  /** Sends a message; accepted means that Meta named it. */
  sendMessage(
    request: SendMessageRequest & { readonly expect?: 'message' },
  ): Promise<GraphOutcome<GraphMessageAccepted>>;
  /** Sends a read receipt, which Meta answers with success and without a message id. */
  sendMessage(
    request: SendMessageRequest & { readonly expect: 'success' },
  ): Promise<GraphOutcome<GraphAccepted<MetaSuccess>>>;
  sendMessage(
    request: SendMessageRequest & { readonly expect?: 'message' | 'success' },
  ): Promise<GraphOutcome<GraphMessageAccepted | GraphAccepted<MetaSuccess>>> {
    const edge = request.marketingLite ? 'marketing_messages' : 'messages';
    const http = this.jsonRequest('POST', `${encodeURIComponent(request.phoneNumberId)}/${edge}`, request.body);
    return request.expect === 'success'
      ? this.call(http, request.accessToken, readSuccessAnswer)
      : this.call(http, request.accessToken, readMessageAnswer);
  }

  /** Uploads a file for one phone number; Meta keeps it 30 days. */
  uploadMedia(request: UploadMediaRequest): Promise<GraphOutcome<GraphAccepted<{ readonly id: string }>>> {
    const { bytes, mimeType, filename } = request;
    const multipart = buildMultipart({ messaging_product: 'whatsapp', type: mimeType }, { bytes, mimeType, filename });
    const http: HttpRequest = {
      method: 'POST',
      path: this.path(`${encodeURIComponent(request.phoneNumberId)}/media`),
      headers: {
        'content-type': multipart.contentType,
        'content-length': String(multipart.contentLengthBytes),
      },
      body: multipart.chunks,
    };
    return this.call(http, request.accessToken, readObjectAnswer<{ id: string }>, request.timeoutMs);
  }

  /** Reads the named fields of a phone number, such as `['display_phone_number', 'health_status']`. */
  getPhoneNumber(
    phoneNumberId: string,
    accessToken: string,
    fields: readonly string[],
  ): Promise<GraphOutcome<GraphAccepted<MetaPhoneNumber & Readonly<Record<string, unknown>>>>> {
    const query = new URLSearchParams({ fields: fields.join(',') });
    const http = this.jsonRequest('GET', `${encodeURIComponent(phoneNumberId)}?${query}`);
    return this.call(http, accessToken, readObjectAnswer<MetaPhoneNumber & Record<string, unknown>>);
  }

  /** Registers a number for the Cloud API. Meta allows ten attempts in 72 hours. */
  register(phoneNumberId: string, accessToken: string, pin: string): Promise<GraphOutcome<GraphAccepted<MetaSuccess>>> {
    const body = JSON.stringify({ messaging_product: 'whatsapp', pin });
    const http = this.jsonRequest('POST', `${encodeURIComponent(phoneNumberId)}/register`, body);
    return this.call(http, accessToken, readSuccessAnswer);
  }

  /** Takes a number off the Cloud API. */
  deregister(phoneNumberId: string, accessToken: string): Promise<GraphOutcome<GraphAccepted<MetaSuccess>>> {
    const body = JSON.stringify({ messaging_product: 'whatsapp' });
    const http = this.jsonRequest('POST', `${encodeURIComponent(phoneNumberId)}/deregister`, body);
    return this.call(http, accessToken, readSuccessAnswer);
  }

  /** One page of an account's templates; `after` is the cursor of the page before. */
  listTemplates(
    wabaId: string,
    accessToken: string,
    after?: string,
  ): Promise<GraphOutcome<GraphAccepted<MetaPage<MetaTemplate>>>> {
    const query = pageQuery(TEMPLATE_FIELDS, after);
    const http = this.jsonRequest('GET', `${encodeURIComponent(wabaId)}/message_templates?${query}`);
    return this.call(http, accessToken, readObjectAnswer<MetaPage<MetaTemplate>>);
  }

  /** One page of an account's phone numbers. */
  listPhoneNumbers(
    wabaId: string,
    accessToken: string,
    after?: string,
  ): Promise<GraphOutcome<GraphAccepted<MetaPage<MetaPhoneNumber>>>> {
    const query = pageQuery(PHONE_NUMBER_FIELDS, after);
    const http = this.jsonRequest('GET', `${encodeURIComponent(wabaId)}/phone_numbers?${query}`);
    return this.call(http, accessToken, readObjectAnswer<MetaPage<MetaPhoneNumber>>);
  }

  /** Waits for running calls, then closes the connections. */
  close(): Promise<void> {
    return this.connection.close();
  }

  private async call<Accepted extends { readonly kind: 'accepted' }>(
    request: HttpRequest,
    accessToken: string,
    read: (answer: HttpAnswer) => GraphOutcome<Accepted>,
    timeoutMs = this.options.timeoutMs,
  ): Promise<GraphOutcome<Accepted>> {
    if (!isSendableToken(accessToken)) return unsendableToken();
    const authorized = { ...request, headers: { ...request.headers, authorization: `Bearer ${accessToken}` } };
    const deadlineMs = performance.now() + timeoutMs;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.circuit.run(() => this.attempt(authorized, read, deadlineMs - performance.now()));
      const pauseMs = retryPauseMs(outcome, attempt, Math.random());
      if (pauseMs === undefined || performance.now() + pauseMs >= deadlineMs) return outcome;
      await pause(pauseMs);
    }
  }

  private async attempt<Accepted>(
    request: HttpRequest,
    read: (answer: HttpAnswer) => GraphOutcome<Accepted>,
    timeoutMs: number,
  ): Promise<GraphOutcome<Accepted>> {
    const exchange = await this.connection.exchange(request, timeoutMs);
    return exchange.kind === 'answered' ? read(exchange.answer) : exchange;
  }

  private jsonRequest(method: HttpRequest['method'], nodeAndEdge: string, body?: string): HttpRequest {
    const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    return { method, path: this.path(nodeAndEdge), headers, body };
  }

  private path(nodeAndEdge: string): string {
    return `${this.pathPrefix}/${nodeAndEdge}`;
  }
}

function pageQuery(fields: string, after: string | undefined): URLSearchParams {
  const query = new URLSearchParams({ fields, limit: PAGE_ITEMS });
  if (after !== undefined) query.set('after', after);
  return query;
}

/** A header can carry visible ASCII only. */
function isSendableToken(accessToken: string): boolean {
  return /^[\x21-\x7e]+$/.test(accessToken);
}

/** Meta could only answer 190 to such a token; saying so here keeps it from counting against the host. */
function unsendableToken(): GraphRefused {
  return {
    kind: 'refused',
    httpStatus: 401,
    error: {
      message: 'The access token is empty or holds characters that a header cannot carry',
      type: 'OAuthException',
      code: INVALID_TOKEN_CODE,
    },
    fromMeta: false,
    retryClass: 'never',
  };
}
