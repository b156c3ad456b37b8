import type { Type } from '@nestjs/common';
import { DtoValidationPipe } from '../../http/validation.pipe';
import { AdjustmentBody, TopUpBody, WalletChanges } from './wallet.dto';

const pipe = new DtoValidationPipe();
const check = <T>(metatype: Type<T>, body: unknown) => pipe.transform(body, { type: 'body', metatype });

describe('a top-up', () => {
  it.each(['0.000001', '0.5', '1', '100.00', '1000000000', '1000000000.000000'])('of %s is taken', async (amount) => {
    await expect(check(TopUpBody, { amount })).resolves.toEqual({ amount });
  });

  it.each([
    '0',
    '0.00',
    '-1',
    '+1',
    '1.0000001',
    '1000000000.000001',
    '1e3',
    'NaN',
    'Infinity',
    '',
    ' 1',
    '1 ',
    '1,000.00',
    '01',
    '.5',
    '5.',
    '0x10',
    '١',
    '1'.repeat(40),
    100,
    0.1,
    null,
    undefined,
    true,
    ['1'],
    { amount: '1' },
  ])('of %j is refused, naming the amount', async (amount) => {
    await expect(check(TopUpBody, { amount })).rejects.toMatchObject({
      status: 400,
      fields: [{ path: 'amount', rule: 'money' }],
    });
  });

  it.each([[''], ['a\u0000b'], ['two\nlines'], ['half \ud800'], ['x'.repeat(201)], [7]])(
    'with the reference %j is refused',
    async (reference) => {
      await expect(check(TopUpBody, { amount: '1', reference })).rejects.toMatchObject({
        fields: expect.arrayContaining([expect.objectContaining({ path: 'reference' })]) as unknown,
      });
    },
  );

  it('with a field that is not known is refused', async () => {
    await expect(check(TopUpBody, { amount: '1', currency: 'EUR' })).rejects.toMatchObject({
      fields: [{ path: 'currency' }],
    });
  });
});

describe('an adjustment', () => {
  it.each(['-0.000001', '-1000000000', '12.5'])('of %s is taken', async (amount) => {
    await expect(check(AdjustmentBody, { amount, reason: 'goodwill' })).resolves.toMatchObject({ amount });
  });

  it.each(['0', '-0', '-0.000000', '--1', '-1000000000.000001', '1000000000.000001', '- 1', '-1e3'])(
    'of %s is refused',
    async (amount) => {
      await expect(check(AdjustmentBody, { amount, reason: 'goodwill' })).rejects.toMatchObject({
        fields: [{ path: 'amount', rule: 'money' }],
      });
    },
  );

  it('without a reason is refused', async () => {
    await expect(check(AdjustmentBody, { amount: '1' })).rejects.toMatchObject({
      fields: expect.arrayContaining([expect.objectContaining({ path: 'reason' })]) as unknown,
    });
  });
});

describe('a low-balance threshold', () => {
  it('may be zero, which is never, but not negative', async () => {
    await expect(check(WalletChanges, { lowBalanceThreshold: '0' })).resolves.toMatchObject({
      lowBalanceThreshold: '0',
    });
    await expect(check(WalletChanges, { lowBalanceThreshold: '-1' })).rejects.toMatchObject({
      fields: [{ path: 'lowBalanceThreshold' }],
    });
  });
});
