import { waitFor } from './wait-for';

/** What the live tail says: of a message, of its beginning and of its end. */
export type EventData = Readonly<Record<string, unknown>> & {
  readonly id?: string;
  readonly status?: string;
};

/** An event as a browser would hand it on. */
export interface ReceivedEvent {
  event: string;
  id: string | null;
  data: EventData;
  atMs: number;
}

/** Reads `text/event-stream` as browsers do (HTML standard, "Interpreting an event stream"). */
export class EventStreamReader {
  readonly events: ReceivedEvent[] = [];
  /** What the browser would send when it comes back. */
  lastEventId: string | null = null;
  hasEnded = false;
  private rest = '';
  private readonly abort = new AbortController();

  private constructor(readonly headers: Headers) {}

  /** @throws Error with the answer when it is no stream */
  static async open(url: string, headers: Readonly<Record<string, string>>): Promise<EventStreamReader> {
    const abort = new AbortController();
    const response = await fetch(url, { headers, signal: abort.signal });
    if (response.status !== 200 || !response.body) throw new Error(`${response.status}: ${await response.text()}`);
    const reader = new EventStreamReader(response.headers);
    reader.abort.signal.addEventListener('abort', () => abort.abort());
    void reader.read(response.body);
    await reader.next('ready');
    return reader;
  }

  /** The first event of a kind that fits, once it is there. */
  next(kind: string, fits: (event: ReceivedEvent) => boolean = () => true, timeoutMs?: number): Promise<ReceivedEvent> {
    const find = () => this.events.find((event) => event.event === kind && fits(event));
    return waitFor(`an event ${kind}`, find, timeoutMs);
  }

  /** The messages so far, as `[id, status]`. */
  messages(): [id: string, status: string][] {
    return this.events.filter(({ event }) => event === 'message').map(({ data }) => [data.id ?? '', data.status ?? '']);
  }

  close(): void {
    this.abort.abort();
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of body) this.take(decoder.decode(chunk, { stream: true }));
    } catch {
      // Closed by us, or cut off: both are an end.
    }
    this.hasEnded = true;
  }

  private take(text: string): void {
    const blocks = (this.rest + text).split('\n\n');
    this.rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const lines = block.split('\n').filter((line) => !line.startsWith(':'));
      const fields = new Map(
        lines.map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
      );
      this.lastEventId = fields.get('id') ?? this.lastEventId;
      const data = fields.get('data');
      if (data === undefined) continue;
      const event = fields.get('event') ?? 'message';
      this.events.push({
        event,
        id: fields.get('id') ?? null,
        data: JSON.parse(data) as EventData,
        atMs: performance.now(),
      });
    }
  }
}
