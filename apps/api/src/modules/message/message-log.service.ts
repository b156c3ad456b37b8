import { Injectable } from '@nestjs/common';
import { isUuid, type V1Message, type V1MessageDetail } from '@switchboard/contracts';
import { decodeCursor, type Page, pageOf } from '../../http/pagination';
import { idOfAge } from './id-of-age';
import type { MessageQuery } from './message-query.dto';
import { type LogFilter, MessageLogRepository } from './message-log.repository';
import { presentDetail, presentMessage } from './message-view';

/** The message log of a tenant, as v1 and the console show it. */
@Injectable()
export class MessageLogService {
  constructor(private readonly repository: MessageLogRepository) {}

  /** Newest first, a page at a time. */
  async list(tenantId: string, query: MessageQuery): Promise<Page<V1Message>> {
    const rows = await this.repository.list(tenantId, filterOf(query), query.limit + 1);
    return pageOf(rows, query.limit, ({ id }) => id, presentMessage);
  }

  /** One message by our id or by its wamid; null when the tenant has none such. */
  async find(tenantId: string, idOrWamid: string): Promise<V1MessageDetail | null> {
    // PostgreSQL stores no NUL, so no message has one in its id.
    if (idOrWamid.includes('\0')) return null;
    const found = await this.repository.find(tenantId, isUuid(idOrWamid) ? { id: idOrWamid } : { wamid: idOrWamid });
    return found && presentDetail(found.message, found.events, found.transfers);
  }
}

function filterOf(query: MessageQuery): LogFilter {
  const until = query.toTime === undefined ? undefined : idOfAge(new Date(query.toTime), 0);
  const cursor = decodeCursor(query.cursor);
  return {
    direction: query.direction,
    status: query.status,
    type: query.type,
    metaPhoneNumberId: query.phoneNumberId,
    to: query.to?.replaceAll(/[+\s()-]/g, ''),
    sandbox: query.sandbox,
    fromId: query.fromTime === undefined ? undefined : idOfAge(new Date(query.fromTime), 0),
    beforeId: cursor !== undefined && until !== undefined ? (cursor < until ? cursor : until) : (cursor ?? until),
  };
}
