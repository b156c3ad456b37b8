import type { Database } from '@switchboard/database';
import { ContactRepository } from '../../src/modules/contact/contact.repository';
import type { PricingService } from '../../src/modules/billing/pricing.service';
import { ContactService } from '../../src/modules/contact/contact.service';
import { MessageLogRepository } from '../../src/modules/message/message-log.repository';
import { MessageLogService } from '../../src/modules/message/message-log.service';
import type { TenantDirectory } from '../../src/modules/tenant/tenant-directory';

/** The message log on a database; nobody is told anything by webhook, and rate cards are unknown. */
export function messageLogOn(database: Database): MessageLogService {
  const contacts = new ContactService(new ContactRepository(database), {} as TenantDirectory);
  const webhooks = { attemptsOf: () => Promise.resolve([]) };
  return new MessageLogService(new MessageLogRepository(database), contacts, webhooks, {
    explain: () => Promise.resolve(null),
  } as unknown as PricingService);
}
