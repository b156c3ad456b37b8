import type { GraphOutcome } from './graph-outcome';
import { HostCircuit } from './host-circuit';

type Outcome = GraphOutcome<{ readonly kind: 'accepted' }>;

const ACCEPTED: Outcome = { kind: 'accepted' };
const UNKNOWN: Outcome = { kind: 'unknown', cause: new Error('timeout') };
const FULL: Outcome = { kind: 'unreachable', reason: 'no-free-connection', cause: new Error('full') };

let nowMs: number;
let circuit: HostCircuit;

beforeEach(() => {
  nowMs = 1_000_000;
  jest.spyOn(Date, 'now').mockImplementation(() => nowMs);
  circuit = new HostCircuit({ consecutiveFailures: 2, halfOpenAfterMs: 10_000 });
});

afterEach(() => jest.restoreAllMocks());

async function fail(times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) await circuit.run(async () => UNKNOWN);
}

it('counts failures in a row: one good answer starts the count again', async () => {
  await fail(1);
  await circuit.run(async () => ACCEPTED);
  await fail(1);
  expect(circuit.state).toBe('closed');
  await fail(1);
  expect(circuit.state).toBe('open');
});

it('does not count our own full pool against the host', async () => {
  for (let count = 0; count < 10; count += 1) await circuit.run(async () => FULL);
  expect(circuit.state).toBe('closed');
});

it('tells how long it stays open', async () => {
  await fail(2);
  nowMs += 7_500;
  expect(await circuit.run(async () => ACCEPTED)).toMatchObject({ reason: 'circuit-open', retryAfterSeconds: 3 });
});

it('lets a single call probe the host after the pause, turns the others away meanwhile, and closes on success', async () => {
  await fail(2);
  nowMs += 10_000;
  let answer: (outcome: Outcome) => void = () => undefined;
  const probe = circuit.run(() => new Promise<Outcome>((resolve) => (answer = resolve)));
  expect(circuit.state).toBe('half-open');
  expect(await circuit.run(async () => ACCEPTED)).toMatchObject({ kind: 'unreachable', reason: 'circuit-open' });
  answer(ACCEPTED);
  expect(await probe).toBe(ACCEPTED);
  expect(circuit.state).toBe('closed');
});

it('opens again for another pause when the probe fails', async () => {
  await fail(2);
  nowMs += 10_000;
  await fail(1);
  expect(circuit.state).toBe('open');
  nowMs += 9_999;
  expect(await circuit.run(async () => ACCEPTED)).toMatchObject({ kind: 'unreachable' });
  nowMs += 1;
  expect(await circuit.run(async () => ACCEPTED)).toBe(ACCEPTED);
});

it('counts calls that were made beside it, and says whether one may be made', async () => {
  circuit.report(UNKNOWN);
  expect(circuit.refusal()).toBeUndefined();
  circuit.report(UNKNOWN);
  while (circuit.state !== 'open') await new Promise((resolve) => setImmediate(resolve));
  expect(circuit.refusal()).toMatchObject({ kind: 'unreachable', reason: 'circuit-open', retryAfterSeconds: 10 });
});

it('is closed by a call beside it that ends well, once its time is over and not before', async () => {
  await fail(2);
  circuit.report(ACCEPTED);
  await new Promise((resolve) => setImmediate(resolve));
  expect(circuit.state).toBe('open');
  nowMs += 10_000;
  expect(circuit.refusal()).toBeUndefined();
  circuit.report(ACCEPTED);
  while (circuit.state !== 'closed') await new Promise((resolve) => setImmediate(resolve));
});
