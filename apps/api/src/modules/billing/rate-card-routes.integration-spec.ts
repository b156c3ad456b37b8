import { formatMoney, LIMITS } from '@switchboard/contracts';
import {
  type Answer,
  type ConsoleClient,
  startTestConsole,
  type TestConsole,
} from '../../../test/support/test-console';
import { dayOf } from './pricing';
import { seedRateCards } from './seed-data';

const DAY_MS = 24 * 60 * 60 * 1_000;
const dayFromNow = (days: number) => dayOf(new Date(Date.now() + days * DAY_MS));

/** Meta's card of October 2026 as a German spreadsheet saves it. */
function csv(marketing = '0,0109'): string {
  const amount = (micros: bigint | null) => (micros === null ? 'n/a' : formatMoney(micros).replace('.', ','));
  const lines = seedRateCards()[1]!.lines.map(({ market, marketName, rates }) =>
    [
      marketName,
      'USD',
      market === 'TR' ? marketing : amount(rates.marketing),
      amount(rates.utility),
      amount(rates.authentication),
      amount(rates.authentication_international),
      amount(rates.service),
    ].join(';'),
  );
  const header = 'Market;Currency;Marketing;Utility;Authentication;Authentication-International;Service';
  return `\uFEFF${['Rates per delivered message;;;;;;', '', header, ...lines].join('\r\n')}\r\n`;
}

describe('the console routes of rate cards', () => {
  let office: TestConsole;
  let owner: ConsoleClient;
  let support: ConsoleClient;
  let tenantId: string;

  beforeAll(async () => {
    office = await startTestConsole();
    tenantId = await office.openTenant('Acme');
    owner = await office.join(tenantId, 'owner', 'owner@acme.test');
    support = office.operator;
  });
  afterAll(() => office.platform.stop());

  const post = (client: ConsoleClient, path: string, body: string, type = 'text/csv; charset=utf-8'): Promise<Answer> =>
    client.send('POST', `/rate-cards${path}`, body, { 'content-type': type });
  const cards = async () => (await support.get('/rate-cards')).body.items.map(({ effectiveFrom }) => effectiveFrom);
  const fieldsOf = ({ body }: Answer) =>
    (body['fields'] as { path: string; rule: string }[]).map(({ path, rule }) => [path, rule]);

  it('tell what a CSV would change, and write nothing', async () => {
    const query = `?currency=USD&effectiveFrom=${dayFromNow(10)}`;
    const asked = await post(office.operator, `/preview${query}`, csv('0,0200'));
    expect(asked).toMatchObject({
      status: 200,
      body: {
        currency: 'USD',
        effectiveFrom: dayFromNow(10),
        comparedWith: { effectiveFrom: '2026-10-01' },
        freeServiceMessages: { from: 1_000, to: 1_000 },
        // (0.0200 − 0.0109) / 0.0109
        changes: [{ market: 'TR', category: 'marketing', from: '0.010900', to: '0.020000', changePercent: 83.49 }],
        added: [],
        removed: [],
        unchanged: 47 * 5 - 1,
        tiers: { changes: [], unchanged: 0 },
        warnings: ['Turkey (TR), marketing: changes by +83.49 %, from 0.010900 to 0.020000.'],
      },
    });
    const byQuery = await post(office.operator, `${query}&preview=true`, csv('0,0200'));
    expect([byQuery.status, byQuery.body]).toEqual([200, asked.body]);
    expect(await cards()).toEqual(['2026-10-01', '2026-07-01']);
  });

  it('import a CSV, and show it with its tiers and free messages', async () => {
    const query = `?currency=USD&effectiveFrom=${dayFromNow(10)}&source=Meta&freeServiceMessages=900`;
    const created = await post(office.operator, query, csv('0,0200'));
    expect(created).toMatchObject({ status: 201, body: { source: 'Meta', freeServiceMessages: 900, tiers: [] } });
    expect((await office.operator.get(`/rate-cards/${String(created.body['id'])}`)).body).toEqual(created.body);
    expect(await cards()).toEqual([dayFromNow(10), '2026-10-01', '2026-07-01']);
    const again = await post(office.operator, query, csv());
    expect([again.status, fieldsOf(again)]).toEqual([409, [['effectiveFrom', 'unique']]]);
  });

  it('take JSON as before, with volume tiers, and preview it', async () => {
    const rates = seedRateCards()[1]!.lines.map(({ market, rates: { marketing, utility } }) => ({
      market,
      marketing: formatMoney(marketing ?? 0n),
      utility: utility === null ? null : formatMoney(utility),
    }));
    const tiers = [{ market: 'TR', category: 'utility', fromMessage: 100_001, amount: '0.0008' }];
    const body = { currency: 'USD', effectiveFrom: dayFromNow(20), rates, tiers };
    expect(await office.operator.post('/rate-cards/preview', body)).toMatchObject({
      status: 200,
      body: {
        tiers: { changes: [{ market: 'TR', category: 'utility', fromMessage: 100_001, from: null, to: '0.000800' }] },
      },
    });
    expect(await office.operator.post('/rate-cards', body)).toMatchObject({
      status: 201,
      // As on the card before, which said 900.
      body: { freeServiceMessages: 900, tiers: [{ ...tiers[0], amount: '0.000800' }] },
    });
    const wrong = await office.operator.post('/rate-cards/preview', {
      ...body,
      effectiveFrom: dayFromNow(30),
      tiers: [{ ...tiers[0], fromMessage: 1 }],
    });
    expect([wrong.status, fieldsOf(wrong)]).toEqual([400, [['tiers[0].fromMessage', 'min']]]);
  });

  it.each<[string, string, string, [string, string][]]>([
    [
      'without a currency',
      '',
      csv(),
      [
        ['currency', 'required'],
        ['effectiveFrom', 'required'],
      ],
    ],
    ['in an unknown currency', `?currency=XTS&effectiveFrom=${dayFromNow(40)}`, csv(), [['currency', 'currency']]],
    ['for a day that is over', '?currency=USD&effectiveFrom=2026-01-01', csv(), [['effectiveFrom', 'future']]],
    ['that is JSON', `?currency=USD&effectiveFrom=${dayFromNow(40)}`, '{}', [['file', 'header']]],
    ['that is empty', `?currency=USD&effectiveFrom=${dayFromNow(40)}`, '', [['file', 'header']]],
    [
      'with a wrong number',
      `?currency=USD&effectiveFrom=${dayFromNow(40)}`,
      csv('1e3'),
      [['line 39, Marketing', 'money']],
    ],
    [
      'without a market',
      `?currency=USD&effectiveFrom=${dayFromNow(40)}`,
      csv().replace(/Turkey[^\r]*\r\n/, ''),
      [['file', 'complete']],
    ],
    [
      'that is too large',
      `?currency=USD&effectiveFrom=${dayFromNow(40)}`,
      'x'.repeat(LIMITS.consoleBodyMaxBytes + 1),
      [['', 'maxBytes']],
    ],
  ])('refuse a CSV %s, and keep nothing of it', async (_, query, body, problems) => {
    const before = await cards();
    for (const path of ['', '/preview']) {
      const answer = await post(office.operator, `${path}${query}`, body);
      expect([answer.status, fieldsOf(answer)]).toEqual([400, problems]);
    }
    expect(await cards()).toEqual(before);
  });

  it('are the operator’s alone', async () => {
    const query = `?currency=USD&effectiveFrom=${dayFromNow(50)}`;
    for (const path of ['', '/preview']) expect((await post(owner, `${path}${query}`, csv())).status).toBe(403);
    expect((await post(office.stranger(), query, csv())).status).toBe(401);
  });

  it('quote by the calendar of the number that would send', async () => {
    const number = {
      phoneNumberId: '106540352242922',
      wabaId: '1',
      displayPhoneNumber: '+1 555 0100',
      accessToken: 't',
    };
    const path = `/tenants/${tenantId}/phone-numbers`;
    expect(await owner.post(path, number)).toMatchObject({ status: 201, body: { timeZone: 'UTC' } });
    const quote = () =>
      office.operator.post('/quote', {
        tenantId,
        phoneNumberId: number.phoneNumberId,
        to: '905321234567',
        category: 'service',
        at: '2026-09-30T21:00:00Z',
      });
    expect((await quote()).body).toMatchObject({ metaFee: '0.000000', rateCardEffectiveFrom: '2026-07-01' });
    expect(await owner.patch(`${path}/${number.phoneNumberId}`, { timeZone: 'Europe/Istanbul' })).toMatchObject({
      status: 200,
      body: { timeZone: 'Europe/Istanbul' },
    });
    expect((await quote()).body).toMatchObject({ metaFee: '0.000900', rateCardEffectiveFrom: '2026-10-01' });
  });
});
