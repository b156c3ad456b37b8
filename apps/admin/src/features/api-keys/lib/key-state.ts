import type { Schemas } from '../../../api/client';

/** A key that ends within this time is pointed out. */
const SOON_MS = 14 * 86_400_000;

/** `active`, `ending` within 14 days, `expired`, or `revoked`. */
export type KeyState = 'active' | 'ending' | 'expired' | 'revoked';

/** How a key stands at an instant. */
export function keyState(
  { expiresAt, revokedAt }: Pick<Schemas['ApiKeyView'], 'expiresAt' | 'revokedAt'>,
  nowMs: number,
): KeyState {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt === null) return 'active';
  const leftMs = new Date(expiresAt).getTime() - nowMs;
  if (leftMs <= 0) return 'expired';
  return leftMs <= SOON_MS ? 'ending' : 'active';
}

/** Whether a key in this state still opens anything. */
export function works(state: KeyState): boolean {
  return state === 'active' || state === 'ending';
}
