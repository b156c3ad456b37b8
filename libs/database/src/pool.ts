import { Pool, type PoolConfig } from 'pg';

/**
 * A pool whose connections may break at any time: an idle one is replaced at its next use, one in use fails the statement that uses
 * it. node-postgres tells of both by events of their own, which without a listener would end the process. The listeners stay for
 * good, because a closed pool's last connections may still break while the server stops.
 */
export function createPool(config: PoolConfig): Pool {
  const ignore = (): void => undefined;
  return new Pool(config).on('error', ignore).on('connect', (client) => client.on('error', ignore));
}
