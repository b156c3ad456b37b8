import { isUuid, uuidv7Time } from '@switchboard/contracts';
import fc from 'fast-check';
import { reportId } from './report-id';

const MS = fc.integer({ min: 0, max: 2 ** 48 - 1 });

describe('The id of a report', () => {
  it('is a UUIDv7 of the time that it reports', () => {
    fc.assert(
      fc.property(MS, fc.array(fc.string(), { minLength: 1 }), (atMs, parts) => {
        const id = reportId(atMs, ...parts);
        expect(isUuid(id)).toBe(true);
        expect(uuidv7Time(id).getTime()).toBe(atMs);
        expect(id[19]).toMatch(/[89ab]/);
      }),
    );
  });

  it('is the same for the same report, and another for any other', () => {
    const ids = [
      reportId(1_749_416_383_000, 'tenant', 'status', 'wamid.1', 'sent'),
      reportId(1_749_416_383_000, 'tenant', 'status', 'wamid.1', 'read'),
      reportId(1_749_416_384_000, 'tenant', 'status', 'wamid.1', 'sent'),
      reportId(1_749_416_383_000, 'other', 'status', 'wamid.1', 'sent'),
      reportId(1_749_416_383_000, 'tenant', 'status', 'wamid.1sent'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(reportId(1_749_416_383_000, 'tenant', 'status', 'wamid.1', 'sent')).toBe(ids[0]);
  });

  it('is refused for a time that it cannot hold', () => {
    for (const atMs of [-1, 0.5, 2 ** 48, Number.NaN]) expect(() => reportId(atMs, 'x')).toThrow(RangeError);
  });
});
