import type { Type } from '@nestjs/common';
import { DtoValidationPipe } from '../../http/validation.pipe';
import { CreateApiKeyRequest } from '../api-key/api-key.dto';
import { NewPlan, PlanChanges } from './plan.dto';
import { AdjustmentBody, RefundBody, TopUpBody, WalletChanges } from './wallet.dto';

const pipe = new DtoValidationPipe();

/** Every amount that someone can hand in: the body that it belongs to, its field, and what else the body needs. */
const AMOUNTS: readonly [what: string, body: Type, field: string, rest: object][] = [
  ['a top-up', TopUpBody, 'amount', {}],
  ['an adjustment', AdjustmentBody, 'amount', { reason: 'r' }],
  ['a refund', RefundBody, 'amount', { reason: 'r' }],
  ['the monthly fee of a new plan', NewPlan, 'monthlyFee', { code: 'GOLD', name: 'Gold' }],
  ['the platform fee of a new plan', NewPlan, 'platformFee', { code: 'GOLD', name: 'Gold' }],
  ['the monthly fee of a plan', PlanChanges, 'monthlyFee', {}],
  ['the platform fee of a plan', PlanChanges, 'platformFee', {}],
  ['a low-balance threshold', WalletChanges, 'lowBalanceThreshold', {}],
  ['the spend limit of a key', CreateApiKeyRequest, 'monthlySpendLimit', { name: 'k' }],
];

const NO_AMOUNTS: readonly unknown[] = [
  '1.0000001',
  '0.0000000',
  '1e3',
  '1E-3',
  'NaN',
  'Infinity',
  '-Infinity',
  '1'.repeat(40),
  `0.${'1'.repeat(40)}`,
  `${'9'.repeat(12)}9.000000`,
  '+1',
  '--1',
  '-0',
  '',
  ' ',
  ' 1',
  '1 ',
  '1\n',
  '1,00',
  '1.000,00',
  '1_000',
  '01',
  '.5',
  '5.',
  '0x10',
  '1n',
  '١',
  '１',
  '1.0.0',
  '$1',
  'USD 1',
  1,
  0.1,
  1e21,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  true,
  ['1'],
  { amount: '1' },
];

describe.each(AMOUNTS)('%s', (_, metatype, field, rest) => {
  const check = (amount: unknown) => pipe.transform({ ...rest, [field]: amount }, { type: 'body', metatype });

  it.each(['1', '1.5', '12.345678', '1000000'])('can be %s', async (amount) => {
    await expect(check(amount)).resolves.toMatchObject({ [field]: amount });
  });

  it.each(NO_AMOUNTS.map((amount) => [amount]))('cannot be %j, and the field is named', async (amount) => {
    await expect(check(amount)).rejects.toMatchObject({
      status: 400,
      fields: expect.arrayContaining([expect.objectContaining({ path: field, rule: 'money' })]) as unknown,
    });
  });

  it(`${metatype === AdjustmentBody ? 'can' : 'cannot'} be negative`, async () => {
    if (metatype === AdjustmentBody) await expect(check('-1')).resolves.toMatchObject({ [field]: '-1' });
    else await expect(check('-1')).rejects.toMatchObject({ fields: [{ path: field, rule: 'money' }] });
  });
});

describe('a refund', () => {
  const check = (body: object) => pipe.transform(body, { type: 'body', metatype: RefundBody });

  it.each([[null], ['01890000-0000-7000-8000-000000000000']])('may be for the message %j', async (messageId) => {
    await expect(check({ amount: '1', reason: 'r', messageId })).resolves.toMatchObject({ messageId });
  });

  it.each([
    ['amount', { reason: 'r' }],
    ['amount', { amount: '0', reason: 'r' }],
    ['reason', { amount: '1' }],
    ['reason', { amount: '1', reason: 'two\nlines' }],
    ['messageId', { amount: '1', reason: 'r', messageId: 'wamid.1' }],
    ['messageId', { amount: '1', reason: 'r', messageId: 7 }],
    ['messageId', { amount: '1', reason: 'r', messageId: '' }],
    ['currency', { amount: '1', reason: 'r', currency: 'EUR' }],
  ])('is refused at %s: %j', async (path, body) => {
    await expect(check(body)).rejects.toMatchObject({
      fields: expect.arrayContaining([expect.objectContaining({ path })]) as unknown,
    });
  });
});
