import { GatewayError } from '@switchboard/contracts';

/** A failure of the store as its callers know it: nothing was accepted, and a later try may succeed. */
export function storeError(cause: unknown): GatewayError {
  return cause instanceof GatewayError ? cause : new GatewayError('SYS_002', { cause });
}

/** Work on a store whose failures are the store's. */
export async function onStore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeError(error);
  }
}
