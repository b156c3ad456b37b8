import { request } from 'node:http';
import type { ClientRequest } from 'node:http';

import { NUMBER } from './simulator-session';

const BOUNDARY = 'a-boundary';

/** How an upload that a test writes by hand ended. */
export type UploadEnd = { readonly status: number; readonly text: string } | { readonly error: string };

/** An upload whose body a test writes itself. */
export interface RawUpload {
  readonly request: ClientRequest;
  readonly ended: Promise<UploadEnd>;
}

/** The form up to the first byte of its file. */
export const FORM_HEAD = [
  `--${BOUNDARY}`,
  'Content-Disposition: form-data; name="messaging_product"',
  '',
  'whatsapp',
  `--${BOUNDARY}`,
  'Content-Disposition: form-data; name="file"; filename="a.pdf"',
  'Content-Type: application/pdf',
  '',
  '',
].join('\r\n');

/** What follows the file. */
export const FORM_END = `\r\n--${BOUNDARY}--\r\n`;

/** Begins a chunked upload; nothing of its body is written yet. */
export function beginUpload(baseUrl: string, token = 'EAA'): RawUpload {
  const upload = request(`${baseUrl}/v25.0/${NUMBER}/media`, {
    method: 'POST',
    agent: false,
    headers: { authorization: `Bearer ${token}`, 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
  });
  upload.flushHeaders();
  const ended = new Promise<UploadEnd>((resolve) => {
    upload.once('error', (error) => resolve({ error: error.message }));
    upload.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', (error) => resolve({ error: error.message }));
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
  });
  return { request: upload, ended };
}
