import { uuidv7 } from '@switchboard/contracts';
import { statusEvent, type ToldStatus } from './status-event';

const tenantId = uuidv7();
const OURS = `sb1.${tenantId}.${uuidv7()}`;

function told(status: ToldStatus['status'], callbackData?: string): ToldStatus {
  const item = {
    id: 'wamid.1',
    status,
    ...(callbackData === undefined ? {} : { biz_opaque_callback_data: callbackData }),
    timestamp: '1',
  };
  return {
    tenantId,
    metaPhoneNumberId: '106540352242922',
    wamid: 'wamid.1',
    status,
    at: new Date(1_763_640_000_000),
    change: {
      entryId: 'waba',
      value: { messaging_product: 'whatsapp', statuses: [item] },
      user: '1',
      ownerTenantId: null,
    },
  };
}

function statusIn(...[report, message]: Parameters<typeof statusEvent>): Record<string, unknown> {
  const { value } = JSON.parse(statusEvent(report, message).body) as { value: { statuses: Record<string, unknown>[] } };
  return value.statuses[0]!;
}

const message = (tenantCallbackData: string | null) => ({ tenantCallbackData, requestId: 'request-1' });

describe('The event of a status', () => {
  it('holds the tenant’s own callback data, in the place of the gateway’s', () => {
    const status = statusIn(told('sent', OURS), message('order-1'));
    expect(status['biz_opaque_callback_data']).toBe('order-1');
    expect(Object.keys(status)).toEqual(['id', 'status', 'biz_opaque_callback_data', 'timestamp']);
    expect(statusIn(told('sent'), message('order-1'))['biz_opaque_callback_data']).toBe('order-1');
  });

  it('holds none when the tenant gave none, and never the gateway’s', () => {
    expect(statusIn(told('sent', OURS), message(null))).not.toHaveProperty('biz_opaque_callback_data');
    expect(statusIn(told('sent', OURS), null)).not.toHaveProperty('biz_opaque_callback_data');
  });

  it('of a message that was sent past the gateway is as Meta told it', () => {
    expect(statusIn(told('sent', 'theirs'), null)['biz_opaque_callback_data']).toBe('theirs');
    expect(statusIn(told('sent'), null)).toEqual({ id: 'wamid.1', status: 'sent', timestamp: '1' });
  });

  it('is `read` for what was read, and `message_status` for everything else', () => {
    expect(statusEvent(told('read'), message(null))).toMatchObject({ type: 'read', requestId: 'request-1' });
    for (const status of ['sent', 'delivered', 'played', 'failed'] as const)
      expect(statusEvent(told(status), null)).toMatchObject({ type: 'message_status', requestId: null });
  });

  it('has an id that the same status makes again, and no other', () => {
    const ids = (['sent', 'delivered', 'read'] as const).map((status) => statusEvent(told(status), null).id);
    expect(new Set(ids).size).toBe(3);
    expect(statusEvent(told('sent', OURS), message('order-1')).id).toBe(ids[0]);
  });
});
