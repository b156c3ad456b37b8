import { messageEventId, statusEventId } from '../../events/message-event-id';
import { statusEvent } from '../message/status-event';
import { recordOfMessage } from './inbound-plan';
import type { MessageUpdate } from './meta-update';

const TENANT = '01998a3c-5f00-7000-8000-000000000001';
const AT = new Date(1_791_849_600_000);

describe('The history of a message’s webhooks', () => {
  it('finds the event of a status by what it reports', () => {
    const change = { entryId: '1', value: {}, user: '905321234567', ownerTenantId: TENANT };
    const told = {
      tenantId: TENANT,
      metaPhoneNumberId: '2',
      wamid: 'wamid.1',
      status: 'read',
      at: AT,
      change,
    } as const;
    expect(statusEvent(told, null).id).toBe(statusEventId(TENANT, 'wamid.1', 'read', AT));
  });

  it('finds the event of a message of a user by what it reports', () => {
    const update = {
      at: AT,
      wamid: 'wamid.1',
      type: 'text',
      message: {},
      metaPhoneNumberId: '2',
      entryId: '1',
      value: {},
      waId: '905321234567',
      userId: null,
      profileName: null,
    } as unknown as MessageUpdate;
    const owner = { tenantId: TENANT, currency: 'USD', id: TENANT, displayPhoneNumber: '+1' };
    expect(recordOfMessage(update, owner).event.id).toBe(
      messageEventId(TENANT, { wamid: 'wamid.1', type: update.type, at: AT }),
    );
  });
});
