import { Injectable } from '@nestjs/common';
import { isJsonObject, type JsonValue, type MetaPhoneNumber } from '@switchboard/contracts';
import { type GraphAccepted, GraphClient, type GraphOutcome, type RelayRequest } from '@switchboard/graph-client';
import type { FieldProblem } from '../../http/problem';
import { type GraphFailure, graphProblem, isPermissionMissing, isTokenInvalid, isUnknownObject } from './graph-problem';
import { FURTHER_FIELDS, VERIFIED_FIELDS } from './meta-phone-number';

/** A number as its owner names it, with a token that should be able to speak for it. */
export interface NumberClaim {
  phoneNumberId: string;
  wabaId: string;
  accessToken: string;
}

/**
 * What Meta said about a claim:
 * - `found`: it is as claimed, as far as the token may see
 * - `denied`: it is not, with the fields that are wrong
 * - `failed`: Meta could not be asked, or refused for another reason
 */
export type ClaimVerdict =
  | { kind: 'found'; meta: MetaPhoneNumber; webhookSubscribed: boolean | null }
  | { kind: 'denied'; fields: FieldProblem[] }
  | { kind: 'failed'; failure: GraphFailure };

/** Of 100 numbers each: of an account with more than that Meta's own word about the number must do. */
const PAGES_MAX = 10;
const PAGE_NUMBERS = '100';
const INVALID_PARAMETER = 100;

/** Asks Meta about numbers and their accounts, and changes nothing but the subscription to an account's webhooks. */
@Injectable()
export class PhoneNumberLookup {
  constructor(private readonly graph: GraphClient) {}

  /** Whether number, account and token belong together. The account is asked first, so that its answer counts for the number too. */
  async check(claim: NumberClaim): Promise<ClaimVerdict> {
    const { phoneNumberId, wabaId, accessToken } = claim;
    const apps = await this.listApps(wabaId, accessToken);
    if (apps.kind !== 'accepted' && !isPermissionMissing(apps)) return verdictOn(apps, 'wabaId', accessToken);
    const number = await this.read(phoneNumberId, accessToken);
    if (number.kind !== 'accepted') return verdictOn(number, 'phoneNumberId', accessToken);
    const isMember = await this.isMember(claim);
    if (typeof isMember !== 'boolean') return verdictOn(isMember, 'wabaId', accessToken);
    if (!isMember) {
      const message = 'is not the account of this phone number';
      return { kind: 'denied', fields: [{ path: 'wabaId', rule: 'meta', message }] };
    }
    return {
      kind: 'found',
      meta: number.json,
      webhookSubscribed: apps.kind === 'accepted' ? hasItems(apps.json) : null,
    };
  }

  /** What Meta says about a number. Fields that this version of the Graph API does not have are left out. */
  async read(phoneNumberId: string, accessToken: string): Promise<GraphOutcome<GraphAccepted<MetaPhoneNumber>>> {
    const whole = await this.graph.getPhoneNumber(phoneNumberId, accessToken, [...VERIFIED_FIELDS, ...FURTHER_FIELDS]);
    const isFieldRefused =
      whole.kind === 'refused' && whole.error.code === INVALID_PARAMETER && whole.error.error_subcode === undefined;
    return isFieldRefused ? this.graph.getPhoneNumber(phoneNumberId, accessToken, VERIFIED_FIELDS) : whole;
  }

  /** Whether any app gets the webhooks of an account; null when the token may not know, or Meta cannot be asked. */
  async isSubscribed(wabaId: string, accessToken: string): Promise<boolean | null> {
    const apps = await this.listApps(wabaId, accessToken);
    return apps.kind === 'accepted' ? hasItems(apps.json) : null;
  }

  /** Subscribes our app, the one of the token, to the webhooks of an account. False when Meta did not do it. */
  async subscribe(wabaId: string, accessToken: string): Promise<boolean> {
    const outcome = await this.graph.relay({ ...appsOf(wabaId, accessToken), method: 'POST' });
    return outcome.kind === 'accepted' && isJsonObject(outcome.json) && outcome.json['success'] === true;
  }

  private listApps(wabaId: string, accessToken: string): Promise<GraphOutcome<GraphAccepted<JsonValue>>> {
    return this.graph.relay({ ...appsOf(wabaId, accessToken), method: 'GET' });
  }

  /** Whether an account lists a number: yes where the token may not see the list, or it is too long to be read. */
  private async isMember({ phoneNumberId, wabaId, accessToken }: NumberClaim): Promise<boolean | GraphFailure> {
    const query = new URLSearchParams({ fields: 'id', limit: PAGE_NUMBERS });
    const path = [wabaId, 'phone_numbers'];
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const outcome = await this.graph.relay({ method: 'GET', path, query, accessToken });
      if (outcome.kind !== 'accepted') return isPermissionMissing(outcome) || outcome;
      const { data, next, after } = pageOf(outcome.json);
      if (data.some((item) => isJsonObject(item) && isId(item['id'], phoneNumberId))) return true;
      if (!next || after === undefined) return false;
      query.set('after', after);
    }
    return true;
  }
}

function verdictOn(failure: GraphFailure, path: 'wabaId' | 'phoneNumberId', accessToken: string): ClaimVerdict {
  const words = graphProblem(failure, accessToken).message;
  const denied = (field: string): ClaimVerdict => ({
    kind: 'denied',
    fields: [{ path: field, rule: 'meta', message: words }],
  });
  if (isTokenInvalid(failure) || isPermissionMissing(failure)) return denied('accessToken');
  return isUnknownObject(failure) ? denied(path) : { kind: 'failed', failure };
}

function appsOf(wabaId: string, accessToken: string): Pick<RelayRequest, 'path' | 'accessToken'> {
  return { path: [wabaId, 'subscribed_apps'], accessToken };
}

/** Meta writes ids as texts; some that stand in for Meta write numbers. */
function isId(value: JsonValue | undefined, id: string): boolean {
  return (typeof value === 'string' || typeof value === 'number') && String(value) === id;
}

function hasItems(json: JsonValue): boolean {
  return pageOf(json).data.length > 0;
}

function pageOf(json: JsonValue): { data: readonly JsonValue[]; next: boolean; after: string | undefined } {
  const { data, paging } = isJsonObject(json) ? json : {};
  const { cursors, next } = isJsonObject(paging) ? paging : {};
  const after = isJsonObject(cursors) ? cursors['after'] : undefined;
  return {
    data: Array.isArray(data) ? (data as readonly JsonValue[]) : [],
    next: next !== undefined,
    after: typeof after === 'string' ? after : undefined,
  };
}
