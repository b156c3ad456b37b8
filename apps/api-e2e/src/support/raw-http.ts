import { connect } from 'node:net';

/** What came back on a connection, as far as it could be read as an answer. */
export interface RawAnswer {
  /** 0 when the connection was closed without an answer. */
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
  durationMs: number;
}

export interface RawRequest {
  /** Everything before the body, with LF line ends; `Host` is added. */
  head: string;
  body?: string | Buffer;
  /** Close our side after writing, as a client that goes away half way does. */
  isCutOff?: boolean;
  /** Read on after the first answer until the connection ends; the body holds whatever came after the first head. */
  isReadToEnd?: boolean;
}

const TIMEOUT_MS = 10_000;

/**
 * Writes a request byte for byte, as no HTTP library would, and reads until the answer is complete or the connection ends.
 * @throws Error when nothing ends the exchange in time: a hang
 */
export function rawRequest(
  url: string,
  { head, body = '', isCutOff = false, isReadToEnd = false }: RawRequest,
): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(url);
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ host: hostname, port: Number(port) });
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`No end within ${TIMEOUT_MS} ms of: ${head.slice(0, 200)}`));
    }, TIMEOUT_MS);
    const finish = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(readAnswer(Buffer.concat(chunks), performance.now() - startedAt));
    };
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (!isReadToEnd && isComplete(Buffer.concat(chunks))) finish();
    });
    // A server that refuses early may reset the connection while we still write; what it said before counts.
    socket.on('error', finish);
    socket.on('end', finish);
    socket.on('close', finish);
    const [requestLine = '', ...headers] = head.trim().split('\n');
    const lines = [requestLine, `Host: ${host}`, ...headers, '', ''];
    socket.write(lines.join('\r\n'), 'latin1');
    socket.write(body);
    if (isCutOff) socket.end();
  });
}

/** Whether all of the body that the head announces has arrived. */
function isComplete(bytes: Buffer): boolean {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return false;
  const length = /^content-length: *(\d+)/im.exec(bytes.toString('latin1', 0, headEnd))?.[1];
  return length !== undefined && bytes.length >= headEnd + 4 + Number(length);
}

function readAnswer(bytes: Buffer, durationMs: number): RawAnswer {
  const whole = bytes.toString('utf8');
  const [head = '', ...rest] = whole.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1] ?? 0),
    headers,
    body: rest.join('\r\n\r\n'),
    durationMs,
  };
}
