/** Failures of reaching PostgreSQL, by node's, PostgreSQL's and Prisma's codes. */
const AWAY = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
  '08006',
  '08001',
  '53300',
  'P1001',
  'P1002',
  'P1017',
  'P2024',
]);

/** What Prisma's driver calls them: a raw query that fails has no code of its own but holds the driver's failure. */
const AWAY_KINDS = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections']);

/** What is looked at in a failure. */
interface Failure {
  code?: unknown;
  kind?: unknown;
  message?: unknown;
  cause?: unknown;
  meta?: { driverAdapterError?: unknown };
}

/** Whether a failure means that the database cannot be reached now, rather than that it refused something. */
export function isDatabaseAway(thrown: unknown): boolean {
  const { code, kind, message, cause, meta } = (thrown ?? {}) as Failure;
  if (typeof code === 'string' && AWAY.has(code)) return true;
  if (typeof kind === 'string' && AWAY_KINDS.has(kind)) return true;
  if (
    typeof message === 'string' &&
    /Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect/.test(message)
  ) {
    return true;
  }
  return [cause, meta?.driverAdapterError].some((beneath) => Boolean(beneath) && isDatabaseAway(beneath));
}
