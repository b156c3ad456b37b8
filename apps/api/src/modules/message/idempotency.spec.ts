import { GatewayError } from '@switchboard/contracts';
import fc from 'fast-check';
import { readIdempotencyKey, replay } from './idempotency';
import type { IdempotencyRecord } from './intake.repository';

/** The code of what is thrown, with the field that it names; null when nothing is. */
function refusal(work: () => unknown): { code: string; path?: unknown } | null {
  try {
    work();
    return null;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const fields = error.params?.['fields'] as { path: string }[] | undefined;
    return { code: error.code, ...(fields && { path: fields[0]?.path }) };
  }
}

describe('An Idempotency-Key', () => {
  it('may be absent', () => {
    expect(readIdempotencyKey(undefined)).toBeNull();
  });

  it('is any 1 to 255 visible ASCII characters, taken as they are', () => {
    const visible = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(fc.string({ unit: visible, minLength: 1, maxLength: 255 }), (key) => {
        expect(readIdempotencyKey(key)).toBe(key);
      }),
    );
    expect(readIdempotencyKey('k'.repeat(255))).toHaveLength(255);
  });

  it.each([
    ['empty', ''],
    ['too long', 'k'.repeat(256)],
    ['a blank', ' '],
    ['with a blank', 'order 1'],
    ['sent twice', 'a, b'],
    ['with a tab', 'a\tb'],
    ['with DEL', 'a\x7f'],
    ['that ends with a line feed', 'a\n'],
    ['of other letters', 'sipariş'],
  ])('is refused by its name when it is %s', (_, key) => {
    expect(refusal(() => readIdempotencyKey(key))).toEqual({ code: 'VAL_001', path: 'Idempotency-Key' });
  });
});

describe('A repeated Idempotency-Key', () => {
  const first: IdempotencyRecord = {
    fingerprint: 'f-1',
    resourceId: 'm-1',
    responseStatus: 200,
    responseBody: '{"isSuccess":true, "data":{}}',
  };

  it('gets the first answer again, byte for byte', () => {
    expect(replay(first, 'f-1')).toEqual({ status: 200, body: '{"isSuccess":true, "data":{}}', messageId: 'm-1' });
  });

  it('gets a first answer that was a failure again, too', () => {
    const failed = { ...first, responseStatus: 504, responseBody: '{"isSuccess":false}' };
    expect(replay(failed, 'f-1')).toMatchObject({ status: 504, body: '{"isSuccess":false}' });
  });

  it('is refused with IDEM_001 while the first call is running', () => {
    const running = { ...first, responseStatus: null, responseBody: null };
    expect(refusal(() => replay(running, 'f-1'))).toEqual({ code: 'IDEM_001' });
  });

  it('is refused with IDEM_002 for another request, whether or not the first has been answered', () => {
    expect(refusal(() => replay(first, 'f-2'))).toEqual({ code: 'IDEM_002' });
    expect(refusal(() => replay({ ...first, responseStatus: null, responseBody: null }, 'f-2'))).toEqual({
      code: 'IDEM_002',
    });
  });
});
