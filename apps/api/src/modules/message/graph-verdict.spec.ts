import { type ErrorCode, GRAPH_ERRORS, graphRetry, type MetaError } from '@switchboard/contracts';
import type { GraphRefused } from '@switchboard/graph-client';
import { graphError } from './graph-verdict';

function refused(code: number, given: Partial<GraphRefused> & { details?: string } = {}): GraphRefused {
  const error: MetaError = { code, message: `(#${code}) refused`, error_data: { details: given.details ?? '' } };
  return { kind: 'refused', httpStatus: 400, error, fromMeta: true, retryClass: graphRetry(code), ...given };
}

const verdict = (outcome: Parameters<typeof graphError>[0], isTemplate = false): ErrorCode =>
  graphError(outcome, isTemplate, null).code;

/** What a sender is told of each code that Meta documents; the second code, where there is one, is told of templates. */
const VERDICTS: Readonly<Record<number, ErrorCode | readonly [ErrorCode, ErrorCode]>> = {
  0: 'GW_003',
  1: 'GW_002',
  2: 'GW_003',
  3: 'GW_003',
  4: 'GW_005',
  10: 'GW_003',
  33: 'GW_002',
  100: 'GW_002',
  190: 'GW_003',
  200: 'GW_003',
  368: 'GW_002',
  80007: 'GW_005',
  130429: 'GW_005',
  130472: 'GW_002',
  130497: 'GW_002',
  131000: 'GW_003',
  131005: 'GW_003',
  131008: ['GW_002', 'GW_001'],
  131009: 'GW_002',
  131016: 'GW_003',
  131021: 'GW_002',
  131026: 'GW_002',
  131030: 'GW_002',
  131031: 'GW_002',
  131037: 'GW_002',
  131042: 'GW_002',
  131045: 'GW_002',
  131047: 'GW_002',
  131048: 'GW_002',
  131049: 'GW_002',
  131050: 'GW_002',
  131051: 'GW_002',
  131052: 'GW_002',
  131053: 'GW_002',
  131055: 'GW_002',
  131056: 'GW_005',
  131057: 'GW_003',
  131061: 'GW_002',
  131062: 'GW_002',
  131063: 'GW_002',
  131064: 'GW_002',
  132000: 'GW_001',
  132001: 'GW_002',
  132005: 'GW_002',
  132007: 'GW_002',
  132008: 'GW_002',
  132012: 'GW_001',
  132015: 'GW_002',
  132016: 'GW_002',
  132018: 'GW_002',
  132068: 'GW_002',
  132069: 'GW_002',
  133000: 'GW_002',
  133004: 'GW_003',
  133005: 'GW_002',
  133006: 'GW_002',
  133008: 'GW_002',
  133009: 'GW_002',
  133010: 'GW_002',
  133015: 'GW_002',
  133016: 'GW_002',
  134011: 'GW_002',
  134100: 'GW_002',
  134101: 'GW_002',
  134102: 'GW_002',
  135000: 'GW_002',
  137000: 'GW_002',
  139200: 'GW_002',
  1752041: 'GW_002',
};

describe('Every code that Meta documents', () => {
  it('has a verdict', () => {
    expect(Object.keys(VERDICTS).map(Number)).toEqual(
      GRAPH_ERRORS.map(({ firstCode }) => firstCode).sort((one, other) => one - other),
    );
  });

  it.each(GRAPH_ERRORS.map(({ firstCode, lastCode, title }) => [firstCode, lastCode, title] as const))(
    '%i (to %i, %s) has the verdict of the table, whatever its HTTP status',
    (firstCode, lastCode) => {
      const [expected, ofTemplate] = [VERDICTS[firstCode]].flat() as [ErrorCode, ErrorCode?];
      for (const code of new Set([firstCode, Math.floor((firstCode + lastCode) / 2), lastCode])) {
        for (const httpStatus of [200, 400, 401, 403, 404, 429, 500, 503]) {
          expect(verdict(refused(code, { httpStatus }), false)).toBe(expected);
          expect(verdict(refused(code, { httpStatus }), true)).toBe(ofTemplate ?? expected);
        }
      }
    },
  );
});

describe('A code that Meta does not document', () => {
  it.each([
    [400, 'GW_002'],
    [404, 'GW_002'],
    [429, 'GW_002'],
    [499, 'GW_002'],
    [500, 'GW_003'],
    [503, 'GW_003'],
  ])('is judged by its HTTP status: %i is %s', (httpStatus, expected) => {
    expect(verdict(refused(424_242, { httpStatus }))).toBe(expected);
  });

  it.each([199, 300, 11, 131_004, 131_006, 132_013])('is not taken for its neighbours (%i)', (code) => {
    expect(verdict(refused(code))).toBe('GW_002');
  });
});

describe('An answer without Meta’s error object', () => {
  it.each([
    // As the Graph client names them: 2 for 5xx, 1 for 4xx, 4 for 429.
    [500, 2, 'GW_003'],
    [503, 2, 'GW_003'],
    [403, 1, 'GW_002'],
    [429, 4, 'GW_005'],
  ])('of status %i is judged as what it is', (httpStatus, code, expected) => {
    expect(verdict(refused(code, { httpStatus, fromMeta: false }))).toBe(expected);
  });
});

describe('What the sender is told', () => {
  it('holds Meta’s error object, whatever the verdict', () => {
    for (const code of [100, 132_000, 190, 131_000, 131_056]) {
      const outcome = refused(code, { details: 'to is invalid' });
      expect(graphError(outcome, false, 'm-1').params).toMatchObject({ meta: outcome.error });
    }
  });

  it.each<[number | undefined, string]>([
    [6, '6s'],
    [60, '60s'],
    [0.2, '1s'],
    [1.01, '2s'],
    [0, '1s'],
    [undefined, '1s'],
  ])('says how long to wait at Meta’s limits: %p seconds are %s', (retryAfterSeconds, expected) => {
    expect(graphError(refused(131_056, { retryAfterSeconds }), false, null).params).toMatchObject({
      retry_after: expected,
    });
  });

  it('does not say to wait where waiting does not help', () => {
    expect(graphError(refused(100, { retryAfterSeconds: 5 }), false, null).params).not.toHaveProperty('retry_after');
  });

  it('names our message where the outcome is open, so that it can be followed', () => {
    const cause = new Error('socket hang up');
    const error = graphError({ kind: 'unknown', cause }, false, 'm-1');
    expect(error).toMatchObject({ code: 'GW_004', params: { message_id: 'm-1' }, cause });
    // A read receipt is no message of ours.
    expect(graphError({ kind: 'unknown', cause }, false, null)).toMatchObject({ code: 'GW_004', params: undefined });
  });

  it.each(['connect', 'no-free-connection', 'circuit-open'] as const)(
    'is GW_003 when Meta was never reached (%s)',
    (reason) => {
      const cause = new Error('connect ECONNREFUSED 10.0.0.7');
      const error = graphError({ kind: 'unreachable', reason, cause }, true, 'm-1');
      expect(error).toMatchObject({ code: 'GW_003', cause });
      expect(JSON.stringify(error.params) ?? '').not.toContain('10.0.0.7');
    },
  );
});
