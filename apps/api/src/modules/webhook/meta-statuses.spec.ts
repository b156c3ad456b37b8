import { readFileSync } from 'node:fs';
import path from 'node:path';
import { encodeCallbackData, uuidv7 } from '@switchboard/contracts';
import fc from 'fast-check';
import { type ReadStatuses, readStatuses } from './meta-statuses';

const NUMBER = '106540352242922';
const TENANT = uuidv7();
const MESSAGE = uuidv7();

const { examples } = JSON.parse(
  readFileSync(path.join(__dirname, '../../../test/fixtures/webhook-examples.json'), 'utf8'),
) as { examples: Record<string, { value: unknown }> };

const read = (webhook: unknown): ReadStatuses => readStatuses(Buffer.from(JSON.stringify(webhook)));

const status = (given: object = {}): object => ({
  id: 'wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBI=',
  status: 'sent',
  timestamp: '1750263773',
  recipient_id: '16505551234',
  biz_opaque_callback_data: encodeCallbackData(TENANT, MESSAGE),
  ...given,
});

/** A change of the field `messages` that reports statuses. */
const reporting = (statuses: unknown, given: object = {}): object => ({
  field: 'messages',
  value: {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '15550783881', phone_number_id: NUMBER },
    statuses,
    ...given,
  },
});

const webhook = (...changes: unknown[]): object => ({
  object: 'whatsapp_business_account',
  entry: [{ id: '102290129340398', changes }],
});

describe('Every example that Meta publishes', () => {
  it('is there', () => {
    expect(Object.keys(examples).length).toBeGreaterThanOrEqual(16);
  });

  it.each(Object.entries(examples))('is understood: %s', (_, { value }) => {
    expect(read(value)).toEqual({ statuses: [], problems: [] });
  });
});

describe('A status', () => {
  it('is read with its message, its number, its time and what it costs', () => {
    const pricing = { billable: true, pricing_model: 'PMP', type: 'regular', category: 'marketing' };
    expect(read(webhook(reporting([status({ status: 'delivered', pricing })])))).toEqual({
      statuses: [
        {
          metaPhoneNumberId: NUMBER,
          wamid: 'wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBI=',
          status: 'delivered',
          at: new Date('2025-06-18T16:22:53.000Z'),
          reference: { tenantId: TENANT, messageId: MESSAGE },
          pricing,
          errors: undefined,
        },
      ],
      problems: [],
    });
  });

  it('is read with the reasons of a failure, and whatever Meta adds to them', () => {
    const errors = [
      { code: 131_026, title: 'Message undeliverable', error_data: { details: 'x' }, href: 'https://…', added: 1 },
    ];
    expect(read(webhook(reporting([status({ status: 'failed', errors })]))).statuses).toMatchObject([{ errors }]);
  });

  it.each(['sent', 'delivered', 'read', 'played', 'failed'])('may be %s', (name) => {
    expect(read(webhook(reporting([status({ status: name })]))).statuses).toMatchObject([{ status: name }]);
  });

  it.each([
    ['1750263773', '2025-06-18T16:22:53.000Z'],
    [1_750_263_773, '2025-06-18T16:22:53.000Z'],
    ['253402300799', '9999-12-31T23:59:59.000Z'],
  ])('may tell its time as %p', (timestamp, expected) => {
    const [only] = read(webhook(reporting([status({ timestamp })]))).statuses;
    expect(only!.at.toISOString()).toBe(expected);
  });

  it.each([
    ['absent', undefined],
    ['another program’s', 'order-77'],
    ['almost ours', `sb1.${TENANT}`],
    ['empty', ''],
  ])('of a message that was sent past us has no reference: callback data %s', (_, data) => {
    expect(read(webhook(reporting([status({ biz_opaque_callback_data: data })])))).toMatchObject({
      statuses: [{ reference: null }],
      problems: [],
    });
  });

  it('of a user without a phone number is one like any other', () => {
    const given = { recipient_id: undefined, recipient_user_id: 'US.1349' };
    expect(read(webhook(reporting([status(given)])))).toMatchObject({ statuses: [{ status: 'sent' }], problems: [] });
  });

  it('is read together with a thousand others, in their order', () => {
    const changes = Array.from({ length: 10 }, (_, change) =>
      reporting(Array.from({ length: 100 }, (__, index) => status({ id: `wamid.${change * 100 + index}` }))),
    );
    const { statuses, problems } = read(webhook(...changes));
    expect(statuses.map(({ wamid }) => wamid)).toEqual(Array.from({ length: 1_000 }, (_, index) => `wamid.${index}`));
    expect(problems).toEqual([]);
  });
});

describe('What cannot be understood', () => {
  it.each<[string, object, string]>([
    ['a status that nobody knows', { status: 'warning' }, '✖ Invalid option'],
    ['a status without an id', { id: undefined }, '→ at id'],
    ['an empty id', { id: '' }, '→ at id'],
    ['an id that no database stores', { id: 'wamid.\0' }, '→ at id'],
    ['an id that is a number', { id: 5 }, '→ at id'],
    ['a time that is none', { timestamp: 'yesterday' }, '→ at timestamp'],
    ['no time', { timestamp: undefined }, '→ at timestamp'],
    ['a time before time', { timestamp: '-1' }, '→ at timestamp'],
    ['a time that no calendar holds', { timestamp: '253402300800' }, '→ at timestamp'],
    ['half a second', { timestamp: 1.5 }, '→ at timestamp'],
    ['callback data that are not text', { biz_opaque_callback_data: {} }, '→ at biz_opaque_callback_data'],
    ['a price that is not understood', { pricing: { billable: 'yes' } }, '→ at pricing'],
    ['errors that are not understood', { errors: [{ title: 'x' }] }, '→ at errors[0].code'],
  ])('in a status is named, and the others count: %s', (_, odd, where) => {
    const { statuses, problems } = read(webhook(reporting([status({ id: 'a' }), status(odd), status({ id: 'b' })])));
    expect(statuses.map(({ wamid }) => wamid)).toEqual(['a', 'b']);
    expect(problems).toEqual([expect.stringMatching(/^status: /)]);
    expect(problems[0]).toContain(where);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a text', 'sent'],
    ['a list', []],
  ])('in place of a status is named: %s', (_, odd) => {
    expect(read(webhook(reporting([odd, status()])))).toMatchObject({
      statuses: [{ status: 'sent' }],
      problems: [expect.stringMatching(/^status: /)],
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['a change that is a text', 'messages', /^change: /],
    ['a change without a field', { value: {} }, /^change: [^]*→ at field/],
    ['messages without a value', { field: 'messages' }, /^change: [^]*→ at value/],
    ['messages without a number', { field: 'messages', value: { statuses: [] } }, /^messages: [^]*→ at metadata/],
    ['statuses that are no list', reporting('none'), /^messages: [^]*→ at statuses/],
  ])('beside a change is named, and the change counts: %s', (_, odd, problem) => {
    const { statuses, problems } = read(webhook(odd, reporting([status()])));
    expect(statuses).toHaveLength(1);
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });

  it.each<[string, unknown]>([
    ['an entry that is null', null],
    ['an entry without changes', { id: '1' }],
    ['an entry without an id', { changes: [] }],
  ])('beside an entry is named, and the entry counts: %s', (_, odd) => {
    const good = webhook(reporting([status()])) as { entry: unknown[] };
    const { statuses, problems } = read({ ...good, entry: [odd, ...good.entry] });
    expect(statuses).toHaveLength(1);
    expect(problems).toEqual([expect.stringMatching(/^entry: /)]);
  });

  it.each<[string, string | Buffer, RegExp]>([
    ['nothing', '', /^not JSON: /],
    ['half of it', '{"object":"whatsapp_business_account","entry":[', /^not JSON: /],
    ['other bytes', Buffer.from([0xff, 0x00, 0x01]), /^not JSON: /],
    ['null', 'null', /^not a webhook: /],
    ['a list', '[]', /^not a webhook: /],
    ['an object of another kind', '{}', /^not a webhook: /],
    ['entries that are no list', '{"object":"x","entry":{}}', /^not a webhook: /],
    ['a hundred thousand brackets', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, /^not a webhook: /],
  ])('as a whole is named, never thrown: %s', (_, body, problem) => {
    const { statuses, problems } = readStatuses(Buffer.from(body as string));
    expect(statuses).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });

  it('is never thrown, whatever was posted', () => {
    const anything = fc.oneof(
      fc.json(),
      fc.anything().map((value) => JSON.stringify(value) ?? ''),
      fc.anything().map((value) => JSON.stringify(webhook({ field: 'messages', value }))),
      fc.anything().map((value) => JSON.stringify(webhook(reporting([value])))),
      fc.anything().map((value) => JSON.stringify(webhook(reporting([status({ pricing: value, errors: value })])))),
    );
    fc.assert(
      fc.property(anything, (body) => {
        const { statuses, problems } = readStatuses(Buffer.from(body));
        for (const each of statuses) expect(Number.isNaN(each.at.getTime())).toBe(false);
        for (const each of problems) expect(each).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });
});

describe('What a webhook says beyond statuses', () => {
  it.each(['message_template_status_update', 'account_update', 'security', 'something_new'])(
    'is no problem: %s',
    (field) => {
      expect(read(webhook({ field, value: { statuses: [status()] } }))).toEqual({ statuses: [], problems: [] });
    },
  );

  it('is no problem when it is a message that came in', () => {
    expect(read(webhook(reporting(undefined, { messages: [{ from: '16505551234' }] })))).toEqual({
      statuses: [],
      problems: [],
    });
  });
});
