import { API_SAMPLES, formatMoney } from '@switchboard/contracts';
import { NewRateCardBody } from '../../modules/billing/rate-card.dto';
import { seedRateCards } from '../../modules/billing/seed-data';
import { type Entries, PLAIN } from './entry';
import { IDEMPOTENCY_KEY } from './parts';

const TENANT = '/console/v1/tenants/{tenantId}';
const USAGE = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z', granularity: 'month', groupBy: 'category' };
/** A card must name every market: the lines are those of the card that an installation begins with. */
const RATE_CARD = {
  currency: 'USD',
  effectiveFrom: '2099-01-01',
  source: "Meta's list of January 2099",
  rates: (seedRateCards().at(-1)?.lines ?? []).map(({ market, marketName, rates }) => ({
    market,
    marketName,
    marketing: formatMoney(rates.marketing ?? 0n),
    utility: amountOf(rates.utility),
    authentication: amountOf(rates.authentication),
    authenticationInternational: amountOf(rates.authentication_international),
    service: amountOf(rates.service),
  })),
};

function amountOf(micros: bigint | null): string | null {
  return micros === null ? null : formatMoney(micros);
}

const MOVED = { parameters: [IDEMPOTENCY_KEY], headers: ['Idempotent-Replayed'] };

const WALLET: Entries = {
  [`GET ${TENANT}/wallet`]: { summary: 'Read a wallet', examples: PLAIN },
  [`PATCH ${TENANT}/wallet`]: {
    summary: 'Set when to warn of a low balance',
    examples: { threshold: { body: { lowBalanceThreshold: '20.00' } } },
  },
  [`POST ${TENANT}/wallet/top-ups`]: {
    summary: 'Top a wallet up',
    ...MOVED,
    examples: {
      payment: {
        headers: { 'Idempotency-Key': 'statement-4711' },
        body: { amount: '100.00', reference: 'Statement 4711' },
      },
      negative: { isBroken: true, summary: 'With less than nothing', body: { amount: '-100.00' } },
    },
  },
  [`POST ${TENANT}/wallet/refunds`]: {
    summary: 'Refund a tenant',
    ...MOVED,
    examples: { goodwill: { body: { amount: '1.50', reason: 'For the outage of Monday' } } },
  },
  [`POST ${TENANT}/wallet/adjustments`]: {
    summary: 'Correct a wallet',
    ...MOVED,
    examples: { takes: { body: { amount: '-2.50', reason: 'Topped up twice' } } },
  },
  [`GET ${TENANT}/wallet/entries`]: { summary: 'Read the statement', examples: { newest: { query: { limit: '1' } } } },
  [`GET ${TENANT}/wallet/entries.csv`]: { summary: 'Export the statement as CSV', headers: ['Content-Disposition'] },
  [`GET ${TENANT}/invoices`]: { summary: 'List invoices', examples: PLAIN },
  [`GET ${TENANT}/invoices/{invoiceId}`]: {
    summary: 'Read an invoice',
    examples: { unknown: { summary: 'An invoice that is not there' } },
  },
  [`GET ${TENANT}/invoices/{invoiceId}.pdf`]: {
    summary: 'Download an invoice as PDF',
    headers: ['Content-Disposition'],
  },
  [`GET ${TENANT}/invoices/{invoiceId}.csv`]: {
    summary: 'Download an invoice as CSV',
    headers: ['Content-Disposition'],
  },
};

const PLANS: Entries = {
  'GET /console/v1/plans': { summary: 'List plans' },
  'POST /console/v1/plans': {
    summary: 'Make a plan',
    examples: {
      plan: { body: { code: 'STARTER', name: 'Starter', monthlyFee: '9.00', markupBps: 500, messagesPerSecond: 10 } },
      code: { isBroken: true, summary: 'With a code in small letters', body: { code: 'starter', name: 'Starter' } },
    },
  },
  'PATCH /console/v1/plans/{code}': {
    summary: 'Change a plan',
    examples: { fee: { path: { code: 'STARTER' }, body: { monthlyFee: '12.00' } } },
  },
  'DELETE /console/v1/plans/{code}': { summary: 'Remove a plan', examples: { unused: { path: { code: 'STARTER' } } } },
  [`GET ${TENANT}/plan`]: { summary: 'Read which plan a tenant holds', examples: PLAIN },
  [`PUT ${TENANT}/plan`]: {
    summary: 'Put a tenant on a plan',
    examples: {
      premium: { body: { planCode: 'PREMIUM' } },
      unknown: { summary: 'On a plan that is not there', body: { planCode: 'GOLD' } },
    },
  },
};

const PRICES: Entries = {
  'GET /console/v1/rate-cards': { summary: 'List rate cards', examples: { newest: { query: { limit: '1' } } } },
  'POST /console/v1/rate-cards': {
    summary: 'Add a rate card',
    description:
      "JSON, or Meta's CSV with what the file does not say in the query. `preview=true` only tells what would change.",
    body: NewRateCardBody,
    otherAnswers: {
      200: {
        description: 'What would change, with `preview=true`.',
        content: { 'application/json': { $ref: '#/components/schemas/RateCardPreview' } },
      },
    },
    examples: {
      card: { body: RATE_CARD },
      incomplete: { summary: 'Without most markets', body: { ...RATE_CARD, rates: RATE_CARD.rates.slice(0, 1) } },
    },
  },
  'GET /console/v1/rate-cards/{id}': { summary: 'Read a rate card' },
  'POST /console/v1/rate-cards/preview': {
    summary: 'Show what a rate card would change',
    body: NewRateCardBody,
    examples: {
      yesterday: { summary: 'For a day that has passed', body: { ...RATE_CARD, effectiveFrom: '2020-01-01' } },
    },
  },
  'POST /console/v1/quote': {
    summary: 'Ask what a message would cost',
    examples: { marketing: { body: { to: API_SAMPLES.recipient, category: 'marketing' } } },
  },
  [`POST ${TENANT}/quote`]: {
    summary: 'Ask what a message would cost a tenant',
    examples: { marketing: { body: { to: API_SAMPLES.recipient, category: 'marketing' } } },
  },
  [`GET ${TENANT}/usage`]: { summary: 'Count a tenant’s messages and spend', examples: { month: { query: USAGE } } },
  [`GET ${TENANT}/usage.csv`]: { summary: 'Export a tenant’s usage as CSV', headers: ['Content-Disposition'] },
  'GET /console/v1/usage': { summary: 'Count everyone’s messages and spend', examples: { month: { query: USAGE } } },
  'GET /console/v1/usage.csv': { summary: 'Export everyone’s usage as CSV', headers: ['Content-Disposition'] },
};

/** Money: wallets, invoices, plans, prices and usage. */
export const CONSOLE_BILLING: Entries = { ...WALLET, ...PLANS, ...PRICES };
