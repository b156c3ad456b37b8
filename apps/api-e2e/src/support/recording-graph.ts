import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that arrived, with its body byte for byte. */
export interface RecordedRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** What this endpoint is for; whoever asks for anything else finds it away. */
const MESSAGES = /\/(?:marketing_)?messages$/;

/** Some other Graph endpoint: it takes every message and writes down exactly what it got. */
export class RecordingGraph {
  readonly requests: RecordedRequest[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<RecordingGraph> {
    const server = createServer();
    const graph = new RecordingGraph(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        if (method !== 'POST' || !MESSAGES.test(url)) {
          response.writeHead(503).end();
          return;
        }
        graph.requests.push({ method, url, headers, body: Buffer.concat(chunks) });
        response
          .setHeader('Content-Type', 'application/json')
          .end(graph.answerTo(Buffer.concat(chunks).toString('utf8')));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return graph;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The only request since `mark`. */
  onlySince(mark: number): RecordedRequest {
    const [request, ...others] = this.requests.slice(mark);
    if (!request || others.length > 0) throw new Error(`Expected one request, got ${this.requests.length - mark}.`);
    return request;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  private answerTo(body: string): string {
    if ((JSON.parse(body) as { status?: unknown }).status === 'read') return '{"success":true}';
    return JSON.stringify({
      messaging_product: 'whatsapp',
      contacts: [{ input: '905321234567', wa_id: '905321234567' }],
      messages: [{ id: `wamid.RECORDED${this.requests.length}` }],
    });
  }
}
