import type { PricingService, QuoteRequest } from '../billing/pricing.service';
import type { TemplateDirectory } from '../template/template-directory';
import type { TenantDirectory } from '../tenant/tenant-directory';
import { QuoteService } from './quote.service';
import type { SendingParty } from './sending-party';

const NUMBERS = [
  { id: 'first', phoneNumberId: '1', wabaId: 'waba', timeZone: 'America/Los_Angeles' },
  { id: 'second', phoneNumberId: '2', wabaId: 'waba', timeZone: 'Europe/Istanbul' },
];
const KEY = { tenantId: 't', tenant: { id: 't', currency: 'USD' }, plan: { markupBps: 0, platformFeeMicros: 0n } };
const BODY = Buffer.from('{"messaging_product":"whatsapp","to":"905321234567","type":"text","text":{"body":"Hi"}}');

describe('A quote', () => {
  it.each<[string, { query?: string; keyDefault: string | null }, string | undefined]>([
    ['of the number that is asked for', { query: '2', keyDefault: 'first' }, 'Europe/Istanbul'],
    ['of the key’s own number', { keyDefault: 'second' }, 'Europe/Istanbul'],
    ['of the first number, where that one sends', { query: '1', keyDefault: null }, 'America/Los_Angeles'],
    ['of UTC, where no number can be told', { keyDefault: null }, undefined],
  ])(
    'is by the calendar %s, whatever other numbers of its account have',
    async (_, { query, keyDefault }, timeZone) => {
      const asked: QuoteRequest[] = [];
      const pricing = {
        quote: (request: QuoteRequest) => {
          asked.push(request);
          return Promise.resolve({ platformFeeMicros: 0n, metaFeeMicros: 0n, markupMicros: 0n, totalMicros: 0n });
        },
      };
      const tenants = { get: () => Promise.resolve({ phoneNumbers: NUMBERS }) };
      const quotes = new QuoteService(
        pricing as unknown as PricingService,
        {} as TemplateDirectory,
        tenants as unknown as TenantDirectory,
      );
      const wish = { query, header: undefined, keyDefault };
      await quotes.quoteBody(BODY, { key: KEY as unknown as SendingParty, wish, marketingLite: false });
      expect(asked).toMatchObject([{ category: 'service', timeZone }]);
    },
  );
});
