import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_CATALOGUE, type ErrorCode, type ErrorDefinition } from './error-catalogue';

const STATUS_OF_GROUP = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  PAYMENT_REQUIRED: 402,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  UNPROCESSABLE: 422,
  TOO_MANY_REQUESTS: 429,
  INTERNAL: 500,
  BAD_GATEWAY: 502,
  UNAVAILABLE: 503,
  GATEWAY_TIMEOUT: 504,
} as const;

/** The published contract: code, status, group. */
const CONTRACT: readonly (readonly [ErrorCode, number, string])[] = [
  ['AUTH_001', 401, 'UNAUTHORIZED'],
  ['AUTH_002', 401, 'UNAUTHORIZED'],
  ['AUTH_003', 401, 'UNAUTHORIZED'],
  ['AUTH_004', 500, 'INTERNAL'],
  ['AUTH_005', 500, 'INTERNAL'],
  ['AUTH_006', 403, 'FORBIDDEN'],
  ['AUTH_007', 403, 'FORBIDDEN'],
  ['AUTH_008', 403, 'FORBIDDEN'],
  ['PLAN_001', 403, 'FORBIDDEN'],
  ['RATE_001', 429, 'TOO_MANY_REQUESTS'],
  ['VAL_001', 400, 'BAD_REQUEST'],
  ['VAL_002', 400, 'BAD_REQUEST'],
  ['NUM_001', 403, 'FORBIDDEN'],
  ['NUM_002', 404, 'NOT_FOUND'],
  ['OPT_001', 403, 'FORBIDDEN'],
  ['BILL_001', 402, 'PAYMENT_REQUIRED'],
  ['BILL_002', 402, 'PAYMENT_REQUIRED'],
  ['IDEM_001', 409, 'CONFLICT'],
  ['IDEM_002', 422, 'UNPROCESSABLE'],
  ['GW_001', 400, 'BAD_REQUEST'],
  ['GW_002', 400, 'BAD_REQUEST'],
  ['GW_003', 502, 'BAD_GATEWAY'],
  ['GW_004', 504, 'GATEWAY_TIMEOUT'],
  ['GW_005', 429, 'TOO_MANY_REQUESTS'],
  ['MEDIA_001', 404, 'NOT_FOUND'],
  ['MEDIA_002', 413, 'PAYLOAD_TOO_LARGE'],
  ['MEDIA_003', 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['MEDIA_004', 422, 'UNPROCESSABLE'],
  ['MSG_001', 404, 'NOT_FOUND'],
  ['WH_001', 403, 'FORBIDDEN'],
  ['WH_002', 401, 'UNAUTHORIZED'],
  ['WH_003', 401, 'UNAUTHORIZED'],
  ['ROUTE_001', 404, 'NOT_FOUND'],
  ['ROUTE_002', 405, 'METHOD_NOT_ALLOWED'],
  ['SYS_001', 500, 'INTERNAL'],
  ['SYS_002', 503, 'UNAVAILABLE'],
];

describe('the error catalogue', () => {
  const entries: readonly (readonly [string, ErrorDefinition])[] = Object.entries(ERROR_CATALOGUE);

  it('holds exactly the codes of the contract', () => {
    expect(Object.keys(ERROR_CATALOGUE).sort()).toEqual(CONTRACT.map(([code]) => code).sort());
  });

  it.each(CONTRACT)('answers %s with %i %s', (code, httpStatus, group) => {
    expect(ERROR_CATALOGUE[code]).toMatchObject({ httpStatus, group });
  });

  it.each(entries)('gives %s the one status of its group', (_code, definition) => {
    expect(definition.httpStatus).toBe(STATUS_OF_GROUP[definition.group]);
  });

  it.each(entries)('describes %s in one sentence, with a cause and a remedy', (_code, definition) => {
    expect(definition.description).toMatch(/^[A-Z][^.!?]*\.$/);
    expect(definition.cause).toMatch(/\.$/);
    expect(definition.remedy).toMatch(/\.$/);
  });

  it('does not compile with an error that has no status', () => {
    const withoutStatus = { group: 'CONFLICT', description: '', cause: '', remedy: '', retry: 'no' } as const;
    // @ts-expect-error -- the status is missing
    const definition: ErrorDefinition = withoutStatus;
    expect(definition.httpStatus).toBeUndefined();
  });

  it('has a section for every code in docs/errors.md', () => {
    const document = readFileSync(join(__dirname, '../../../docs/errors.md'), 'utf8');
    for (const [code, definition] of entries) {
      expect(document).toContain(`## ${code}\n\n${definition.description}`);
    }
  });
});
