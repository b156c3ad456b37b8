import { request } from 'node:http';

/** What came of a download: also the beginning of one that broke off. */
export interface Downloaded {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  bytes: Buffer;
  /** Whether all came that the answer had announced. */
  isWhole: boolean;
  text: string;
  /** The body as JSON; throws when it is none. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- Assertions are its type check.
  json: any;
}

export interface DownloadCall {
  method?: string;
  headers?: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 30_000;

/**
 * Asks for a file on a connection of its own, with no header but those given and the key's, and takes the path as it is.
 * @throws Error when the connection ends without an answer, or nothing comes for 30 s
 */
export function download(
  url: string,
  key: string,
  path: string,
  { method = 'GET', headers = {} }: DownloadCall = {},
): Promise<Downloaded> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const options = {
      hostname,
      port,
      path,
      method,
      headers: { authorization: `Bearer ${key}`, ...headers },
      agent: false,
    };
    const call = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      // That it broke off is told by `complete`.
      response.on('error', () => undefined);
      response.on('close', () => {
        const bytes = Buffer.concat(chunks);
        const text = bytes.toString();
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes,
          isWhole: response.complete,
          text,
          get json() {
            return JSON.parse(text) as unknown;
          },
        });
      });
    });
    call.setTimeout(TIMEOUT_MS, () => call.destroy(new Error(`Nothing came for ${TIMEOUT_MS} ms.`)));
    call.on('error', reject);
    call.end();
  });
}
