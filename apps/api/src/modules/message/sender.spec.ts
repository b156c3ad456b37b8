import { GatewayError } from '@switchboard/contracts';
import { chooseSender, type SenderWish } from './sender';

const FIRST = { id: 'a', phoneNumberId: '101' };
const SECOND = { id: 'b', phoneNumberId: '202' };
const wish = (given: Partial<SenderWish>): SenderWish => ({
  query: undefined,
  header: undefined,
  keyDefault: null,
  ...given,
});
const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof GatewayError) return error.code;
  }
  return 'none';
};

describe('The sender of a message', () => {
  it.each<[string, SenderWish, { id: string }]>([
    ['is the query’s number before all others', wish({ query: '202', header: '101', keyDefault: 'a' }), SECOND],
    ['is the header’s number before the key’s default', wish({ header: '202', keyDefault: 'a' }), SECOND],
    ['is the key’s default number', wish({ keyDefault: 'b' }), SECOND],
  ])('%s', (_title, given, expected) => expect(chooseSender([FIRST, SECOND], given)).toBe(expected));

  it('is the tenant’s only number', () => expect(chooseSender([FIRST], wish({}))).toBe(FIRST));

  it.each<[string, { id: string; phoneNumberId: string }[], SenderWish, string]>([
    ['is not guessed among several', [FIRST, SECOND], wish({}), 'VAL_002'],
    ['cannot be found where there is no number', [], wish({}), 'VAL_002'],
    ['is never another tenant’s number', [FIRST], wish({ query: '303' }), 'NUM_001'],
    ['is not replaced when the wished number is wrong', [FIRST], wish({ header: '303', keyDefault: 'a' }), 'NUM_001'],
    [
      'is not replaced silently when the key’s default has been removed',
      [FIRST, SECOND],
      wish({ keyDefault: 'gone' }),
      'NUM_001',
    ],
  ])('%s', (_title, numbers, given, code) => expect(refusal(() => chooseSender(numbers, given))).toBe(code));
});
