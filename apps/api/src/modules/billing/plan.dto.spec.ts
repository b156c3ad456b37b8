import type { Type } from '@nestjs/common';
import { DtoValidationPipe } from '../../http/validation.pipe';
import { NewPlan, PlanChanges } from './plan.dto';

const pipe = new DtoValidationPipe();
const check = <T>(metatype: Type<T>, body: unknown) => pipe.transform(body, { type: 'body', metatype });
const refusedAt = (path: string) =>
  expect.objectContaining({ fields: expect.arrayContaining([expect.objectContaining({ path })]) as unknown });

describe('a new plan', () => {
  it('needs no more than a code and a name', async () => {
    await expect(check(NewPlan, { code: 'GOLD', name: 'Gold' })).resolves.toEqual({ code: 'GOLD', name: 'Gold' });
  });

  it.each([
    ['code', { name: 'Gold' }],
    ['name', { code: 'GOLD' }],
    ['code', { code: 'gold', name: 'Gold' }],
    ['name', { code: 'GOLD', name: 'a\u0000' }],
  ])('is refused at %s: %j', async (path, body) => {
    await expect(check(NewPlan, body)).rejects.toEqual(
      expect.objectContaining({ fields: expect.arrayContaining([expect.objectContaining({ path })]) as unknown }),
    );
  });
});

describe('changes to a plan', () => {
  it('may name any field alone', async () => {
    await expect(check(PlanChanges, { platformFee: '0.002' })).resolves.toEqual({ platformFee: '0.002' });
    await expect(check(PlanChanges, {})).resolves.toEqual({});
  });

  it.each([
    ['code', { code: 'GOLD' }],
    ['name', { name: null }],
    ['monthlyFee', { monthlyFee: 10 }],
    ['platformFee', { platformFee: '-0.001' }],
    ['platformFee', { platformFee: '0.0000001' }],
    ['features', { features: ['v2_api', 'v2_api'] }],
    ['features', { features: ['V2'] }],
    ['features', { features: ['webhooks', 's m s'] }],
    ['features', { features: Array.from({ length: 51 }, (_, index) => `feature_${index}`) }],
    ['features', { features: 'webhooks' }],
    ['features', { features: null }],
    ['features', { features: [['webhooks']] }],
  ])('are refused at %s: %j', async (path, body) => {
    await expect(check(PlanChanges, body)).rejects.toEqual(refusedAt(path));
  });

  it.each([
    'markupBps',
    'messagesPerSecond',
    'messagesPerMinute',
    'mediaPerMinute',
    'storedBytes',
    'mediaRetentionDays',
  ])('are refused when %s is not a whole number within bounds', async (path) => {
    for (const value of [-1, 1.5, 1e16, '5', null, Number.NaN]) {
      await expect(check(PlanChanges, { [path]: value })).rejects.toMatchObject({
        fields: expect.arrayContaining([expect.objectContaining({ path })]) as unknown,
      });
    }
  });
});
