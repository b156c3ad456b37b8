import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { parseMoney } from '@switchboard/contracts';
import { marketing, RECIPIENT } from './support/bodies';
import type { HttpClient } from './support/http-client';
import { expectSoundLedger } from './support/ledger';
import { type OpenedTenant } from './support/operator';
import { startTestbed, type Testbed } from './support/testbed';
import { waitFor } from './support/wait-for';

const KILLS = 20;
const SENDERS = 24;
/** A life ends this long after its first messages were taken: sometimes at once, sometimes in full flow. */
const LIFE_MS = { min: 0, max: 300 };
/** After which a client tries again to reach the server. */
const AWAY_PAUSE_MS = 50;
const GRAPH_TIMEOUT_MS = 1_000;
/** What a delivered message costs: platform fee and Meta's fee for marketing to Turkey. */
const PRICE_MICROS = '11900';
const RECIPIENT_OF_THE_LAST = '905329999999';

let bed: Testbed;
let tenant: OpenedTenant;

beforeAll(async () => {
  bed = await startTestbed({
    // At every moment some messages are in Meta's hand; refused webhooks come again quickly.
    simulator: { latencyMs: 5, latencyJitterMs: 40, webhookRetryBaseMs: 100, webhookRetryMaxMs: 500 },
    env: { GRAPH_TIMEOUT_MS: String(GRAPH_TIMEOUT_MS) },
  });
  tenant = await bed.operator.openTenant({ throughput: 1_000, money: '1000.00' });
});
afterAll(() => bed?.close());

/** What the senders were told. */
interface Answers {
  /** Our ids of the messages that were answered 200. */
  accepted: string[];
  /** What a client must not be told because of a crash. */
  unexpected: string[];
}

/** Refusals that cost nothing, and the honest answer that the outcome is open. */
const EXPECTED_CODES = new Set(['GW_003', 'GW_004', 'SYS_002']);

/** Sends through all deaths of the server until told to stop. */
async function keepSending(http: HttpClient, answers: Answers, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const answer = await http.post('/v1/wa/message', marketing()).catch(() => null);
    // The server is gone: nobody was told anything. It comes up sooner when its clients leave it the processor.
    if (answer === null) await delay(AWAY_PAUSE_MS);
    else if (answer.status === 200) answers.accepted.push(String(answer.headers['x-message-id']));
    else if (!EXPECTED_CODES.has(answer.json.errors.code)) answers.unexpected.push(answer.text);
  }
}

interface MessageRow {
  id: string;
  status: string;
  held: string;
  charged: string;
  /** The steps of its money, in their order. */
  steps: string;
}

async function messagesById(): Promise<Map<string, MessageRow>> {
  const rows = await bed.database.query<MessageRow>(
    `SELECT m.id, m.status, m.held_micros::text AS held, (m.platform_fee_micros + m.meta_fee_micros + m.markup_micros)::text AS charged,
            (SELECT string_agg(t.step, ',' ORDER BY t.id) FROM transfers t WHERE t.tenant_id = m.tenant_id AND t.operation_id = m.id) AS steps
       FROM messages m WHERE m.tenant_id = $1`,
    [tenant.id],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Our id of a message that arrived at Meta. */
function idOf({ callbackData }: { callbackData: string }): string {
  return callbackData.split('.').at(-1)!;
}

describe(`a Switchboard that is killed ${KILLS} times at random moments under load`, () => {
  const answers: Answers = { accepted: [], unexpected: [] };
  /** The message whose server died while Meta had it. */
  let cutOff: string;

  beforeAll(async () => {
    let isOver = false;
    const senders = Array.from({ length: SENDERS }, () => keepSending(tenant.client.http, answers, () => isOver));
    try {
      for (let kill = 0; kill < KILLS; kill += 1) {
        const before = answers.accepted.length;
        await waitFor('messages to be taken', () => answers.accepted.length > before, 30_000);
        // The moment of the kill is what is being tested, not something to wait for.
        await delay(randomInt(LIFE_MS.min, LIFE_MS.max));
        await bed.switchboard.kill('SIGKILL');
        await bed.switchboard.restart();
      }
    } finally {
      isOver = true;
      await Promise.all(senders);
    }
  }, 240_000);

  it('dies once more while Meta has a message in hand', async () => {
    const to = RECIPIENT_OF_THE_LAST;
    for (const kind of ['accept-then-timeout', 'status-missing']) await bed.simulator.fault({ kind, match: { to } });
    const answer = tenant.client.send(marketing({ to })).catch(() => null);
    const arrived = await waitFor(
      'the message to arrive at Meta',
      async () => (await bed.simulator.messages({ to }))[0],
    );
    await bed.switchboard.kill('SIGKILL');
    await bed.switchboard.restart();
    expect(await answer).toBeNull();
    cutOff = idOf(arrived);
  });

  it('leaves nothing half done: every message ends, or is known to be uncertain with its money held', async () => {
    await waitFor('Meta to have reported everything', () => bed.simulator.isQuiet(), 30_000);
    await waitFor(
      'the sweeper to have ended what nobody else ends',
      async () =>
        [...(await messagesById()).values()].every(({ status }) => ['read', 'uncertain', 'failed'].includes(status)),
      45_000,
    );
    const messages = [...(await messagesById()).values()];
    expect(messages.filter(({ status, held }) => (status === 'uncertain') !== (held === PRICE_MICROS))).toEqual([]);
    const held = messages.reduce((sum, row) => sum + BigInt(row.held), 0n);
    expect(parseMoney((await bed.operator.wallet(tenant.id)).reserved)).toBe(held);
  }, 90_000);

  it('has every message that was answered 200 in its log, delivered, with its money captured exactly once', async () => {
    expect(answers.accepted.length).toBeGreaterThan(KILLS * 10);
    expect(new Set(answers.accepted).size).toBe(answers.accepted.length);
    const messages = await messagesById();
    const wrong = answers.accepted
      .map((id) => messages.get(id) ?? `${id} is not in the log`)
      .filter(
        (found) =>
          typeof found === 'string' ||
          found.status !== 'read' ||
          found.charged !== PRICE_MICROS ||
          found.steps !== 'reserve,platform_fee,meta_fee',
      );
    expect(wrong).toEqual([]);
  });

  it('has told nobody anything but the truth', () => {
    expect(answers.unexpected).toEqual([]);
  });

  it('has sent no message twice, and charged exactly what Meta took', async () => {
    const arrived = await bed.simulator.messages({ phoneNumberId: tenant.number.phoneNumberId });
    expect(new Set(arrived.map(idOf)).size).toBe(arrived.length);
    const messages = [...(await messagesById()).values()];
    const taken = arrived.filter(({ accepted, to }) => accepted && to === RECIPIENT).map(idOf);
    const charged = messages.filter(({ charged: paid }) => paid !== '0').map(({ id }) => id);
    expect(charged.toSorted()).toEqual(taken.toSorted());
  });

  it('holds the money of the message that was cut off, never sends it again, and settles it when its status comes', async () => {
    expect(await tenant.client.message(cutOff)).toMatchObject({
      status: 'uncertain',
      wamid: null,
      cost: { reserved: '0.011900', total: '0.000000' },
    });
    const callbackData = `sb1.${tenant.id}.${cutOff}`;
    await bed.simulator.control('POST', 'statuses', { callbackData, status: 'read' });
    expect((await tenant.client.messageWith('read', cutOff)).cost).toMatchObject({
      reserved: '0.000000',
      total: '0.011900',
    });
    expect(await bed.simulator.messages({ callbackData })).toHaveLength(1);
  });

  it('has a sound ledger', () => expectSoundLedger(bed.database.url));
});
