import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { DtoValidationPipe } from '../../http/validation.pipe';
import { MessageQuery, V1MessageQuery } from './message-query.dto';

const pipe = new DtoValidationPipe();
const parse = <T>(metatype: Type<T>, query: object): Promise<T> =>
  pipe.transform(query, { type: 'query', metatype }) as Promise<T>;

const refusedAt = (path: string): unknown =>
  expect.objectContaining({ fields: [expect.objectContaining({ path }) as unknown] });

describe('A search of the message log', () => {
  it('asks for everything unless told otherwise', async () => {
    expect(await parse(MessageQuery, {})).toEqual({ limit: 50 });
  });

  it('takes every filter, by v1’s names too', async () => {
    const shared = {
      direction: 'outbound',
      status: 'read',
      type: 'text',
      to: '+90 532',
      limit: '20',
      sandbox: 'false',
    };
    const times = ['2026-11-01T00:00:00Z', '2026-11-02T00:00:00.5+03:00'] as const;
    const expected = {
      direction: 'outbound',
      status: 'read',
      type: 'text',
      to: '+90 532',
      limit: 20,
      sandbox: false,
      phoneNumberId: '1065',
      fromTime: times[0],
      toTime: times[1],
    };
    const console = { ...shared, phoneNumberId: '1065', fromTime: times[0], toTime: times[1] };
    expect(await parse(MessageQuery, console)).toEqual(expected);
    const v1 = { ...shared, phone_number_id: '1065', from_time: times[0], to_time: times[1] };
    expect((await parse(V1MessageQuery, v1)).toMessageQuery()).toEqual(expected);
  });

  it.each([
    ['yesterday'],
    ['2026-11-01'],
    ['2026-11-01T00:00:00'],
    // ISO 8601 has these; no Date can read them.
    ['2026-W45-1'],
    ['2026-305'],
    ['2026-02-30T00:00:00Z'],
    ['1764547200'],
    [''],
  ])('is refused for a time that is not RFC 3339: %p', async (time) => {
    for (const name of ['fromTime', 'toTime']) {
      await expect(parse(MessageQuery, { [name]: time })).rejects.toEqual(refusedAt(name));
    }
    for (const name of ['from_time', 'to_time']) {
      await expect(parse(V1MessageQuery, { [name]: time })).rejects.toEqual(refusedAt(name));
    }
  });

  it.each([
    ['direction', 'sideways'],
    ['status', 'lost'],
    ['sandbox', '1'],
    ['type', 'x'.repeat(41)],
    ['to', 'x'.repeat(141)],
    ['limit', '201'],
  ])('is refused for %s=%s', async (name, value) => {
    await expect(parse(MessageQuery, { [name]: value })).rejects.toEqual(refusedAt(name));
    await expect(parse(V1MessageQuery, { [name]: value })).rejects.toEqual(refusedAt(name));
  });
});
