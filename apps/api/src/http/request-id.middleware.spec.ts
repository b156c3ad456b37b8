import type { Response } from 'express';
import type { EdgeRequest } from './principal';
import { requestId } from './request-id.middleware';

const UUIDV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The id that a request gets, and the one that its answer carries. */
function idsOf(given: string | undefined): { id: string; answered: unknown; isPassedOn: boolean } {
  const request = { get: (name: string) => (name === 'x-request-id' ? given : undefined) } as EdgeRequest;
  const answered: Record<string, unknown> = {};
  const setHeader = (name: string, value: unknown): void => void (answered[name] = value);
  let isPassedOn = false;
  requestId(request, { setHeader } as unknown as Response, () => (isPassedOn = true));
  return { id: request.id, answered: answered['X-Request-Id'], isPassedOn };
}

describe('A request’s id', () => {
  it.each(['a', '0', 'first-message.1', 'A_b-C.d', 'x'.repeat(128)])('is the caller’s own: %s', (given) => {
    expect(idsOf(given)).toEqual({ id: given, answered: given, isPassedOn: true });
  });

  it.each([
    ['empty', ''],
    ['too long', 'x'.repeat(129)],
    ['with a blank', 'a b'],
    ['with a line feed', 'a\nb'],
    ['that ends with a line feed', 'a\n'],
    ['with a slash', '../etc/passwd'],
    ['with quotes', '"a"'],
    ['of other letters', 'ä'],
    ['sent twice', 'a, b'],
    ['absent', undefined],
  ])('is a fresh UUIDv7 where the caller’s is %s', (_, given) => {
    const { id, answered, isPassedOn } = idsOf(given);
    expect(id).toMatch(UUIDV7);
    expect(answered).toBe(id);
    expect(isPassedOn).toBe(true);
  });

  it('is another one for every request', () => {
    expect(idsOf(undefined).id).not.toBe(idsOf(undefined).id);
  });
});
