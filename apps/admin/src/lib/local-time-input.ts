const MINUTE_MS = 60_000;

/** An instant as `<input type="datetime-local">` takes it, in the person's zone; empty when there is none. */
export function toLocalInput(iso: string | undefined): string {
  const at = new Date(iso ?? '');
  if (Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() - at.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16);
}

/** The instant that was typed into such an input; undefined when it is empty or incomplete. */
export function fromLocalInput(typed: string): string | undefined {
  const at = new Date(typed);
  return typed === '' || Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
