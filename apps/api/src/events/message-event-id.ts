import { reportId } from './report-id';

/** The id of the event that passes a status of an outbound message on. */
export function statusEventId(tenantId: string, wamid: string, status: string, at: Date): string {
  return reportId(at.getTime(), tenantId, 'status', wamid, status);
}

/** The id of the event that passes a message of a user on. */
export function messageEventId(tenantId: string, wamid: string, at: Date): string {
  return reportId(at.getTime(), tenantId, 'messages', wamid);
}
