import { Injectable } from '@nestjs/common';
import type { MetaPricing, MetaPricingCategory } from '@switchboard/contracts';
import { Job } from '../../jobs/job';
import { type PhoneNumberSnapshot, TenantDirectory } from '../tenant/tenant-directory';
import { recipientOf } from '../contact/recipient';
import type { ReportedStatus } from './message-state';
import { ReportService } from './report.service';
import { SettlementRepository, type StoredMessage } from './settlement.repository';
import type { StatusChange } from './status-event';

export const SANDBOX_JOB = 'message.sandbox-statuses';

/** What a sandbox message goes through, as a real one would. */
const STATUSES: readonly ReportedStatus[] = ['sent', 'delivered', 'read'];

/** Simulates Meta's reports about a sandbox message, and tells its tenant of them as of real ones. */
@Injectable()
export class SandboxJob extends Job<{ tenantId: string; id: string }> {
  readonly identifier = SANDBOX_JOB;

  constructor(
    private readonly messages: SettlementRepository,
    private readonly reports: ReportService,
    private readonly tenants: TenantDirectory,
  ) {
    super();
  }

  async run({ tenantId, id }: { tenantId: string; id: string }): Promise<void> {
    const [message] = await this.messages.findByIds([{ tenantId, id }]);
    if (!message?.wamid) return;
    const { wamid, metaPhoneNumberId, phoneNumberId } = message;
    const tenant = await this.tenants.get(tenantId);
    const number = tenant?.phoneNumbers.find((each) => each.id === phoneNumberId);
    const at = new Date();
    const outcomes = await this.reports.apply(
      STATUSES.map((status) => ({
        kind: 'status',
        update: {
          tenantId,
          metaPhoneNumberId,
          messageId: id,
          wamid,
          status,
          at,
          change: number && simulatedChange(message, number, { wamid, status, at }),
        },
      })),
    );
    for (const outcome of outcomes) if (outcome.kind === 'failed') throw outcome.error;
  }
}

/** A status in Meta's shape. Nothing is billed for it, and its pricing says so. */
function simulatedChange(
  message: StoredMessage,
  number: PhoneNumberSnapshot,
  { wamid, status, at }: { wamid: string; status: ReportedStatus; at: Date },
): StatusChange {
  const recipient = recipientOf(message.to, message.to);
  const isPhone = recipient?.kind === 'phone';
  const pricing: MetaPricing = {
    billable: false,
    pricing_model: 'PMP',
    type: 'regular',
    category: (message.category ?? 'service') as MetaPricingCategory,
  };
  return {
    entryId: number.wabaId,
    user: message.to,
    ownerTenantId: message.tenantId,
    value: {
      messaging_product: 'whatsapp',
      metadata: {
        display_phone_number: number.displayPhoneNumber.replaceAll(/\D/g, ''),
        phone_number_id: number.phoneNumberId,
      },
      contacts: [isPhone ? { wa_id: message.to } : { user_id: message.to }],
      statuses: [
        {
          id: wamid,
          status,
          timestamp: String(Math.floor(at.getTime() / 1_000)),
          ...(isPhone ? { recipient_id: message.to } : { recipient_user_id: message.to }),
          ...(status === 'read' ? {} : { pricing }),
        },
      ],
    },
  };
}
