import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { InboundFlow, isServed } from './support/inbound-flow';

const MESSAGES = 5_000;
const KILLS = 5;
/** A life ends this long after it began. */
const LIFE_MS = { min: 200, max: 800 };

let flow: InboundFlow;

beforeAll(async () => {
  flow = await InboundFlow.start();
});
afterAll(() => flow?.close());

describe('5,000 inbound messages for 50 tenants, one whose server hangs and one whose server fails', () => {
  it('reach every other tenant at least once with the same webhook-id through five kills', async () => {
    const flowing = flow.deliver('kill', MESSAGES);
    for (let kill = 0; kill < KILLS; kill += 1) {
      // The moment of the kill is what is being tested, not something to wait for.
      await delay(randomInt(LIFE_MS.min, LIFE_MS.max));
      await flow.bed.switchboard.kill('SIGKILL');
      await flow.bed.switchboard.restart();
    }
    const sent = await flowing;
    await flow.whenAllDelivered(sent);
    const first = flow.firstDeliveries();
    expect(sent.filter(isServed).filter(({ wamid }) => first.get(wamid)!.webhookIds.size !== 1)).toEqual([]);
    expect(flow.server.unsigned).toBe(0);
  }, 120_000);
});
