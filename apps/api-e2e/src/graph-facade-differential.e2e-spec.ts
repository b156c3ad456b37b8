import { SAMPLE_FILES } from '@switchboard/contracts';
import { marketing, text } from './support/bodies';
import { essenceOf, type GraphSide, sidesOf, VERSION } from './support/facade';
import type { Call } from './support/http-client';
import { fieldPart, filePart, formOf } from './support/media-client';
import { metaId, type OpenedTenant } from './support/operator';
import type { FaultRequest } from './support/simulator';
import { startTestbed, type Testbed } from './support/testbed';

let bed: Testbed;
let tenant: OpenedTenant;
let sides: readonly [GraphSide, GraphSide];

beforeAll(async () => {
  bed = await startTestbed({ env: { GRAPH_TIMEOUT_MS: '2000' } });
  tenant = await bed.operator.openTenant({ throughput: 1_000 });
  const { phoneNumberId, wabaId, accessToken } = tenant.number;
  await bed.simulator.control('POST', 'phone-numbers', { phoneNumberId, wabaId, token: accessToken });
  // From here on Meta knows this number, its account and its token, and nothing else.
  await bed.simulator.configure({ strict: true });
  sides = sidesOf(bed, tenant);
});
afterAll(async () => {
  await Promise.all((sides ?? []).map(({ http }) => http.close()));
  await bed?.close();
});
afterEach(() => bed.simulator.clearFaults());

/** One call, written for either side. */
interface Case {
  title: string;
  method?: string;
  /** With `:number`, `:waba` and `:media` for what the tenant has. */
  path: string;
  body?: unknown;
  headers?: Call['headers'];
  token?: string;
  fault?: FaultRequest;
  /** Before each of the two calls, at Meta. */
  before?: Omit<Case, 'title'>;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };
const UNKNOWN = metaId();

function upload(...parts: Parameters<typeof formOf>[0]): Pick<Case, 'method' | 'path' | 'body' | 'headers'> {
  const { body, contentType } = formOf(parts);
  return { method: 'POST', path: ':number/media', body, headers: { 'content-type': contentType } };
}

const FILE = filePart(SAMPLE_FILES.jpeg);
const PRODUCT = fieldPart('messaging_product', 'whatsapp');
const SEND = { method: 'POST', path: ':number/messages' };
const template = (name: string, parameters: object[], code = 'en'): object =>
  marketing({
    template: { name, language: { code }, components: [{ type: 'body', parameters }] },
  });
const REGISTER = { method: 'POST', path: ':number/register', body: { messaging_product: 'whatsapp', pin: '123456' } };
const VERIFY = { method: 'POST', path: ':number/verify_code', body: { code: '123456' } };

const SUCCESSES: readonly Case[] = [
  { title: 'a text', ...SEND, body: text() },
  {
    title: 'a text by form',
    ...SEND,
    headers: FORM_TYPE,
    body: 'messaging_product=whatsapp&to=905321234567&type=text&text=%7B%22body%22%3A%22Hi%22%7D',
  },
  { title: 'a text to a number that is a number', ...SEND, body: text('Hi', { to: 905321234567 }) },
  {
    title: 'a text without its type',
    ...SEND,
    body: { messaging_product: 'whatsapp', to: '905321234567', text: { body: 'Hi' } },
  },
  { title: 'a trailing slash', method: 'POST', path: ':number/messages/', body: text() },
  {
    title: 'a template',
    ...SEND,
    body: marketing({
      template: {
        name: 'promo',
        language: { code: 'en' },
        components: [{ type: 'header', parameters: [{ type: 'image', image: { link: 'https://example.com/a.png' } }] }],
      },
    }),
  },
  {
    title: 'a read receipt',
    ...SEND,
    body: { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.HBgL' },
  },
  {
    title: 'a marketing message',
    method: 'POST',
    path: ':number/marketing_messages',
    body: marketing({
      template: {
        name: 'promo',
        language: { code: 'en' },
        components: [{ type: 'header', parameters: [{ type: 'image', image: { link: 'https://example.com/a.png' } }] }],
      },
    }),
  },
  { title: 'an upload', ...upload(PRODUCT, fieldPart('type', 'image/jpeg'), FILE) },
  { title: 'an upload whose file is first', ...upload(FILE, fieldPart('type', 'image/jpeg'), PRODUCT) },
  { title: 'an upload without a type', ...upload(PRODUCT, FILE) },
  { title: 'an upload with parts that nobody knows', ...upload(fieldPart('upload_strategy', 'x'), FILE, PRODUCT) },
  {
    title: 'an upload whose product is in the query',
    ...upload(FILE),
    path: ':number/media?messaging_product=whatsapp',
  },
  { title: 'metadata', path: ':media' },
  { title: 'metadata of a number’s file', path: ':media?phone_number_id=:number', headers: JSON_TYPE },
  { title: 'a deletion', method: 'DELETE', path: ':media?phone_number_id=:number', headers: JSON_TYPE },
  { title: 'templates', path: ':waba/message_templates' },
  { title: 'a page of templates', path: ':waba/message_templates?limit=2&fields=name,status' },
  { title: 'templates by a name', path: ':waba/message_templates?name=promo' },
  { title: 'no templates', path: ':waba/message_templates?name=none' },
  {
    title: 'a new template',
    method: 'POST',
    path: ':waba/message_templates',
    body: { name: ':unique', language: 'en', category: 'UTILITY', components: [{ type: 'BODY', text: 'Ready.' }] },
  },
  {
    title: 'a template deleted',
    method: 'DELETE',
    path: ':waba/message_templates?name=doomed',
    before: {
      method: 'POST',
      path: ':waba/message_templates',
      body: { name: 'doomed', language: 'en', category: 'UTILITY', components: [{ type: 'BODY', text: 'Ready.' }] },
    },
  },
  { title: 'numbers', path: ':waba/phone_numbers' },
  { title: 'fields of numbers', path: ':waba/phone_numbers?fields=verified_name' },
  { title: 'a number', path: ':number' },
  { title: 'fields of a number', path: ':number?fields=quality_rating,throughput', headers: JSON_TYPE },
  { title: 'an account', path: ':waba' },
  { title: 'fields of an account', path: ':waba?fields=id,name' },
  { title: 'a profile', path: ':number/whatsapp_business_profile' },
  { title: 'fields of a profile', path: ':number/whatsapp_business_profile?fields=about' },
  {
    title: 'a changed profile',
    method: 'POST',
    path: ':number/whatsapp_business_profile',
    body: { messaging_product: 'whatsapp', about: 'Open' },
  },
  { title: 'a code', method: 'POST', path: ':number/request_code', body: { code_method: 'SMS', language: 'en' } },
  {
    title: 'a code by form',
    method: 'POST',
    path: ':number/request_code',
    headers: FORM_TYPE,
    body: 'code_method=SMS&language=en',
  },
  { title: 'a verified code', ...VERIFY },
  { title: 'a deregistration', method: 'POST', path: ':number/deregister', before: REGISTER },
  { title: 'a registration', ...REGISTER },
  { title: 'the key in the query', path: ':number?access_token=:token', headers: { authorization: 'Basic eDp5' } },
];

const REFUSALS: readonly Case[] = [
  ...['', 'nonsense', 'EAAG0'].flatMap((token) => [
    { title: `the token "${token}" to send`, ...SEND, body: text(), token },
    { title: `the token "${token}" to read`, path: ':number', token },
    { title: `the token "${token}" to upload`, ...upload(PRODUCT, FILE), token },
  ]),
  { title: 'an unknown number that sends', method: 'POST', path: `${UNKNOWN}/messages`, body: text() },
  { title: 'an unknown number that uploads', ...upload(PRODUCT, FILE), path: `${UNKNOWN}/media` },
  { title: 'an unknown object', path: UNKNOWN },
  { title: 'an unknown object to delete', method: 'DELETE', path: UNKNOWN },
  { title: 'no object at all', path: '' },
  { title: 'a file of another number', path: `:media?phone_number_id=${UNKNOWN}` },
  { title: 'a file of another number to delete', method: 'DELETE', path: `:media?phone_number_id=${UNKNOWN}` },
  { title: 'an unknown account’s templates', path: `${UNKNOWN}/message_templates` },
  {
    title: 'an unknown account’s new template',
    method: 'POST',
    path: `${UNKNOWN}/message_templates`,
    body: { name: 'x' },
  },
  { title: 'an unknown account’s template to delete', method: 'DELETE', path: `${UNKNOWN}/message_templates?name=x` },
  { title: 'an unknown account’s numbers', path: `${UNKNOWN}/phone_numbers` },
  { title: 'an unknown number’s profile', path: `${UNKNOWN}/whatsapp_business_profile` },
  ...['register', 'deregister', 'request_code', 'verify_code', 'whatsapp_business_profile'].map((edge) => ({
    title: `an unknown number’s ${edge}`,
    method: 'POST',
    path: `${UNKNOWN}/${edge}`,
    body: {},
  })),
  { title: 'an unknown edge', path: ':number/nothing' },
  { title: 'an unknown edge to post to', method: 'POST', path: ':number/nothing/at/all', body: {} },
  { title: 'no version', path: '/v23/:number/messages', method: 'POST', body: text() },
  { title: 'another form of version', path: '/v2x.0/:number' },
  { title: 'half a version', path: '/v23./:number/messages' },
  { title: 'a version alone', path: '/v23' },
  ...['messages', 'marketing_messages', 'media', 'register', 'deregister', 'request_code', 'verify_code'].map(
    (edge) => ({
      title: `${edge} to read`,
      path: `:number/${edge}`,
    }),
  ),
  ...['PUT', 'PATCH', 'DELETE'].map((method) => ({ title: `messages by ${method}`, method, path: ':number/messages' })),
  { title: 'an object to post to', method: 'POST', path: ':number', body: {} },
  { title: 'templates by PUT', method: 'PUT', path: ':waba/message_templates' },
  { title: 'numbers to post to', method: 'POST', path: ':waba/phone_numbers', body: {} },
  { title: 'a message without a product', ...SEND, body: text('Hi', { messaging_product: undefined }) },
  { title: 'a message to nobody', ...SEND, body: text('Hi', { to: undefined }) },
  { title: 'a message of an unknown type', ...SEND, body: { ...text(), type: 'poll' } },
  { title: 'a message whose text is a text', ...SEND, body: { ...text(), text: 'Hi' } },
  { title: 'a message whose body is a list', ...SEND, body: { ...text(), text: { body: [] } } },
  { title: 'nothing', ...SEND },
  { title: 'JSON that breaks off', ...SEND, headers: JSON_TYPE, body: '{"messaging_product":' },
  { title: 'JSON that is a list', ...SEND, headers: JSON_TYPE, body: '[]' },
  { title: 'XML', ...SEND, headers: { 'content-type': 'application/xml' }, body: '<message/>' },
  { title: 'JSON that is called a form', ...SEND, headers: FORM_TYPE, body: JSON.stringify(text()) },
  {
    title: 'an empty form of parts',
    ...SEND,
    headers: { 'content-type': formOf([]).contentType },
    body: formOf([]).body,
  },
  { title: 'a template that is not there', ...SEND, body: template('nothing_like_it', []) },
  { title: 'a template in another language', ...SEND, body: template('promo', [], 'de') },
  {
    title: 'a template with too few parameters',
    ...SEND,
    body: template('order_update', [{ type: 'text', text: 'Ada' }]),
  },
  {
    title: 'a template with a parameter of another kind',
    ...SEND,
    body: template('order_update', [
      { type: 'text', text: 'Ada' },
      { type: 'image', image: { link: 'https://example.com/a.png' } },
    ]),
  },
  { title: 'a file that is not there', ...SEND, body: { ...text(), type: 'image', image: { id: UNKNOWN } } },
  { title: 'an upload without a product', ...upload(FILE) },
  { title: 'an upload without a file', ...upload(PRODUCT) },
  { title: 'an upload that is JSON', method: 'POST', path: ':number/media', body: { messaging_product: 'whatsapp' } },
  { title: 'an upload that is nothing', method: 'POST', path: ':number/media' },
  {
    title: 'an upload that is no form',
    method: 'POST',
    path: ':number/media',
    headers: { 'content-type': 'multipart/form-data' },
    body: 'x',
  },
  {
    title: 'a sticker that is too large',
    ...upload(PRODUCT, {
      ...filePart(SAMPLE_FILES.webp),
      content: Buffer.concat([SAMPLE_FILES.webp.bytes, Buffer.alloc(600 * 1024)]),
    }),
  },
  { title: 'a template without anything', method: 'POST', path: ':waba/message_templates', body: {} },
  {
    title: 'a template that is there already',
    method: 'POST',
    path: ':waba/message_templates',
    body: { name: 'promo', language: 'en', category: 'MARKETING', components: [{ type: 'BODY', text: 'Sale.' }] },
  },
  {
    title: 'a template of broken JSON',
    method: 'POST',
    path: ':waba/message_templates',
    headers: JSON_TYPE,
    body: '{',
  },
  { title: 'a template to delete that has no name', method: 'DELETE', path: ':waba/message_templates' },
  { title: 'a template to delete that is not there', method: 'DELETE', path: ':waba/message_templates?name=nothing' },
  { title: 'a page that is not there', path: ':waba/message_templates?after=x' },
  { title: 'a page of no length', path: ':waba/phone_numbers?limit=0' },
  {
    title: 'a registration without a PIN',
    method: 'POST',
    path: ':number/register',
    body: { messaging_product: 'whatsapp' },
  },
  { title: 'a registration without a product', method: 'POST', path: ':number/register', body: { pin: '123456' } },
  {
    title: 'a registration with another PIN',
    method: 'POST',
    path: ':number/register',
    body: { messaging_product: 'whatsapp', pin: '654321' },
  },
  {
    title: 'a code by pigeon',
    method: 'POST',
    path: ':number/request_code',
    body: { code_method: 'PIGEON', language: 'en' },
  },
  { title: 'a wrong code', method: 'POST', path: ':number/verify_code', body: { code: '1' } },
  {
    title: 'a profile without a product',
    method: 'POST',
    path: ':number/whatsapp_business_profile',
    body: { about: 'Open' },
  },
  {
    title: 'a profile of broken JSON',
    method: 'POST',
    path: ':number/whatsapp_business_profile',
    headers: JSON_TYPE,
    body: '{"about"',
  },
];

/** Errors of Meta's at each route, by their codes: undeliverable, limits, faults, policy. */
const FAULTS: readonly Case[] = [
  ...[
    131026, 130429, 131056, 4, 80007, 131000, 131016, 131057, 2, 368, 131031, 131042, 131048, 132015, 131009, 999_999,
  ].map((code) => ({
    title: `${code} to a message`,
    ...SEND,
    body: text(),
    fault: { kind: 'error', code, details: 'As it happens' },
  })),
  ...[131053, 131000, 130429].map((code) => ({
    title: `${code} to an upload`,
    ...upload(PRODUCT, FILE),
    fault: { kind: 'error', code },
  })),
  ...[131000, 4].flatMap((code) => [
    { title: `${code} to templates`, path: ':waba/message_templates', fault: { kind: 'error', code } },
    { title: `${code} to a number`, path: ':number', fault: { kind: 'error', code } },
    { title: `${code} to a registration`, ...REGISTER, fault: { kind: 'error', code } },
  ]),
  { title: '500 with an envelope', ...SEND, body: text(), fault: { kind: 'error', code: 131000, httpStatus: 500 } },
];

/** What the next call of a side is about: media ids are used up by deletions. */
async function fill(side: GraphSide, path: string): Promise<string> {
  const { number } = tenant;
  const names: Record<string, () => Promise<string> | string> = {
    ':number': () => number.phoneNumberId,
    ':waba': () => number.wabaId,
    ':token': () => side.token,
    ':media': () => freshMedia(side),
  };
  let filled = path;
  for (const [name, value] of Object.entries(names))
    if (filled.includes(name)) filled = filled.replaceAll(name, await value());
  return filled.startsWith('/') ? filled : `/${VERSION}/${filled}`;
}

async function freshMedia(side: GraphSide): Promise<string> {
  const { path, body, headers } = upload(PRODUCT, FILE);
  const answer = await side.http.call(await fill(side, path), { method: 'POST', body, headers });
  return answer.json.id;
}

async function call(
  side: GraphSide,
  { method = 'GET', path, body, headers, token, before, fault }: Omit<Case, 'title'>,
) {
  if (before) await call(sides[0], before);
  const filled = await fill(side, path);
  if (fault) await bed.simulator.fault(fault);
  const unique = side.name === 'direct' ? 'first' : 'second';
  const posted =
    typeof body === 'object' && !Buffer.isBuffer(body) ? JSON.stringify(body).replace(':unique', unique) : body;
  const type: Record<string, string> = typeof posted === 'string' && headers === undefined ? JSON_TYPE : {};
  const authorization: Record<string, string> =
    token === undefined ? {} : { authorization: token === '' ? '' : `Bearer ${token}` };
  const answer = await side.http.call(filled, {
    method,
    body: posted,
    headers: { ...type, ...authorization, ...headers },
  });
  await bed.simulator.clearFaults();
  return answer;
}

async function compare(each: Case): Promise<{ status: number; essence: unknown }> {
  const [direct, ours] = sides;
  const expected = await call(direct, each);
  const got = await call(ours, each);
  expect({ text: got.text, ...essenceOf(got) }).toMatchObject(essenceOf(expected));
  expect(essenceOf(got)).toEqual(essenceOf(expected));
  return { status: expected.status, essence: essenceOf(expected) };
}

describe('The same call to Meta and to us', () => {
  it.each(SUCCESSES)('is answered alike: $title', async (each) => {
    expect((await compare(each)).status).toBe(200);
  });

  it.each(REFUSALS)('is refused alike: $title', async (each) => {
    expect((await compare(each)).status).toBeGreaterThanOrEqual(400);
  });

  it.each(FAULTS)('fails alike: $title', async (each) => {
    expect((await compare(each)).status).toBeGreaterThanOrEqual(400);
  });
});
