import { InboundFlow, isServed } from '../support/inbound-flow';

const MESSAGES = 10_000;
const PROMISED_MS = 1_000;

let flow: InboundFlow;

beforeAll(async () => {
  flow = await InboundFlow.start();
});
afterAll(() => flow?.close());

describe('10,000 inbound messages for 50 tenants, one whose server hangs and one whose server fails', () => {
  it('reach every other tenant once, signed, in order, 95 of 100 within a second', async () => {
    const sent = await flow.deliver('flow', MESSAGES);
    await flow.whenAllDelivered(sent);
    const first = flow.firstDeliveries();
    const delays = sent.filter(isServed).map(({ wamid, atMs }) => first.get(wamid)!.atMs - atMs);
    delays.sort((one, other) => one - other);
    const p95Ms = delays[Math.floor(delays.length * 0.95)]!;
    process.stdout.write(
      `From Meta's POST to delivery: p50 ${delays[delays.length >> 1]!.toFixed(0)} ms, p95 ${p95Ms.toFixed(0)} ms.\n`,
    );
    expect(p95Ms).toBeLessThan(PROMISED_MS);
    expect(flow.server.unsigned).toBe(0);
    expect([...first.values()].every(({ webhookIds }) => webhookIds.size === 1)).toBe(true);
    expect(flow.server.delivered).toHaveLength(first.size);
    for (const numbers of flow.conversations('flow')) {
      expect(numbers.length).toBeGreaterThan(1);
      expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
    }
  });
});
