import { startTestConsole, type TestConsole } from '../../../test/support/test-console';

let test: TestConsole;
beforeAll(async () => {
  test = await startTestConsole();
});
afterAll(() => test.platform.stop());

interface Row {
  id: string;
  name: string;
}

const listed = async (query = ''): Promise<{ items: Row[]; nextCursor: string | null }> =>
  (await test.operator.get(`/platform/tenants${query}`)).body as never;
const names = async (query: string): Promise<string[]> => (await listed(query)).items.map(({ name }) => name);

async function open(name: string, planCode = 'BASIC'): Promise<string> {
  const { status, body } = await test.operator.post('/tenants', { name, planCode });
  expect(status).toBe(201);
  return String(body['id']);
}

describe('The list of all tenants', () => {
  it('tells what each of them holds', async () => {
    const id = await open('Holding Ltd');
    await test.operator.post(`/tenants/${id}/wallet/top-ups`, { amount: '12.50' });
    const number = {
      phoneNumberId: '106540352242922',
      wabaId: '102290129340398',
      displayPhoneNumber: '+1 555-078-3881',
    };
    await test.operator.post(`/tenants/${id}/phone-numbers`, { ...number, accessToken: 'a-token' });
    const { items } = await listed(`?search=${id}`);
    expect(items).toEqual([
      {
        id,
        name: 'Holding Ltd',
        status: 'active',
        planCode: 'BASIC',
        currency: 'USD',
        available: '12.500000',
        reserved: '0.000000',
        phoneNumbers: 1,
        members: 0,
        createdAt: expect.any(String) as string,
      },
    ]);
  });

  it('finds them by a part of the name in any case, by status and by plan, and takes no sign for a wildcard', async () => {
    await open('Straße 100% GmbH');
    const suspended = await open('Strass & Co');
    await test.operator.post(`/tenants/${suspended}/suspend`);
    expect(await names('?search=STRA')).toEqual(['Strass & Co', 'Straße 100% GmbH']);
    expect(await names('?search=100%25')).toEqual(['Straße 100% GmbH']);
    expect(await names('?search=STRA&status=suspended')).toEqual(['Strass & Co']);
    expect(await names('?search=STRA&planCode=NO_SUCH_PLAN')).toEqual([]);
  });

  it('comes in pages, newest first', async () => {
    for (const name of ['Page one', 'Page two', 'Page three']) await open(name);
    const first = await listed('?search=page&limit=2');
    expect(first.items.map(({ name }) => name)).toEqual(['Page three', 'Page two']);
    expect(await names(`?search=page&limit=2&cursor=${first.nextCursor}`)).toEqual(['Page one']);
  });
});
