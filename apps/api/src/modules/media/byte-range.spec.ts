import fc from 'fast-check';
import { readRange } from './byte-range';

const WHOLE = { kind: 'whole' };
const UNSATISFIABLE = { kind: 'unsatisfiable' };
const part = (start: number, end: number) => ({ kind: 'part', start, end });

describe('readRange', () => {
  it.each<[string, string | undefined, object]>([
    ['nothing', undefined, WHOLE],
    ['a part', 'bytes=0-499', part(0, 499)],
    ['one byte', 'bytes=999-999', part(999, 999)],
    ['the rest', 'bytes=500-', part(500, 999)],
    ['everything', 'bytes=0-', part(0, 999)],
    ['the end', 'bytes=-500', part(500, 999)],
    ['more than there is', 'bytes=500-5000', part(500, 999)],
    ['a longer end than there is', 'bytes=-5000', part(0, 999)],
    ['an end of any length', `bytes=-${'9'.repeat(400)}`, part(0, 999)],
    ['capital letters', 'Bytes=1-2', part(1, 2)],
    ['blanks', 'bytes= 1 - 2 ', part(1, 2)],
    ['what lies behind the file', 'bytes=1000-', UNSATISFIABLE],
    ['what lies far behind the file', `bytes=${'9'.repeat(400)}-`, UNSATISFIABLE],
    ['an end of no bytes', 'bytes=-0', UNSATISFIABLE],
    ['several parts', 'bytes=0-1,5-6', WHOLE],
    ['several parts, of which one is there', 'bytes=0-1,5000-', WHOLE],
    ['very many parts', `bytes=${'0-0,'.repeat(10_000)}`, WHOLE],
    ['a part from back to front', 'bytes=5-2', WHOLE],
    ['another unit', 'lines=0-1', WHOLE],
    ['no numbers', 'bytes=-', WHOLE],
    ['letters', 'bytes=a-b', WHOLE],
    ['a negative part', 'bytes=--5', WHOLE],
    ['a fraction', 'bytes=1.5-2', WHOLE],
    ['nothing behind the unit', 'bytes=', WHOLE],
    ['an empty header', '', WHOLE],
  ])('reads %s', (_name, header, range) => {
    expect(readRange(header, 1000)).toEqual(range);
  });

  it('finds no part in an empty file', () => {
    expect(readRange('bytes=0-', 0)).toEqual(UNSATISFIABLE);
    expect(readRange('bytes=-0', 0)).toEqual(UNSATISFIABLE);
    expect(readRange('bytes=-5', 0)).toEqual(WHOLE);
  });

  it('never leads out of the file', () => {
    const number = fc.oneof(fc.nat().map(String), fc.constant(''), fc.string());
    const header = fc.oneof(
      fc.string(),
      fc.tuple(number, number).map(([start, end]) => `bytes=${start}-${end}`),
    );
    fc.assert(
      fc.property(header, fc.nat(), (text, sizeBytes) => {
        const range = readRange(text, sizeBytes);
        if (range.kind !== 'part') return;
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.end).toBeGreaterThanOrEqual(range.start);
        expect(range.end).toBeLessThan(sizeBytes);
      }),
    );
  });
});
