import {
  INBOUND_MESSAGES,
  messagesValue,
  META_EXAMPLES,
  OTHER_CHANGES,
  type Sample,
  USER,
  webhookOf,
} from '../../../test/support/meta-samples';
import type { MetaUpdate } from './meta-update';
import { type ReadWebhook, readWebhook } from './meta-webhook';

const NUMBER = '106540352242922';
const WABA = '102290129340398';
const RECEIVED_AT = new Date('2026-11-20T12:34:56.789Z');
const AT = '1763640000';

const read = (body: unknown): ReadWebhook => readWebhook(Buffer.from(JSON.stringify(body)), RECEIVED_AT);
const ofMessages = (content: Sample): ReadWebhook =>
  read(webhookOf(WABA, [{ field: 'messages', value: messagesValue(NUMBER, content) }]));

function one<K extends MetaUpdate['kind']>(
  { updates, problems }: ReadWebhook,
  kind: K,
): Extract<MetaUpdate, { kind: K }> {
  expect(problems).toEqual([]);
  expect(updates.map((update) => update.kind)).toEqual([kind]);
  return updates[0] as Extract<MetaUpdate, { kind: K }>;
}

const status = (name: string, more: Sample = {}): Sample => ({
  id: 'wamid.OURS',
  status: name,
  timestamp: AT,
  recipient_id: USER.waId,
  ...more,
});

describe('A webhook of Meta', () => {
  it.each(META_EXAMPLES)('is read whole, as in the example “$name”', ({ body }) => {
    const [entry] = body['entry'] as { id: string; changes: { field: string; value: Sample }[] }[];
    const [change] = entry!.changes;
    const { updates, problems } = readWebhook(Buffer.from(JSON.stringify(body)), RECEIVED_AT);
    expect(problems).toEqual([]);
    expect(updates).toHaveLength(1);
    expect(updates[0]).toMatchObject({ entryId: entry!.id, value: change!.value, metaPhoneNumberId: NUMBER });
    expect(JSON.stringify(updates[0]!.value)).toBe(JSON.stringify(change!.value));
    expect(updates[0]!.kind).toBe(change!.field === 'messages' ? 'message' : 'account');
    expect(updates[0]!.at.getUTCFullYear()).toBe(2025);
  });

  it.each(INBOUND_MESSAGES.map((message) => ({ type: message['type'] as string, message })))(
    'brings a message of the type $type',
    ({ message }) => {
      const whole = { from: USER.waId, from_user_id: USER.userId, id: 'wamid.IN', timestamp: AT, ...message };
      expect(one(ofMessages({ messages: [whole] }), 'message')).toMatchObject({
        wamid: 'wamid.IN',
        type: message['type'],
        waId: USER.waId,
        userId: USER.userId,
        at: new Date(Number(AT) * 1_000),
        message: whole,
      });
    },
  );

  it.each(OTHER_CHANGES)('brings a change of $field as the event $event', ({ field, value, event }) => {
    expect(one(read(webhookOf(WABA, [{ field, value }], Number(AT))), 'account')).toMatchObject({
      type: event,
      field,
      value,
      entryId: WABA,
      metaPhoneNumberId: null,
      at: new Date(Number(AT) * 1_000),
    });
  });

  it('knows users who hide their number by the user id', () => {
    const contacts = [{ profile: { name: 'Sheena' }, user_id: USER.userId }];
    const messages = [{ from_user_id: USER.userId, id: 'wamid.IN', timestamp: AT, type: 'text', text: { body: 'Hi' } }];
    expect(one(ofMessages({ contacts, messages }), 'message')).toMatchObject({
      waId: null,
      userId: USER.userId,
      profileName: 'Sheena',
    });
    const { recipient_id: _, ...hidden } = status('sent', { recipient_user_id: USER.userId });
    expect(one(ofMessages({ statuses: [hidden] }), 'status')).toMatchObject({ waId: null, userId: USER.userId });
  });

  it('brings every status, with its price, its errors and whose message it is', () => {
    const reference = {
      tenantId: '01998a3c-5f00-7000-8000-000000000001',
      messageId: '01998a3c-5f00-7000-8000-000000000002',
    };
    const callback = `sb1.${reference.tenantId}.${reference.messageId}`;
    const pricing = { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' };
    for (const name of ['sent', 'delivered', 'read', 'played', 'failed'] as const) {
      const told = status(name, { biz_opaque_callback_data: callback, pricing, errors: [{ code: 131026 }] });
      expect(one(ofMessages({ statuses: [told] }), 'status')).toMatchObject({
        status: name,
        reference,
        pricing,
        errors: [{ code: 131026 }],
      });
    }
    expect(
      one(ofMessages({ statuses: [status('sent', { biz_opaque_callback_data: 'theirs' })] }), 'status'),
    ).toMatchObject({
      reference: null,
    });
  });

  it('does not lose a status for a price or errors that cannot be read, nor one of a name that Meta has added', () => {
    expect(one(ofMessages({ statuses: [status('sent', { pricing: 'free', errors: {} })] }), 'status')).toMatchObject({
      pricing: undefined,
      errors: undefined,
    });
    const { updates, problems } = ofMessages({ statuses: [status('pondered')] });
    expect(updates).toMatchObject([{ kind: 'account', type: 'other', field: 'messages', metaPhoneNumberId: NUMBER }]);
    expect(problems).toEqual([expect.stringContaining('pondered is not known')]);
  });

  it('is split into one update per item, each with its own contacts', () => {
    const contacts = [
      { wa_id: '1', profile: { name: 'One' } },
      { user_id: 'US.2', profile: { name: 'Two' } },
    ];
    const messages = [
      { from: '1', id: 'wamid.1', timestamp: AT, type: 'text', text: { body: 'a' } },
      { from_user_id: 'US.2', id: 'wamid.2', timestamp: AT, type: 'text', text: { body: 'b' } },
    ];
    const statuses = [status('sent')];
    const errors = [{ code: 130429 }];
    const { updates, problems } = ofMessages({ contacts, errors, messages, statuses, more: 'kept' });
    expect(problems).toEqual([]);
    expect(updates.map(({ value }) => value)).toEqual([
      messagesValue(NUMBER, { contacts: [contacts[0]], messages: [messages[0]], more: 'kept' }),
      messagesValue(NUMBER, { contacts: [contacts[1]], messages: [messages[1]], more: 'kept' }),
      messagesValue(NUMBER, { statuses, more: 'kept' }),
      messagesValue(NUMBER, { errors, more: 'kept' }),
    ]);
  });

  it('of a thousand updates is read in their order', () => {
    const messages = Array.from({ length: 1_000 }, (_, index) => ({
      from: '1',
      id: `wamid.${index}`,
      timestamp: AT,
      type: 'request_welcome',
    }));
    const { updates } = ofMessages({ messages });
    expect(updates.map((update) => (update.kind === 'message' ? update.wamid : ''))).toEqual(
      messages.map(({ id }) => id),
    );
  });

  it('brings what users want of marketing, one wish at a time', () => {
    const wish = (value: string, category = 'marketing_messages'): Sample => ({
      wa_id: USER.waId,
      category,
      value,
      detail: 'x',
      timestamp: Number(AT),
    });
    const value = (wishes: Sample[]): Sample =>
      messagesValue(NUMBER, { contacts: [{ wa_id: USER.waId }], user_preferences: wishes });
    const single = read(webhookOf(WABA, [{ field: 'user_preferences', value: value([wish('stop')]) }]));
    expect(one(single, 'preference')).toMatchObject({
      marketing: 'stop',
      waId: USER.waId,
      metaPhoneNumberId: NUMBER,
      value: value([wish('stop')]),
    });
    const several = read(
      webhookOf(WABA, [
        { field: 'user_preferences', value: value([wish('resume'), wish('stop', 'other'), wish('ponder')]) },
      ]),
    );
    expect(several.updates).toMatchObject([
      { marketing: 'resume', value: value([wish('resume')]) },
      { marketing: null, value: value([wish('stop', 'other')]) },
      { marketing: null, value: value([wish('ponder')]) },
    ]);
  });

  it('that carries no time is dated to the hour of its arrival', () => {
    const { updates } = read(webhookOf(WABA, [{ field: 'security', value: { event: 'PIN_CHANGED' } }]));
    expect(updates[0]?.at).toEqual(new Date('2026-11-20T12:00:00Z'));
  });

  it.each([
    ['not JSON', 'hello', 'not JSON'],
    ['JSON that is no event', '[1,2]', 'not a webhook'],
    ['null', 'null', 'not a webhook'],
    ['an event of another product', '{"object":"page","entry":[]}', 'not a webhook'],
    ['an event without entries', '{"object":"whatsapp_business_account"}', 'not a webhook'],
  ])('that is %s is a problem, not an exception', (_, text, problem) => {
    const { updates, problems } = readWebhook(Buffer.from(text), RECEIVED_AT);
    expect(updates).toEqual([]);
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  it('with faults in some places names them and brings the rest', () => {
    const good = { from: '1', id: 'wamid.1', timestamp: AT, type: 'text', text: { body: 'a' } };
    const ahead = { ...good, timestamp: String(RECEIVED_AT.getTime()) };
    const { updates, problems } = read({
      object: 'whatsapp_business_account',
      entry: [
        17,
        { id: WABA, changes: [{ field: 'messages', value: 'x' }, null] },
        {
          id: WABA,
          changes: [
            { field: 'messages', value: { messages: [good] } },
            {
              field: 'messages',
              value: messagesValue(NUMBER, {
                messages: [null, { ...good, id: '' }, ahead, good],
                statuses: [{}, status('read')],
              }),
            },
            { field: 'user_preferences', value: { user_preferences: ['x'] } },
          ],
        },
      ],
    });
    expect(updates.map(({ kind }) => kind)).toEqual(['message', 'status']);
    expect(problems.map((problem) => problem.split(':', 1)[0])).toEqual([
      'entry[0]',
      'entry[1].changes[0]',
      'entry[1].changes[1]',
      'entry[2].changes[0].value.metadata',
      'entry[2].changes[1].value.messages[0]',
      'entry[2].changes[1].value.messages[1]',
      'entry[2].changes[1].value.messages[2]',
      'entry[2].changes[1].value.statuses[0]',
      'entry[2].changes[2].value.user_preferences[0]',
    ]);
  });
});
