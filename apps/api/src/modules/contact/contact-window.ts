const WINDOW_MS = 24 * 60 * 60 * 1_000;

/**
 * Until when a number may write freely to a user: 24 hours from the user's last message (Meta, "Customer service windows").
 * Null when the user never wrote; a time that has passed means that only templates reach the user.
 */
export function windowOpenUntil(lastInboundAt: Date | null): string | null {
  return lastInboundAt && new Date(lastInboundAt.getTime() + WINDOW_MS).toISOString();
}
