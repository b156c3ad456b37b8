import { uuidv7 } from '@switchboard/contracts';
import type { IntakeMessage } from '../../src/modules/message/intake.repository';
import type { TestTenant } from './test-tenant';

/** A marketing message of a tenant, ready for intake: 1,000 platform fee, 9,000 for Meta, 900 markup. */
export function intakeMessage(tenant: TestTenant, given: Partial<IntakeMessage> = {}): IntakeMessage {
  return {
    tenantId: tenant.id,
    messageId: uuidv7(),
    currency: 'USD',
    apiKey: { id: tenant.apiKeyId, monthlySpendLimitMicros: null },
    optOutRecipient: null,
    idempotency: null,
    type: 'text',
    to: '905321234567',
    from: '+1 555 0100',
    phoneNumberId: tenant.phoneNumberId,
    metaPhoneNumberId: tenant.metaPhoneNumberId,
    sandbox: false,
    marketingLite: false,
    payload: '{"type":"text","n":12345678901234567890}',
    tenantCallbackData: null,
    requestId: 'test',
    category: 'marketing',
    market: 'TR',
    country: 'TR',
    rateCardId: null,
    platformFeeMicros: 1_000n,
    metaFeeMicros: 9_000n,
    markupMicros: 900n,
    markupBps: 1_000,
    ...given,
  };
}
