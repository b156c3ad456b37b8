import { API_SAMPLES } from '@switchboard/contracts';
import { type Entries, PLAIN } from './entry';

const { phoneNumberId, wabaId, newPhoneNumberId, newWabaId } = API_SAMPLES;
const TENANT = '/console/v1/tenants/{tenantId}';
const NUMBER = { phoneNumberId: newPhoneNumberId, wabaId: newWabaId, accessToken: 'EAAGexampleAccessToken' };

const TENANTS: Entries = {
  'POST /console/v1/tenants': {
    summary: 'Open a tenant',
    examples: {
      basic: { body: { name: 'Example Ltd', planCode: 'BASIC' } },
      withoutName: { isBroken: true, summary: 'Without a name', body: { name: '', planCode: 'BASIC' } },
    },
  },
  'GET /console/v1/tenants': {
    summary: 'List tenants',
    examples: { search: { query: { search: 'Settled', limit: '1' } } },
  },
  [`GET ${TENANT}`]: {
    summary: 'Read a tenant',
    examples: {
      plain: {},
      unknown: {
        summary: "A tenant that is not there, or another's",
        path: { tenantId: '019a8c2f-0b6d-7e11-8a52-000000000000' },
      },
    },
  },
  [`PATCH ${TENANT}`]: { summary: 'Change a tenant', examples: { name: { body: { name: 'Example International' } } } },
  [`DELETE ${TENANT}`]: {
    summary: 'Close a tenant',
    description: 'For good: its keys and numbers work no more.',
    examples: PLAIN,
  },
  [`POST ${TENANT}/suspend`]: { summary: 'Suspend a tenant', examples: PLAIN },
  [`POST ${TENANT}/resume`]: { summary: 'Resume a tenant', examples: PLAIN },
  [`GET ${TENANT}/settings`]: { summary: 'Read a tenant’s settings', examples: PLAIN },
  [`PATCH ${TENANT}/settings`]: {
    summary: 'Change a tenant’s settings',
    examples: { links: { body: { storeLinks: true } } },
  },
  [`GET ${TENANT}/overview`]: { summary: 'Read how a tenant is doing', examples: PLAIN },
};

const NUMBERS: Entries = {
  [`POST ${TENANT}/phone-numbers`]: {
    summary: 'Add a phone number',
    description: 'Meta is asked about it at once, where it can be reached.',
    examples: { number: { body: { ...NUMBER, displayPhoneNumber: '+1 555-078-3882', verifiedName: 'Example Ltd' } } },
  },
  [`GET ${TENANT}/phone-numbers`]: { summary: 'List phone numbers', examples: PLAIN },
  [`GET ${TENANT}/phone-numbers/{pid}`]: { summary: 'Read a phone number', examples: PLAIN },
  [`PATCH ${TENANT}/phone-numbers/{pid}`]: {
    summary: 'Change a phone number',
    examples: { throughput: { body: { throughput: 100 } } },
  },
  [`DELETE ${TENANT}/phone-numbers/{pid}`]: { summary: 'Remove a phone number', examples: PLAIN },
  [`POST ${TENANT}/phone-numbers/check`]: {
    summary: 'Ask Meta about a number that could be added',
    examples: { number: { body: { phoneNumberId, wabaId, accessToken: NUMBER.accessToken } } },
  },
  [`POST ${TENANT}/phone-numbers/{pid}/verify`]: { summary: 'Ask Meta about a phone number', examples: PLAIN },
  [`POST ${TENANT}/phone-numbers/{pid}/register`]: {
    summary: 'Register a phone number',
    examples: { pin: { body: { pin: '212834' } } },
  },
  [`POST ${TENANT}/phone-numbers/{pid}/deregister`]: {
    summary: 'Take a phone number off the Cloud API',
    examples: PLAIN,
  },
  [`POST ${TENANT}/phone-numbers/{pid}/request-code`]: {
    summary: 'Ask for a verification code',
    examples: { sms: { body: { codeMethod: 'SMS', language: 'en_US' } } },
  },
  [`POST ${TENANT}/phone-numbers/{pid}/verify-code`]: {
    summary: 'Prove a phone number with its code',
    examples: { code: { body: { code: '123456' } } },
  },
  [`GET ${TENANT}/phone-numbers/{pid}/profile`]: { summary: 'Read a number’s business profile', examples: PLAIN },
  [`PATCH ${TENANT}/phone-numbers/{pid}/profile`]: {
    summary: 'Change a number’s business profile',
    examples: { about: { body: { about: 'Open from nine to five.' } } },
  },
};

const KEYS: Entries = {
  [`POST ${TENANT}/api-keys`]: {
    summary: 'Make an API key',
    description: 'The key itself is shown this once.',
    examples: {
      sender: { body: { name: 'Shop', scopes: ['messages:send', 'messages:read'], monthlySpendLimit: '250.00' } },
      unknownScope: {
        isBroken: true,
        summary: 'With a scope that is not there',
        body: { name: 'Shop', scopes: ['everything'] },
      },
    },
  },
  [`GET ${TENANT}/api-keys`]: { summary: 'List API keys', examples: { newest: { query: { limit: '1' } } } },
  [`GET ${TENANT}/api-keys/{kid}`]: { summary: 'Read an API key', examples: PLAIN },
  [`POST ${TENANT}/api-keys/{kid}/rotate`]: {
    summary: 'Replace an API key',
    description: 'By one with the same settings; the old one works for as long as is asked for.',
    examples: { overlap: { body: { overlapSeconds: 3600 } } },
  },
  [`DELETE ${TENANT}/api-keys/{kid}`]: {
    summary: 'Revoke an API key',
    description: 'Within a second, everywhere.',
    examples: PLAIN,
  },
};

/** Tenants, and what they send with. */
export const CONSOLE_TENANTS: Entries = { ...TENANTS, ...NUMBERS, ...KEYS };
