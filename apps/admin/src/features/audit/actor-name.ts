import type { AuditEntry } from './api/list-audit';

/** Who did it, in words. */
export function actorName({ kind, name, id }: AuditEntry['actor']): string {
  if (kind === 'system') return 'Switchboard itself';
  const who = name ?? id ?? 'Unknown';
  return kind === 'api_key' ? `API key ${who}` : who;
}
