import { reportId } from '../../events/report-id';
import { WEBHOOK_EVENT_SAMPLES, WEBHOOK_EVENTS } from '@switchboard/contracts';
import fc from 'fast-check';
import { type ToldEvent, webhookBody } from './webhook-event-body';

const AT = Date.UTC(2026, 9, 13, 8, 30);

const told = (body: string, given: Partial<ToldEvent> = {}): ToldEvent => ({
  tenantId: '01998a3c-5f00-7000-8000-000000000001',
  id: reportId(AT, 'x'),
  type: 'messages',
  metaPhoneNumberId: '106540352242922',
  requestId: 'req-1',
  body,
  ...given,
});

/** JSON as someone else may write it: numbers beyond ours, blanks, escapes, repeated keys. */
const FOREIGN_VALUE =
  '{ "messaging_product":"whatsapp", "n":12345678901234567890.10, "e":1E400, "s":"\\u00e7 \\" } ] \\\\", "messages" : [ { "id":"wamid.1","a":[1,{"b":"]"}],"id":"wamid.2" } ] }';

describe('A body in the format of Meta', () => {
  it("holds exactly Meta's value, character for character", () => {
    const body = webhookBody(told(`{"entryId":"10229","field":"messages","value":${FOREIGN_VALUE}}`), 'meta');
    expect(body).toBe(
      `{"object":"whatsapp_business_account","entry":[{"id":"10229","changes":[{"value":${FOREIGN_VALUE},"field":"messages"}]}]}`,
    );
  });

  it('holds any value unchanged', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), (value, field) => {
        const body = webhookBody(told(JSON.stringify({ entryId: '1', field, value })), 'meta');
        expect(JSON.parse(body)).toEqual({
          object: 'whatsapp_business_account',
          entry: [{ id: '1', changes: [{ value: JSON.parse(JSON.stringify(value)), field }] }],
        });
      }),
    );
  });

  it('names us as the object of events of our own, and the tenant as their entry', () => {
    const event = told('{"payload":{"available":"9.500000"}}', { type: 'balance.low' });
    expect(JSON.parse(webhookBody(event, 'meta'))).toEqual({
      object: 'switchboard',
      entry: [{ id: event.tenantId, changes: [{ value: { available: '9.500000' }, field: 'balance.low' }] }],
    });
  });
});

describe('An envelope', () => {
  it('holds the one message alone, with where it belongs', () => {
    const event = told(`{"entryId":"10229","field":"messages","value":${FOREIGN_VALUE}}`);
    expect(webhookBody(event, 'envelope')).toBe(
      `{"event":"messages","tenant_id":"${event.tenantId}","phone_number_id":"106540352242922","timestamp":"2026-10-13T08:30:00.000Z","request_id":"req-1",` +
        '"payload":{ "id":"wamid.1","a":[1,{"b":"]"}],"id":"wamid.2" }}',
    );
  });

  it.each([
    [{ statuses: [{ id: 'wamid.1', status: 'read' }] }, { id: 'wamid.1', status: 'read' }],
    [{ errors: [{ code: 1 }] }, { errors: [{ code: 1 }] }],
    [{ messages: [] }, { messages: [] }],
    [{ messages: [{ id: 1 }, { id: 2 }] }, { messages: [{ id: 1 }, { id: 2 }] }],
    [
      { messages: [{ id: 1 }], statuses: [{ id: 2 }] },
      { messages: [{ id: 1 }], statuses: [{ id: 2 }] },
    ],
    [{ messages: null }, { messages: null }],
    ['text', 'text'],
    [null, null],
  ])('of %j holds %j', (value, payload) => {
    const body = JSON.stringify({ entryId: '1', field: 'messages', value });
    expect(JSON.parse(webhookBody(told(body), 'envelope'))).toMatchObject({ payload });
  });

  it('of our own event holds its payload, and null for what there is not', () => {
    const event = told('{"payload":{"a":1}}', { type: 'test', metaPhoneNumberId: null, requestId: null });
    expect(JSON.parse(webhookBody(event, 'envelope'))).toEqual({
      event: 'test',
      tenant_id: event.tenantId,
      phone_number_id: null,
      timestamp: '2026-10-13T08:30:00.000Z',
      request_id: null,
      payload: { a: 1 },
    });
  });
});

describe('Every event', () => {
  it.each(WEBHOOK_EVENTS)('can be told: %s', (type) => {
    const body = JSON.stringify(WEBHOOK_EVENT_SAMPLES[type].body);
    expect(() => JSON.parse(webhookBody(told(body, { type }), 'meta'))).not.toThrow();
    expect(JSON.parse(webhookBody(told(body, { type }), 'envelope'))).toMatchObject({ event: type });
  });
});
