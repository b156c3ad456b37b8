type Listener = () => void;

const listeners = new Set<Listener>();

/** Calls back when the server answers that there is no session (any more). Returns the way to stop listening. */
export function onEndedSession(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tells everyone who listens; whoever shows the page decides what to do. */
export function reportEndedSession(): void {
  for (const listener of listeners) listener();
}
