import type { Database } from '@switchboard/database';
import { ContactRepository } from '../../src/modules/contact/contact.repository';
import { ContactService } from '../../src/modules/contact/contact.service';
import { MessageLogRepository } from '../../src/modules/message/message-log.repository';
import { MessageLogService } from '../../src/modules/message/message-log.service';
import type { TenantDirectory } from '../../src/modules/tenant/tenant-directory';

/** The message log on a database; nobody is told anything by webhook. */
export function messageLogOn(database: Database): MessageLogService {
  const contacts = new ContactService(new ContactRepository(database), {} as TenantDirectory);
  return new MessageLogService(new MessageLogRepository(database), contacts, { attemptsOf: () => Promise.resolve([]) });
}
