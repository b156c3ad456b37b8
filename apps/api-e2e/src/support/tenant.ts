import { type Answer, type Call, expectStatus, HttpClient } from './http-client';
import { waitFor } from './wait-for';

export interface Balance {
  currency: string;
  available: string;
  reserved: string;
  total: string;
}

/** A message as the log shows it, with its timeline and charges. */
export interface LoggedMessage {
  id: string;
  wamid: string | null;
  status: string;
  type: string;
  to: string;
  sandbox: boolean;
  category: string;
  error?: { code: string; title?: string; description?: string };
  cost: { currency: string; reserved: string; platformFee: string; metaFee: string; markup: string; total: string };
  payload: unknown;
  timeline: { at: string; event: string; detail?: unknown }[];
  charges: { at: string; kind: string; amount: string }[];
}

/** A tenant's program: v1 with a key. */
export class TenantClient {
  readonly http: HttpClient;

  constructor(url: string, key: string) {
    this.http = new HttpClient(url, { authorization: `Bearer ${key}` });
  }

  /** `POST /v1/wa/message`; an object is sent as JSON, a text as it is. */
  send(
    body: unknown,
    { query = '', headers = {} }: { query?: string; headers?: Call['headers'] } = {},
  ): Promise<Answer> {
    return this.http.post(`/v1/wa/message${query}`, body, headers);
  }

  /** Sends what must be accepted; answers with our id and Meta's. */
  async sendAccepted(
    body: unknown,
    options: { query?: string; headers?: Call['headers'] } = {},
  ): Promise<{ id: string; wamid: string }> {
    const answer = await this.send(body, options);
    const { data } = expectStatus(answer, 200);
    return { id: String(answer.headers['x-message-id']), wamid: data.messages[0].id };
  }

  async message(idOrWamid: string): Promise<LoggedMessage> {
    return expectStatus(await this.http.get(`/v1/wa/messages/${encodeURIComponent(idOrWamid)}`), 200).data;
  }

  /** The message, once it has come to a status. */
  messageWith(status: string, idOrWamid: string, timeoutMs?: number): Promise<LoggedMessage> {
    return waitFor(
      `message ${idOrWamid} to be ${status}`,
      async () => {
        const message = await this.message(idOrWamid);
        return message.status === status ? message : null;
      },
      timeoutMs,
    );
  }

  async balance(): Promise<Balance> {
    return expectStatus(await this.http.get('/v1/wa/balance'), 200).data;
  }

  async quote(
    body: unknown,
    query = '',
  ): Promise<Record<'market' | 'category' | 'platformFee' | 'metaFee' | 'markup' | 'total' | 'currency', string>> {
    return expectStatus(await this.http.post(`/v1/wa/quote${query}`, body), 200).data;
  }

  close(): Promise<void> {
    return this.http.close();
  }
}
