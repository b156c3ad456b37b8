import { createHmac } from 'node:crypto';
import { type Answer, HttpClient } from './http-client';
import { SECRETS } from './switchboard';

/** The signature of a body, as Meta makes it. */
export function sign(body: string | Buffer, secret: string = SECRETS.META_APP_SECRET): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

export interface StatusReport {
  phoneNumberId: string;
  wamid: string;
  status: string;
  callbackData?: string;
  /** Epoch seconds; now unless told. */
  timestamp?: number;
  pricing?: object;
  errors?: object[];
}

/** A webhook with statuses, as Meta words it. */
export function statusWebhook(...reports: StatusReport[]): string {
  return JSON.stringify({
    object: 'whatsapp_business_account',
    entry: reports.map(({ phoneNumberId, wamid, status, callbackData, timestamp, pricing, errors }) => ({
      id: '102290129340398',
      changes: [
        {
          field: 'messages',
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: '15550783881', phone_number_id: phoneNumberId },
            statuses: [
              {
                id: wamid,
                status,
                timestamp: String(timestamp ?? Math.floor(Date.now() / 1000)),
                recipient_id: '905321234567',
                ...(callbackData === undefined ? {} : { biz_opaque_callback_data: callbackData }),
                ...(pricing === undefined ? {} : { pricing }),
                ...(errors === undefined ? {} : { errors }),
              },
            ],
          },
        },
      ],
    })),
  });
}

/** Posts what Meta would post. */
export class Meta {
  private readonly http: HttpClient;

  constructor(url: string) {
    this.http = new HttpClient(url);
  }

  /** Signed with the app's secret unless another signature (or null: none) is given. */
  post(body: string | Buffer, signature: string | null = sign(body)): Promise<Answer> {
    return this.http.post('/webhooks/meta', body, signature === null ? {} : { 'x-hub-signature-256': signature });
  }

  get(path: string): Promise<Answer> {
    return this.http.get(path);
  }

  close(): Promise<void> {
    return this.http.close();
  }
}
