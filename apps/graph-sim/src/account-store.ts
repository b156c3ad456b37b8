import { GraphRefusal, expiredToken, invalidToken, unknownObject } from './graph-refusal';
import { derivedWabaId, displayDigitsOf } from './identifiers';
import type { JsonObject } from './json';
import { RecentMap } from './recent-map';
import { seedTemplates } from './template';
import type { Template } from './template';
import { TokenBucket } from './token-bucket';

export type TokenState = 'valid' | 'expired' | 'revoked';
export type ThroughputLevel = 'STANDARD' | 'HIGH' | 'NOT_APPLICABLE';

/** A WhatsApp Business Account. */
export interface Waba {
  readonly id: string;
  /** By `name:language`. */
  readonly templates: Map<string, Template>;
  /** Ids of its numbers. */
  readonly numbers: Set<string>;
  subscribed: boolean;
}

/** A business phone number. */
export interface BusinessNumber {
  readonly id: string;
  wabaId: string;
  displayDigits: string;
  verifiedName: string;
  registered: boolean;
  pin: string | null;
  codeVerified: boolean;
  quality: string;
  throughputLevel: ThroughputLevel;
  /** AVAILABLE | LIMITED | BLOCKED */
  health: string;
  /** Why it is not AVAILABLE: Meta's `errors` of the number's health. */
  healthErrors: readonly JsonObject[];
  /** Times of registrations and deregistrations, for Meta's limit of ten in 72 hours. */
  readonly registrationsMs: number[];
  profile: JsonObject;
  bucket: { readonly perSecond: number; readonly tokens: TokenBucket } | null;
  /** Service messages that were free in the month (`2026-11`). */
  freeService: { readonly month: string; used: number };
}

/** What the control API may say about a number. */
export interface NumberDeclaration {
  readonly phoneNumberId: string;
  readonly wabaId?: string;
  readonly displayPhoneNumber?: string;
  readonly verifiedName?: string;
  readonly throughputLevel?: ThroughputLevel;
  readonly qualityRating?: string;
  readonly registered?: boolean;
  readonly health?: string;
  readonly healthErrors?: readonly JsonObject[];
}

const NUMBERS_MAX = 20_000;
const WABAS_MAX = 5_000;
const TOKENS_MAX = 20_000;

/**
 * Accounts, numbers and tokens. Unless strict, any id and any token is known: an operator can invent them. A number is
 * registered at its first use, in the account that its token was last used with, or in one derived from the token.
 */
export class AccountStore {
  private readonly wabas = new RecentMap<string, Waba>(WABAS_MAX);
  private readonly numbers = new RecentMap<string, BusinessNumber>(NUMBERS_MAX);
  private readonly tokens = new RecentMap<string, TokenState>(TOKENS_MAX);
  /** The account that a token spoke for last. */
  private readonly wabaOfToken = new RecentMap<string, string>(TOKENS_MAX);

  get counts(): { readonly numbers: number; readonly wabas: number; readonly tokens: number } {
    return { numbers: this.numbers.size, wabas: this.wabas.size, tokens: this.tokens.size };
  }

  /** @throws GraphRefusal 190 for an absent, unknown (strict), revoked or expired token */
  checkToken(token: string, strict: boolean): void {
    if (token === '') throw invalidToken();
    const state = this.tokens.get(token);
    if (state === 'expired') throw expiredToken();
    if (state === 'revoked' || (state === undefined && strict)) throw invalidToken();
  }

  setToken(token: string, state: TokenState): void {
    this.tokens.set(token, state);
  }

  findNumber(id: string): BusinessNumber | undefined {
    return this.numbers.get(id);
  }

  findWaba(id: string): Waba | undefined {
    return this.wabas.get(id);
  }

  allNumbers(): readonly BusinessNumber[] {
    return [...this.numbers.values()];
  }

  /** @throws GraphRefusal unknown object when strict and never declared */
  useNumber(method: string, id: string, token: string, strict: boolean): BusinessNumber {
    const known = this.numbers.get(id);
    if (known !== undefined) return known;
    if (strict || !/^\d{1,32}$/.test(id)) throw unknownObject(method, id);
    return this.declareNumber({ phoneNumberId: id, wabaId: this.wabaOfToken.get(token) ?? derivedWabaId(token) });
  }

  /** @throws GraphRefusal unknown object when strict and never declared */
  useWaba(method: string, id: string, token: string, strict: boolean): Waba {
    const known = this.wabas.get(id);
    if (known === undefined && (strict || !/^\d{1,32}$/.test(id))) throw unknownObject(method, id);
    const waba = known ?? this.declareWaba(id);
    if (this.wabaOfToken.get(token) !== id) this.adoptInventedNumbers(waba, token);
    return waba;
  }

  declareNumber(declaration: NumberDeclaration): BusinessNumber {
    const { phoneNumberId: id } = declaration;
    const number = this.numbers.get(id) ?? newNumber(id, declaration.wabaId ?? derivedWabaId(id));
    const waba = this.declareWaba(declaration.wabaId ?? number.wabaId);
    this.wabas.get(number.wabaId)?.numbers.delete(id);
    number.wabaId = waba.id;
    number.displayDigits = declaration.displayPhoneNumber?.replaceAll(/\D/g, '') ?? number.displayDigits;
    number.verifiedName = declaration.verifiedName ?? number.verifiedName;
    number.throughputLevel = declaration.throughputLevel ?? number.throughputLevel;
    number.quality = declaration.qualityRating ?? number.quality;
    number.registered = declaration.registered ?? number.registered;
    number.health = declaration.health ?? number.health;
    number.healthErrors = declaration.healthErrors ?? number.healthErrors;
    waba.numbers.add(id);
    this.numbers.set(id, number);
    return number;
  }

  private declareWaba(id: string): Waba {
    const known = this.wabas.get(id);
    if (known !== undefined) return known;
    const templates = new Map(
      seedTemplates().map((template) => [templateKey(template.name, template.language), template]),
    );
    const waba: Waba = { id, templates, numbers: new Set(), subscribed: true };
    this.wabas.set(id, waba);
    return waba;
  }

  /** A token that sent before it named its account: its numbers move from the derived account to the named one. */
  private adoptInventedNumbers(waba: Waba, token: string): void {
    this.wabaOfToken.set(token, waba.id);
    const invented = this.wabas.get(derivedWabaId(token));
    if (invented === undefined || invented === waba) return;
    for (const id of invented.numbers) this.declareNumber({ phoneNumberId: id, wabaId: waba.id });
  }
}

/** The key of a template within its account. */
export function templateKey(name: string, language: string): string {
  return `${name}:${language}`;
}

/** @throws GraphRefusal 130429 when the number sends more than its messages per second */
export function takeThroughput(number: BusinessNumber, standardPerSecond: number, nowMs: number): void {
  if (standardPerSecond === 0) return;
  const perSecond = perSecondOf(number.throughputLevel, standardPerSecond);
  if (number.bucket?.perSecond !== perSecond) {
    number.bucket = { perSecond, tokens: new TokenBucket(perSecond, perSecond, nowMs) };
  }
  if (number.bucket.tokens.take(nowMs)) return;
  throw new GraphRefusal(130429, {
    subcode: 2_494_055,
    details:
      'Message failed to send because there were too many messages sent from this phone number in a short period of time',
  });
}

function perSecondOf(level: ThroughputLevel, standardPerSecond: number): number {
  if (level === 'HIGH') return 1_000;
  return level === 'NOT_APPLICABLE' ? 20 : standardPerSecond;
}

function newNumber(id: string, wabaId: string): BusinessNumber {
  return {
    id,
    wabaId,
    displayDigits: displayDigitsOf(id),
    verifiedName: `Simulated business ${id.slice(-4)}`,
    registered: true,
    pin: null,
    codeVerified: true,
    quality: 'GREEN',
    throughputLevel: 'STANDARD',
    health: 'AVAILABLE',
    healthErrors: [],
    registrationsMs: [],
    profile: { messaging_product: 'whatsapp', about: 'Hey there! I am using WhatsApp.', vertical: 'UNDEFINED' },
    bucket: null,
    freeService: { month: '', used: 0 },
  };
}
