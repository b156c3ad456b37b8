import { reportId } from './report-id';

/** The id of the event that passes a status of an outbound message on. */
export function statusEventId(tenantId: string, wamid: string, status: string, at: Date): string {
  return reportId(at.getTime(), tenantId, 'status', wamid, status);
}

/**
 * The id of the event that passes a message of a user on. The type counts too: a repetition always has the same one, and what has
 * another is news, as in Meta's own samples, two of which share a wamid and a second.
 */
export function messageEventId(tenantId: string, message: { wamid: string; type: string; at: Date }): string {
  return reportId(message.at.getTime(), tenantId, 'messages', message.wamid, message.type);
}
