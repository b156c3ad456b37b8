import { getCountryCallingCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** The market of every recipient whose calling code or country is not listed (Meta's pricing pages). */
export const OTHER_MARKET = 'OTHER';

/** Whom a message is priced for: a phone number, or the country that a business-scoped user id begins with. */
export type PricingRecipient =
  | { /** With country code, nothing but digits. */ readonly digits: string }
  | { /** ISO 3166-1 alpha-2. */ readonly bsuidCountry: string };

/** One line of Meta's list of markets. */
export interface MarketPrefixLine {
  /** The first digits of a number with country code. */
  readonly prefix: string;
  readonly market: string;
  /** ISO 3166-1 alpha-2, or several joined by `/` where countries share the prefix. */
  readonly iso: string;
}

/** Which market a recipient belongs to, as of a date. */
export interface MarketVersion {
  /** First day on which it applies, `YYYY-MM-DD`. */
  readonly effectiveFrom: string;
  readonly byPrefix: ReadonlyMap<string, MarketPrefixLine>;
  readonly marketByCountry: ReadonlyMap<string, string>;
  readonly longestPrefixDigits: number;
}

/** Where a recipient is charged. */
export interface MarketMatch {
  readonly market: string;
  /** ISO 3166-1 alpha-2; null when it cannot be told. */
  readonly country: string | null;
}

/** Makes the lists of one version quick to search. */
export function marketVersionOf(effectiveFrom: string, lines: readonly MarketPrefixLine[]): MarketVersion {
  return {
    effectiveFrom,
    byPrefix: new Map(lines.map((line) => [line.prefix, line])),
    marketByCountry: new Map(lines.flatMap((line) => line.iso.split('/').map((country) => [country, line.market]))),
    longestPrefixDigits: Math.max(0, ...lines.map((line) => line.prefix.length)),
  };
}

/** The market of a recipient: by the longest listed prefix of a number, by the country of a business-scoped user id. */
export function marketOf(version: MarketVersion, recipient: PricingRecipient): MarketMatch {
  return 'digits' in recipient
    ? marketOfDigits(version, recipient.digits)
    : { market: marketOfCountry(version, recipient.bsuidCountry), country: recipient.bsuidCountry };
}

function marketOfDigits(version: MarketVersion, digits: string): MarketMatch {
  const line = longestMatch(version, digits);
  const country =
    line && !line.iso.includes('/') ? line.iso : (countryOfNumber(digits) ?? line?.iso.split('/')[0] ?? null);
  return { market: line?.market ?? OTHER_MARKET, country };
}

function longestMatch(version: MarketVersion, digits: string): MarketPrefixLine | undefined {
  for (let length = Math.min(version.longestPrefixDigits, digits.length); length > 0; length -= 1) {
    const line = version.byPrefix.get(digits.slice(0, length));
    if (line) return line;
  }
  return undefined;
}

/** The numbering plan tells countries apart that share a prefix, and names those that the list leaves out. */
function countryOfNumber(digits: string): string | undefined {
  return parsePhoneNumberFromString(`+${digits}`)?.country;
}

/**
 * A country that the list does not name is priced as its numbers would be, so that a user costs the same whether
 * addressed by number or by user id: Guernsey (+44) as Great Britain.
 */
function marketOfCountry(version: MarketVersion, country: string): string {
  const listed = version.marketByCountry.get(country);
  if (listed !== undefined) return listed;
  if (!isSupportedCountry(country)) return OTHER_MARKET;
  return longestMatch(version, getCountryCallingCode(country))?.market ?? OTHER_MARKET;
}

const WRITTEN_NUMBER = /^[ (]*\+?[\d ()-]{1,60}$/;
const NUMBER_DIGITS = /^\d{5,20}$/;
/** Meta's business-scoped user ids: country, dot, alphanumerics; ids of a parent business have `ENT.` in between. */
const USER_ID = /^([A-Z]{2})\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;

/** The recipient in a text: a number as people write it, or a business-scoped user id; null when it is neither. */
export function pricingRecipientOf(text: string): PricingRecipient | null {
  const bsuidCountry = USER_ID.exec(text)?.[1];
  if (bsuidCountry !== undefined) return { bsuidCountry };
  const digits = WRITTEN_NUMBER.test(text) ? text.replace(/\D/g, '') : '';
  return NUMBER_DIGITS.test(digits) ? { digits } : null;
}
