import type { Type } from '@nestjs/common';
import { DtoValidationPipe } from '../../http/validation.pipe';
import { TenantPlan } from './subscription.dto';

const pipe = new DtoValidationPipe();
const check = <T>(metatype: Type<T>, body: unknown) => pipe.transform(body, { type: 'body', metatype });

describe("a tenant's plan", () => {
  it.each([
    { planCode: 'BASIC' },
    { planCode: 'BASIC', periodEnd: null },
    { planCode: 'BASIC', periodEnd: '2027-01-01T00:00:00+03:00' },
    { planCode: 'BASIC', renews: false },
    { planCode: 'BASIC', periodEnd: '2027-01-01T00:00:00Z', renews: true },
  ])('can be %j', async (body) => {
    await expect(check(TenantPlan, body)).resolves.toEqual(body);
  });

  it.each([
    ['planCode', {}],
    ['periodEnd', { planCode: 'BASIC', periodEnd: '2027-01-01' }],
    ['periodEnd', { planCode: 'BASIC', periodEnd: '2027-02-30T00:00:00Z' }],
    ['periodEnd', { planCode: 'BASIC', periodEnd: '2026-12-31T23:59:60Z' }],
    ['periodEnd', { planCode: 'BASIC', periodEnd: 1 }],
    ['renews', { planCode: 'BASIC', renews: null }],
    ['renews', { planCode: 'BASIC', renews: 'true' }],
    ['graceUntil', { planCode: 'BASIC', graceUntil: '2027-01-01T00:00:00Z' }],
  ])('is refused at %s: %j', async (path, body) => {
    await expect(check(TenantPlan, body)).rejects.toMatchObject({
      fields: expect.arrayContaining([expect.objectContaining({ path })]) as unknown,
    });
  });
});
