import { setTimeout as pause } from 'node:timers/promises';

import type { JsonValue, MetaPage, MetaPhoneNumber, MetaSuccess, MetaTemplate } from '@switchboard/contracts';

import { authorization, isSendableToken, unsendableToken } from './access-token';
import { GraphConnection } from './graph-connection';
import type { HttpRequest } from './graph-connection';
import type { GraphAccepted, GraphMessageAccepted, GraphOutcome, GraphRefused } from './graph-outcome';
import type {
  GraphClientOptions,
  MediaRequest,
  OpenUploadRequest,
  RelayRequest,
  SendMessageRequest,
  UploadMediaRequest,
} from './graph-requests';
import { HostCircuit } from './host-circuit';
import type { CircuitStateName } from './host-circuit';
import { MediaDownloader } from './media-download';
import type { DownloadMediaRequest, GraphMediaDownload } from './media-download';
import { MEDIA_LIMITS } from './media-limits';
import type { MediaLimits } from './media-limits';
import { EndedUpload, StreamedUpload } from './media-upload';
import type { GraphMediaUpload, GraphUploadOutcome } from './media-upload';
import { frameMultipart, multipartSizeBytes } from './multipart';
import type { MultipartFrame } from './multipart';
import { readJsonAnswer, readMessageAnswer, readObjectAnswer, readSuccessAnswer } from './read-answer';
import type { HttpAnswer } from './read-answer';
import { readMediaAnswer, readUploadAnswer } from './read-media';
import type { MetaMedia } from './read-media';
import { relayBody, relayPath } from './relay-path';
import { isTimeForAttempt, retryPauseMs } from './retry-pause';

const CONNECT_TIMEOUT_MAX_MS = 5_000;
const TEMPLATE_FIELDS = 'name,parameter_format,components,language,status,category,id,quality_score,rejected_reason';
const PHONE_NUMBER_FIELDS =
  'verified_name,code_verification_status,display_phone_number,quality_rating,platform_type,throughput,id';
const PAGE_ITEMS = '100';

/** Meta's Cloud API. Every method answers with a `GraphOutcome`; none throws for what the network or Meta does. */
export class GraphClient {
  private readonly connection: GraphConnection;
  /** Apart from the others: an upload lasts as long as a tenant's line is slow, and messages must not wait for that. */
  private readonly uploads: GraphConnection;
  private readonly downloads: MediaDownloader;
  private readonly media: MediaLimits;
  private readonly circuit: HostCircuit;
  private readonly pathPrefix: string;

  constructor(private readonly options: GraphClientOptions) {
    const base = new URL(options.baseUrl);
    this.pathPrefix = `${base.pathname.replace(/\/+$/, '')}/${options.version}`;
    const limits = {
      // Shorter than the deadline, so that a host that swallows connection attempts is seen as one.
      connectTimeoutMs: Math.min(CONNECT_TIMEOUT_MAX_MS, Math.ceil(options.timeoutMs / 2)),
      responseMaxBytes: options.responseMaxBytes ?? 4 * 1024 * 1024,
    };
    const { connections = 256, waitingMax = 8_192 } = options;
    this.connection = new GraphConnection({ ...limits, origin: base.origin, connections, waitingMax });
    this.media = { ...MEDIA_LIMITS, ...options.media };
    const mediaLimits = { ...limits, connections: this.media.connections, waitingMax: this.media.waitingMax };
    this.uploads = new GraphConnection({ ...mediaLimits, origin: base.origin });
    this.downloads = new MediaDownloader({
      ...mediaLimits,
      origins: this.media.origins,
      idleMs: this.media.stallMs,
      wholeMs: this.media.downloadMs,
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
  uploadMedia(request: UploadMediaRequest): Promise<GraphUploadOutcome> {
    const { bytes, timeoutMs } = request;
    const frame = uploadFrame(request);
    const http: HttpRequest = {
      method: 'POST',
      path: this.uploadPath(request.phoneNumberId),
      headers: {
        'content-type': frame.contentType,
        'content-length': String(multipartSizeBytes(frame, bytes.byteLength)),
      },
      body: [frame.head, bytes, frame.tail],
    };
    return this.call(http, request.accessToken, readUploadAnswer, { timeoutMs });
  }

  /**
   * Begins an upload that the caller writes, and then finishes or aborts. Never retried. An open circuit or a bad token
   * ends it before it began, which `failed` says at once.
   * @throws RangeError for a size that is no whole number
   */
  openUpload(request: OpenUploadRequest): GraphMediaUpload {
    const { accessToken, sizeBytes, timeoutMs: answerMs = this.options.timeoutMs } = request;
    if (sizeBytes !== undefined && !(Number.isSafeInteger(sizeBytes) && sizeBytes >= 0)) {
      throw new RangeError(`a file cannot have ${sizeBytes} bytes`);
    }
    if (!isSendableToken(accessToken)) return new EndedUpload(unsendableToken());
    const refusal = this.circuit.refusal();
    if (refusal !== undefined) return new EndedUpload(refusal);
    const { stallMs, silenceMs } = this.media;
    return new StreamedUpload({
      connection: this.uploads,
      request: { path: this.uploadPath(request.phoneNumberId), headers: authorization(accessToken) },
      frame: uploadFrame(request),
      sizeBytes,
      timeouts: { answerMs, stallMs, silenceMs },
      report: (outcome) => this.circuit.report(outcome),
    });
  }

  /** Where a media object's bytes are, and what they should be. Unknown objects are refused with code 100, subcode 33. */
  getMedia(request: MediaRequest): Promise<GraphOutcome<GraphAccepted<MetaMedia>>> {
    return this.call(this.mediaRequest('GET', request), request.accessToken, readMediaAnswer);
  }

  /** Deletes a media object at Meta. */
  deleteMedia(request: MediaRequest): Promise<GraphOutcome<GraphAccepted<MetaSuccess>>> {
    return this.call(this.mediaRequest('DELETE', request), request.accessToken, readSuccessAnswer);
  }

  /**
   * Begins to download from a URL of `getMedia`. Accepted means that the bytes have begun to come. A URL that has expired
   * is refused with code 100, subcode 33. Never retried, and no matter of the circuit: it is another host.
   */
  async downloadMedia(request: DownloadMediaRequest): Promise<GraphOutcome<GraphMediaDownload>> {
    if (!isSendableToken(request.accessToken)) return unsendableToken();
    return this.downloads.begin(request, request.timeoutMs ?? this.options.timeoutMs);
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

  /**
   * Passes a call on and answers with Meta's JSON. What may have changed something is made a second time only when Meta was
   * never reached; what only reads is repeated as every other call is.
   */
  relay(request: RelayRequest): Promise<GraphOutcome<GraphAccepted<JsonValue>>> {
    const { method, body, accessToken } = request;
    const http = this.jsonRequest(method, relayPath(request), body === undefined ? undefined : relayBody(body));
    return this.call(http, accessToken, readJsonAnswer, { isRepeatable: method === 'GET' });
  }

  /** Waits for running calls, then closes the connections. Streamed uploads and downloads are broken off. */
  async close(): Promise<void> {
    await Promise.all([this.uploads.destroy(), this.downloads.close(), this.connection.close()]);
  }

  private async call<Accepted extends { readonly kind: 'accepted' }>(
    request: HttpRequest,
    accessToken: string,
    read: (answer: HttpAnswer) => GraphOutcome<Accepted>,
    { timeoutMs = this.options.timeoutMs, isRepeatable = true }: CallOptions = {},
  ): Promise<GraphOutcome<Accepted>> {
    if (!isSendableToken(accessToken)) return unsendableToken();
    const authorized = { ...request, headers: { ...request.headers, ...authorization(accessToken) } };
    const deadlineMs = performance.now() + timeoutMs;
    let refusal: GraphRefused | undefined;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.circuit.run(() => this.attempt(authorized, read, deadlineMs - performance.now()));
      if (outcome.kind === 'refused') refusal = outcome;
      // Of an attempt that was never written, what is known is what Meta said to the one before.
      const known = outcome.kind === 'unreachable' ? (refusal ?? outcome) : outcome;
      const mayRepeat = isRepeatable || outcome.kind === 'unreachable';
      const pauseMs = mayRepeat ? retryPauseMs(outcome, attempt, Math.random()) : undefined;
      if (pauseMs === undefined || !isTimeForAttempt(deadlineMs - performance.now() - pauseMs, timeoutMs)) return known;
      await pause(pauseMs);
      // The pause may have lasted longer than it should.
      if (!isTimeForAttempt(deadlineMs - performance.now(), timeoutMs)) return known;
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

  private mediaRequest(method: HttpRequest['method'], { mediaId, phoneNumberId }: MediaRequest): HttpRequest {
    const query = new URLSearchParams({ phone_number_id: phoneNumberId });
    return this.jsonRequest(method, `${encodeURIComponent(mediaId)}?${query}`);
  }

  private uploadPath(phoneNumberId: string): string {
    return this.path(`${encodeURIComponent(phoneNumberId)}/media`);
  }

  private path(nodeAndEdge: string): string {
    return `${this.pathPrefix}/${nodeAndEdge}`;
  }
}

interface CallOptions {
  readonly timeoutMs?: number | undefined;
  /** Whether the call may be made again after Meta has refused it. */
  readonly isRepeatable?: boolean;
}

function uploadFrame({ mimeType, filename }: Pick<OpenUploadRequest, 'mimeType' | 'filename'>): MultipartFrame {
  return frameMultipart({ messaging_product: 'whatsapp', type: mimeType }, { mimeType, filename });
}

function pageQuery(fields: string, after: string | undefined): URLSearchParams {
  const query = new URLSearchParams({ fields, limit: PAGE_ITEMS });
  if (after !== undefined) query.set('after', after);
  return query;
}
