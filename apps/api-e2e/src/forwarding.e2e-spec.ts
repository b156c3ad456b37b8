import { marketing, text } from './support/bodies';
import { expectStatus } from './support/http-client';
import { expectSoundLedger } from './support/ledger';
import { type OpenedTenant, Operator } from './support/operator';
import { createDatabase, type SpecDatabase } from './support/postgres';
import { RecordingGraph } from './support/recording-graph';
import { Switchboard } from './support/switchboard';

/** What the gateway adds, wherever it stands. */
const OURS = /,?"biz_opaque_callback_data":"(sb1\.[0-9a-f-]{36}\.[0-9a-f-]{36})"/;

let database: SpecDatabase;
let graph: RecordingGraph;
let switchboard: Switchboard;
let operator: Operator;
let tenant: OpenedTenant;

beforeAll(async () => {
  database = await createDatabase();
  graph = await RecordingGraph.start();
  switchboard = await Switchboard.start({ databaseUrl: database.url, graphBaseUrl: graph.baseUrl });
  operator = await Operator.signIn(switchboard.url);
  tenant = await operator.openTenant();
});

afterAll(async () => {
  if (database) await expectSoundLedger(database.url);
  await operator?.close();
  await switchboard?.stop();
  await graph?.close();
  await database?.drop();
});

/** Sends a body as text and returns what arrived for it at the other Graph endpoint. */
async function forwarded(
  body: string,
  query = '',
): Promise<{ url: string; authorization?: string; contentType?: string; text: string; id: string }> {
  const mark = graph.requests.length;
  const { id } = await tenant.client.sendAccepted(body, { query });
  const { url, headers, body: arrived } = graph.onlySince(mark);
  return {
    url,
    authorization: headers.authorization,
    contentType: headers['content-type'],
    text: arrived.toString('utf8'),
    id,
  };
}

describe('what a tenant posts', () => {
  it.each([
    ['plain', JSON.stringify(text())],
    [
      'with odd whitespace and line ends',
      ' {\n\t"messaging_product" :\r\n"whatsapp" , "to":"905321234567",  "type" : "text","text":{ "body" : "Hi"  } \n}\r\n',
    ],
    [
      'with numbers that no float holds',
      '{"messaging_product":"whatsapp","to":"905321234567","type":"text","text":{"body":"Hi"},"big":12345678901234567890123,"exact":0.10000000000000000001,"exponent":1E+2,"negative":-0.0}',
    ],
    [
      'with unknown fields at every depth, in their order',
      '{"zulu":{"a":[1,{"b":null}],"__proto__":{"polluted":true}},"messaging_product":"whatsapp","to":"905321234567","type":"text","text":{"body":"Hi","future":[true,{}]},"alpha":""}',
    ],
    [
      'with escapes, emoji and letters as they were written',
      '{"messaging_product":"whatsapp","to":"905321234567","type":"text","text":{"body":"\\u00e9 é \\/ \\ud83d\\ude42 🙂 \\n\\t"}}',
    ],
    [
      'with a repeated key',
      '{"messaging_product":"whatsapp","to":"905321234567","type":"text","text":{"body":"one"},"extra":1,"extra":2}',
    ],
    [
      'with a number as people write it',
      '{"messaging_product":"whatsapp","to":"+90 (532) 123-45-67","type":"text","text":{"body":"Hi"}}',
    ],
    ['with a byte order mark, which JSON does not know', `\ufeff${JSON.stringify(text())}`],
  ])('arrives at Meta to the letter: a body %s', async (_, body) => {
    const arrived = await forwarded(body);
    expect(arrived.text.replace(OURS, '')).toBe(body.replace(/^\ufeff/, ''));
    expect(OURS.exec(arrived.text)?.[1]).toBe(`sb1.${tenant.id}.${arrived.id}`);
  });

  it('arrives with the token and under the path of its own number', async () => {
    const second = await operator.addNumber(tenant.id, { accessToken: 'EAAGsecondToken' });
    const first = tenant.number;
    for (const number of [first, second]) {
      const arrived = await forwarded(JSON.stringify(text()), `?phone_number_id=${number.phoneNumberId}`);
      expect(arrived.url).toBe(`/v25.0/${number.phoneNumberId}/messages`);
      expect(arrived.authorization).toBe(`Bearer ${number.accessToken}`);
      expect(arrived.contentType).toMatch(/^application\/json/);
    }
    const mark = graph.requests.length;
    await tenant.client.sendAccepted(text(), { headers: { 'x-phone-number-id': second.phoneNumberId } });
    expect(graph.onlySince(mark).url).toBe(`/v25.0/${second.phoneNumberId}/messages`);
    await operator.request(204, 'DELETE', `/tenants/${tenant.id}/phone-numbers/${second.id}`);
  });

  it('uses a new access token as soon as the operator has replaced the old one', async () => {
    const accessToken = 'EAAGreplacement';
    await operator.request(200, 'PATCH', `/tenants/${tenant.id}/phone-numbers/${tenant.number.id}`, { accessToken });
    const deadline = performance.now() + 1_000;
    let arrived = await forwarded(JSON.stringify(text()));
    while (arrived.authorization !== `Bearer ${accessToken}` && performance.now() < deadline)
      arrived = await forwarded(JSON.stringify(text()));
    expect(arrived.authorization).toBe(`Bearer ${accessToken}`);
  });

  it('goes to /marketing_messages with mmlite=true', async () => {
    const body = JSON.stringify(marketing({ product_policy: 'CLOUD_API_FALLBACK', message_activity_sharing: true }));
    const arrived = await forwarded(body, '?mmlite=true');
    expect(arrived.url).toBe(`/v25.0/${tenant.number.phoneNumberId}/marketing_messages`);
    expect(arrived.text.replace(OURS, '')).toBe(body);
  });

  it('keeps mmlite to templates: anything else is refused before Meta hears of it', async () => {
    const mark = graph.requests.length;
    const answer = await tenant.client.send(text(), { query: '?mmlite=true' });
    expect([answer.status, answer.json.errors.code, answer.json.errors.params.fields[0].path]).toEqual([
      400,
      'VAL_001',
      'type',
    ]);
    expect(graph.requests).toHaveLength(mark);
  });

  it('has its own biz_opaque_callback_data replaced by ours, in its place, and kept in the log as posted', async () => {
    const own =
      '{"messaging_product":"whatsapp", "biz_opaque_callback_data" : "order-42 \\u00e9" ,"to":"905321234567","type":"text","text":{"body":"Hi"}}';
    const arrived = await forwarded(own);
    const ours = `"sb1.${tenant.id}.${arrived.id}"`;
    expect(arrived.text).toBe(own.replace('"order-42 \\u00e9"', ours));
    expect((await tenant.client.message(arrived.id)).payload).toEqual(JSON.parse(own));
  });

  it('is forwarded as a read receipt without anything of ours', async () => {
    const receipt =
      '{ "messaging_product":"whatsapp","status":"read","message_id":"wamid.HBgM", "typing_indicator":{"type":"text"} }';
    const mark = graph.requests.length;
    expect(expectStatus(await tenant.client.send(receipt), 200)).toEqual({ isSuccess: true, data: { success: true } });
    expect(graph.onlySince(mark).body.toString('utf8')).toBe(receipt);
  });
});

describe("Meta's answer", () => {
  it('reaches the tenant unchanged inside the envelope', async () => {
    const answer = await tenant.client.send(text());
    const { data } = expectStatus(answer, 200);
    expect(answer.text).toBe(`{"isSuccess":true,"data":${JSON.stringify(data)}}`);
    expect(data.messages[0].id).toBe(`wamid.RECORDED${graph.requests.length}`);
  });
});
