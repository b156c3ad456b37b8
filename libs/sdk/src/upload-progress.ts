import type { UploadForm } from './multipart';
import type { UploadProgress } from './options';
import type { ReadableAnswer, SendRequest } from './transport';

type OnProgress = (progress: UploadProgress) => void;

/** What is used of a browser's XMLHttpRequest; its types are not those of Node. */
interface BrowserRequest {
  readonly status: number;
  readonly responseText: string;
  readonly upload: { onprogress: ((event: { loaded: number }) => void) | null };
  onload: (() => void) | null;
  onerror: (() => void) | null;
  onabort: (() => void) | null;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  getResponseHeader(name: string): string | null;
  send(body: Blob): void;
  abort(): void;
}

/**
 * A way of sending a form that tells how far it is. `fetch` does not tell: browsers have `XMLHttpRequest` for it; elsewhere the body is
 * a stream whose bytes are counted as the network takes them.
 */
export function reportProgress(form: UploadForm, onProgress: OnProgress, ownFetch?: typeof fetch): SendRequest {
  const report = (sentBytes: number): void => {
    const { fileStartBytes, fileSizeBytes } = form;
    const ofFile = Math.min(Math.max(0, sentBytes - fileStartBytes), fileSizeBytes);
    onProgress({ sentBytes: ofFile, totalBytes: fileSizeBytes });
  };
  const Xhr = (globalThis as { XMLHttpRequest?: new () => BrowserRequest }).XMLHttpRequest;
  if (Xhr && !ownFetch) return (url, init) => sendByXhr(new Xhr(), { url, init, body: form.body, report });
  return (url, init) => sendCounted(ownFetch ?? fetch, { url, init, body: form.body, report });
}

interface Sending {
  url: string;
  init: RequestInit;
  body: Blob;
  report: (sentBytes: number) => void;
}

/** The length is given, because a server may refuse what comes in chunks, and can refuse what is too large at once. */
function sendCounted(send: typeof fetch, { url, init, body, report }: Sending): Promise<Response> {
  let sentBytes = 0;
  const counted = body.stream().pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        controller.enqueue(chunk);
        sentBytes += chunk.byteLength;
        report(sentBytes);
      },
    }),
  );
  const headers = { ...(init.headers as Record<string, string>), 'content-length': String(body.size) };
  const streaming = { ...init, headers, body: counted, duplex: 'half' };
  return send(url, streaming as RequestInit);
}

function sendByXhr(request: BrowserRequest, { url, init, body, report }: Sending): Promise<ReadableAnswer> {
  const { signal } = init;
  return new Promise<ReadableAnswer>((resolve, reject) => {
    const abort = (): void => request.abort();
    const settle = (): void => signal?.removeEventListener('abort', abort);
    request.onload = () => {
      settle();
      report(body.size);
      resolve(answerOf(request));
    };
    request.onerror = request.onabort = () => {
      settle();
      reject(new TypeError('The upload failed.'));
    };
    request.upload.onprogress = ({ loaded }) => report(loaded);
    request.open(init.method ?? 'POST', url);
    for (const [name, value] of Object.entries(init.headers as Record<string, string>)) {
      request.setRequestHeader(name, value);
    }
    signal?.addEventListener('abort', abort, { once: true });
    request.send(body);
  });
}

function answerOf(request: BrowserRequest): ReadableAnswer {
  const { status, responseText } = request;
  return {
    ok: status >= 200 && status < 300,
    status,
    headers: { get: (name) => request.getResponseHeader(name) },
    text: async () => responseText,
    blob: async () => new Blob([responseText]),
  };
}
