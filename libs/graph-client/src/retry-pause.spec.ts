import fc from 'fast-check';

import type { GraphOutcome, GraphRefused } from './graph-outcome';
import { isTimeForAttempt, retryPauseMs } from './retry-pause';

function refused(change: Partial<GraphRefused>): GraphRefused {
  return {
    kind: 'refused',
    httpStatus: 500,
    error: { code: 131000, message: '' },
    fromMeta: true,
    retryClass: 'backoff',
    ...change,
  };
}

it('pauses about 200 ms, then about 800 ms, then gives up', () => {
  expect([1, 2, 3].map((attempt) => retryPauseMs(refused({}), attempt, 0.5))).toEqual([200, 800, undefined]);
});

it('spreads every pause over half to one and a half of its length', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.999_999, noNaN: true }), (random) => {
      const pauseMs = retryPauseMs(refused({}), 1, random) ?? 0;
      return pauseMs >= 100 && pauseMs < 300;
    }),
  );
});

it.each<[string, GraphOutcome<{ kind: 'accepted' }>]>([
  ['was accepted', { kind: 'accepted' }],
  ['may have been accepted', { kind: 'unknown', cause: new Error() }],
  ['was turned away by the circuit', { kind: 'unreachable', reason: 'circuit-open', cause: new Error() }],
  ['found no free connection', { kind: 'unreachable', reason: 'no-free-connection', cause: new Error() }],
  ['was refused by someone in front of Meta', refused({ fromMeta: false })],
  ['was refused for good', refused({ retryClass: 'never' })],
  ['was refused for hours', refused({ retryClass: 'later' })],
  ['was refused with an error inside a 200', refused({ httpStatus: 200 })],
  ...[4, 80007, 130429, 131056].map((code): [string, GraphRefused] => [
    `hit limit ${code}`,
    refused({ error: { code, message: '' } }),
  ]),
])('never repeats a call that %s', (_title, outcome) => {
  expect(retryPauseMs(outcome, 1, 0)).toBeUndefined();
});

it('repeats a call that never left', () => {
  expect(retryPauseMs({ kind: 'unreachable', reason: 'connect', cause: new Error() }, 1, 0)).toBe(100);
});

it.each([
  [1_000, 15_000, true],
  [999, 15_000, false],
  [500, 1_000, true],
  [499, 1_000, false],
  [0, 0, false],
  [-1, 100, false],
])('has time for another attempt in %i ms of a call of %i ms: %p', (leftMs, timeoutMs, isEnough) => {
  expect(isTimeForAttempt(leftMs, timeoutMs)).toBe(isEnough);
});
