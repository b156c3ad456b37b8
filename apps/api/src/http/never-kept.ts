/** `Cache-Control` of an answer that nobody may keep, in Meta's words. */
export const NEVER_KEPT = 'private, no-cache, no-store, must-revalidate';
