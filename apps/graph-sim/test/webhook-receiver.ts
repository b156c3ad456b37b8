import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { MetaMessagesValue, MetaStatus, MetaWebhook, MetaWebhookChange } from '@switchboard/contracts';

export interface ReceivedWebhook {
  readonly rawBody: Buffer;
  readonly signature: string;
  readonly webhook: MetaWebhook;
}

/** A receiver of webhooks that lets a test wait for what it expects. */
export interface WebhookReceiver {
  readonly url: string;
  readonly received: ReceivedWebhook[];
  /** Status code of the next answers; 200 at first. */
  answerWith: number;
  changes(): MetaWebhookChange[];
  statuses(): MetaStatus[];
  /** Resolves once the condition holds; it is looked at after every webhook. */
  until(condition: () => boolean): Promise<void>;
  close(): Promise<void>;
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const rawBody = Buffer.concat(chunks);
      const signature = String(request.headers['x-hub-signature-256']);
      receiver.received.push({ rawBody, signature, webhook: JSON.parse(rawBody.toString()) as MetaWebhook });
      response.writeHead(receiver.answerWith).end();
      for (const check of waiting) check();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/meta`,
    received: [],
    answerWith: 200,
    changes: () => receiver.received.flatMap(({ webhook }) => webhook.entry.flatMap(({ changes }) => changes)),
    statuses: () => receiver.changes().flatMap(({ value }) => (value as MetaMessagesValue).statuses ?? []),
    until: (condition) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!condition()) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return receiver;
}
