import { decodeCursor } from '../../http/pagination';
import { idOfAge } from './id-of-age';
import type { LogFilter, LogMessage } from './message-log.repository';
import type { MessageFilter } from './message-query.dto';

/** What a request searches the log for. @throws ProblemError 400 for a cursor that is none of this list */
export function filterOf(query: MessageFilter & { cursor?: string }): LogFilter {
  const until = query.toTime === undefined ? undefined : idOfAge(new Date(query.toTime), 0);
  const cursor = decodeCursor(query.cursor);
  return {
    direction: query.direction,
    status: query.status,
    type: query.type,
    metaPhoneNumberId: query.phoneNumberId,
    to: query.to?.replaceAll(/[+\s()-]/g, ''),
    sandbox: query.sandbox,
    category: query.category,
    errorCode: query.errorCode,
    fromId: query.fromTime === undefined ? undefined : idOfAge(new Date(query.fromTime), 0),
    beforeId: cursor !== undefined && until !== undefined ? (cursor < until ? cursor : until) : (cursor ?? until),
  };
}

/** Whether a message is one of those searched for: the same as the database says. */
export function passes(message: LogMessage, { fromId, beforeId, errorCode, ...equal }: LogFilter): boolean {
  if (fromId !== undefined && message.id < fromId) return false;
  if (beforeId !== undefined && message.id >= beforeId) return false;
  if (errorCode !== undefined && errorCode !== errorCodeOf(message)) return false;
  return (Object.keys(equal) as (keyof typeof equal)[]).every(
    (name) => equal[name] === undefined || equal[name] === message[name],
  );
}

function errorCodeOf({ error }: LogMessage): unknown {
  return (error as { code?: unknown } | null)?.code;
}
