import { uuidv7, uuidv7Time } from '@switchboard/contracts';
import { messagesValue, type Sample, USER, webhookOf } from '../../../test/support/meta-samples';
import {
  type AccountOwner,
  type NumberOwner,
  recordOfMessage,
  recordOfPreference,
  recordsOfAccount,
  reportOfStatus,
} from './inbound-plan';
import type { MetaUpdate } from './meta-update';
import { readWebhook } from './meta-webhook';

const NUMBER = '106540352242922';
const WABA = '102290129340398';
const AT = '1763640000';
const OWNER: NumberOwner = { tenantId: uuidv7(), currency: 'USD', id: uuidv7(), displayPhoneNumber: '+1 555-078-3881' };
const OTHER: AccountOwner = {
  tenantId: uuidv7(),
  numbers: [{ id: uuidv7(), phoneNumberId: '2', displayPhoneNumber: '+49 30 1234567' }],
};
const ACCOUNT: AccountOwner = {
  tenantId: OWNER.tenantId,
  numbers: [{ id: OWNER.id, phoneNumberId: NUMBER, displayPhoneNumber: OWNER.displayPhoneNumber }],
};

function read<K extends MetaUpdate['kind']>(field: string, value: Sample, _kind: K): Extract<MetaUpdate, { kind: K }> {
  const body = Buffer.from(JSON.stringify(webhookOf(WABA, [{ field, value }], Number(AT))));
  return readWebhook(body, new Date()).updates[0] as Extract<MetaUpdate, { kind: K }>;
}

const message = (content: Sample) =>
  read(
    'messages',
    messagesValue(NUMBER, { messages: [{ from: USER.waId, id: 'wamid.IN', timestamp: AT, ...content }] }),
    'message',
  );
const account = (field: string, value: Sample) => read(field, value, 'account');

describe('A message from a user', () => {
  it('is one row, one event and an open window, with ids that the same message makes again', () => {
    const update = message({ type: 'text', text: { body: 'Hi' }, from_user_id: USER.userId });
    const record = recordOfMessage(update, OWNER);
    expect(record).toEqual(recordOfMessage(update, OWNER));
    expect(record.event).toMatchObject({
      tenantId: OWNER.tenantId,
      type: 'messages',
      metaPhoneNumberId: NUMBER,
      orderingKey: `${NUMBER}:${USER.waId}`,
      body: JSON.stringify({ entryId: WABA, field: 'messages', value: update.value }),
    });
    expect(uuidv7Time(record.event.id)).toEqual(new Date(Number(AT) * 1_000));
    expect(record.message).toMatchObject({
      wamid: 'wamid.IN',
      type: 'text',
      from: USER.waId,
      to: OWNER.displayPhoneNumber,
      payload: JSON.stringify(update.message),
    });
    expect(record.message?.id).not.toBe(record.event.id);
    expect(record.contact).toMatchObject({ waId: USER.waId, userId: USER.userId, at: update.at });
  });

  it('has other ids at another tenant', () => {
    const update = message({ type: 'request_welcome' });
    const there = recordOfMessage(update, { ...OWNER, tenantId: OTHER.tenantId });
    expect(there.event.id).not.toBe(recordOfMessage(update, OWNER).event.id);
  });

  it('in a group, or written by WhatsApp itself, opens no window', () => {
    expect(
      recordOfMessage(message({ type: 'text', text: { body: 'Hi' }, group_id: 'g' }), OWNER).contact,
    ).toBeUndefined();
    expect(recordOfMessage(message({ type: 'system', system: { body: 'x' } }), OWNER).contact).toBeUndefined();
    expect(recordOfMessage(message({ type: 'reaction', reaction: { message_id: 'w' } }), OWNER).contact).toBeDefined();
  });

  it('whose sender Meta does not name is kept all the same', () => {
    const record = recordOfMessage(message({ type: 'unsupported', from: undefined }), OWNER);
    expect(record.message?.from).toBeNull();
    expect(record.contact).toBeUndefined();
    expect(record.event.orderingKey).toBe(`${NUMBER}:`);
  });

  it('ends marketing under both ids of the user when it is a STOP button that answers a message', () => {
    const button = { payload: 'Unsubscribe', text: 'Unsubscribe' };
    const tap = { type: 'button', button, from_user_id: USER.userId, context: { from: '1', id: 'wamid.PROMO' } };
    const { preferences } = recordOfMessage(message(tap), OWNER);
    expect(preferences).toMatchObject([
      { recipient: USER.waId, value: 'stop', source: 'quick_reply', answers: 'wamid.PROMO' },
      { recipient: USER.userId, value: 'stop', source: 'quick_reply', answers: 'wamid.PROMO' },
    ]);
    expect(recordOfMessage(message({ ...tap, context: undefined }), OWNER).preferences).toEqual([]);
    expect(
      recordOfMessage(message({ type: 'text', text: { body: 'STOP' }, context: tap.context }), OWNER).preferences,
    ).toEqual([]);
  });
});

describe('A wish about marketing', () => {
  it('changes what each id of the user may be sent', () => {
    const preference = (wish: Sample) =>
      read('user_preferences', messagesValue(NUMBER, { user_preferences: [wish] }), 'preference');
    const stop = preference({
      wa_id: USER.waId,
      user_id: USER.userId,
      category: 'marketing_messages',
      value: 'stop',
      timestamp: AT,
    });
    const record = recordOfPreference(stop, OWNER.tenantId);
    expect(record.preferences).toMatchObject([
      { recipient: USER.waId, value: 'stop', source: 'user_preferences', answers: null },
      { recipient: USER.userId, value: 'stop' },
    ]);
    expect(record.event).toMatchObject({ type: 'user_preferences', orderingKey: `${NUMBER}:${USER.waId}` });
    const other = preference({ wa_id: USER.waId, category: 'surveys', value: 'stop', timestamp: AT });
    expect(recordOfPreference(other, OWNER.tenantId).preferences).toEqual([]);
  });
});

describe('A status', () => {
  const status = (callbackData?: string) =>
    read(
      'messages',
      messagesValue(NUMBER, {
        statuses: [
          {
            id: 'wamid.OURS',
            status: 'sent',
            timestamp: AT,
            recipient_id: '1',
            biz_opaque_callback_data: callbackData,
          },
        ],
      }),
      'status',
    );

  it('belongs to the tenant of its message, and else to the owner of its number', () => {
    const reference = { tenantId: OTHER.tenantId, messageId: uuidv7() };
    expect(reportOfStatus(status(`sb1.${reference.tenantId}.${reference.messageId}`), OWNER)).toMatchObject({
      update: { ...reference, change: { ownerTenantId: OWNER.tenantId, user: '1' } },
    });
    expect(reportOfStatus(status(), OWNER)).toMatchObject({ update: { tenantId: OWNER.tenantId, messageId: null } });
    expect(reportOfStatus(status(), null)).toBeNull();
  });
});

describe('A change of an account', () => {
  it('is told to every tenant that has a number of it', () => {
    const records = recordsOfAccount(account('security', { event: 'PIN_CHANGED' }), [ACCOUNT, OTHER]);
    expect(records.map(({ event }) => event.tenantId)).toEqual([ACCOUNT.tenantId, OTHER.tenantId]);
    expect(records[0]?.event).toMatchObject({
      type: 'account',
      orderingKey: `account:${WABA}`,
      metaPhoneNumberId: null,
    });
    expect(records[0]?.event.id).not.toBe(records[1]?.event.id);
  });

  it('that names a number is told to its owner alone, and changes that number', () => {
    const flagged = account('phone_number_quality_update', { display_phone_number: '15550783881', event: 'FLAGGED' });
    expect(recordsOfAccount(flagged, [OTHER, ACCOUNT])).toMatchObject([
      {
        event: { tenantId: ACCOUNT.tenantId, metaPhoneNumberId: NUMBER },
        numbers: [{ id: OWNER.id, qualityRating: 'RED' }],
      },
    ]);
    const unknown = account('phone_number_quality_update', { display_phone_number: '999', event: 'FLAGGED' });
    expect(recordsOfAccount(unknown, [OTHER, ACCOUNT])).toEqual([]);
  });

  it('by a ban changes all numbers of it', () => {
    const banned = account('account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } });
    expect(recordsOfAccount(banned, [ACCOUNT, OTHER]).map(({ numbers }) => numbers)).toEqual([
      [{ id: OWNER.id, health: 'BLOCKED' }],
      [{ id: OTHER.numbers[0]?.id, health: 'BLOCKED' }],
    ]);
  });

  it('by a template changes the template of each tenant', () => {
    const paused = account('message_template_status_update', {
      event: 'PAUSED',
      message_template_name: 'promo',
      message_template_language: 'en',
    });
    expect(recordsOfAccount(paused, [ACCOUNT])).toMatchObject([
      {
        event: { type: 'message_template_status' },
        template: { wabaId: WABA, name: 'promo', language: 'en', status: 'PAUSED' },
      },
    ]);
  });
});
