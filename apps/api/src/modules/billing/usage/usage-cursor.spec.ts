import { uuidv7 } from '@switchboard/contracts';
import * as fc from 'fast-check';
import { ProblemError } from '../../../http/problem';
import { decodeUsageCursor, encodeUsageCursor } from './usage-cursor';

const buckets = fc
  .date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());

describe('A cursor of usage', () => {
  it('leads back to the item that it was made of', () => {
    fc.assert(
      fc.property(buckets, fc.array(fc.string(), { maxLength: 2 }), fc.boolean(), (bucket, values, hasTenant) => {
        const place = { ...(hasTenant && { tenantId: uuidv7() }), bucket, values };
        expect(decodeUsageCursor(encodeUsageCursor(place), { values: values.length, hasTenant })).toEqual(place);
      }),
    );
  });

  it('is nothing where none was given', () => {
    expect(decodeUsageCursor(undefined, { values: 0, hasTenant: false })).toBeUndefined();
  });

  const encoded = (parts: unknown): string => Buffer.from(JSON.stringify(parts)).toString('base64url');
  it.each([
    ['no JSON', 'abc'],
    ['empty', ''],
    ['of another list', encodeUsageCursor({ bucket: '2026-10-01T00:00:00.000Z', values: [] })],
    [
      'of several tenants',
      encodeUsageCursor({ tenantId: uuidv7(), bucket: '2026-10-01T00:00:00.000Z', values: ['TR'] }),
    ],
    ['with a time that does not exist', encoded(['', '2026-02-30T00:00:00.000Z', 'TR'])],
    ['with a number', encoded(['', '2026-10-01T00:00:00.000Z', 5])],
    ['no list', encoded({})],
    ['padded', `${encodeUsageCursor({ bucket: '2026-10-01T00:00:00.000Z', values: ['TR'] })}=`],
  ])('is refused when it is %s', (_, cursor) => {
    expect(() => decodeUsageCursor(cursor, { values: 1, hasTenant: false })).toThrow(ProblemError);
  });
});
