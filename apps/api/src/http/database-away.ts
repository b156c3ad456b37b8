/** Failures of reaching PostgreSQL, by node's, PostgreSQL's and Prisma's codes. */
const AWAY = new Set([
  'ECONNREFUSED',
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

/** Whether a failure means that the database cannot be reached now, rather than that it refused something. */
export function isDatabaseAway(thrown: unknown): boolean {
  const { code, message, cause } = (thrown ?? {}) as { code?: unknown; message?: unknown; cause?: unknown };
  if (typeof code === 'string' && AWAY.has(code)) return true;
  if (typeof message === 'string' && /Connection terminated|timeout exceeded when trying to connect/.test(message))
    return true;
  return cause !== undefined && cause !== null && isDatabaseAway(cause);
}
