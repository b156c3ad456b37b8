import { Injectable, Logger } from '@nestjs/common';
import { GatewayError, type JsonObject, type MetaPage, type MetaPhoneNumber } from '@switchboard/contracts';
import { GraphClient, type RelayRequest } from '@switchboard/graph-client';
import { type RelayOutcome, relayedObject, relayedPage } from '../../graph/relayed';
import type { StoredPhoneNumber } from './phone-number.repository';
import { type NumberActor, PhoneNumberService } from './phone-number.service';
import { accountToken, TenantDirectory } from './tenant-directory';

/** Whose number is meant, and which: by Meta's id. */
export interface OwnedNumber {
  tenantId: string;
  phoneNumberId: string;
}

/** A call about one number, but for the number and its token. */
type NumberCall = Pick<RelayRequest, 'method' | 'query' | 'body'> & { edge?: string };

/**
 * What Meta itself says and does about a tenant's numbers, passed on as it is: ids are Meta's, answers are Meta's JSON. Every method
 * throws GatewayError NUM_001 for a number or an account that is not the tenant's, and GW_002 to GW_005 for Meta's refusals and
 * failures.
 */
@Injectable()
export class PhoneNumberMeta {
  private readonly logger = new Logger(PhoneNumberMeta.name);

  constructor(
    private readonly tenants: TenantDirectory,
    private readonly numbers: PhoneNumberService,
    private readonly graph: GraphClient,
  ) {}

  /** `GET /{number}`. @param fields as in Meta's query, separated by commas; Meta's own choice when absent */
  async read(tenantId: string, phoneNumberId: string, fields?: string): Promise<JsonObject> {
    const query = new URLSearchParams(fields === undefined ? {} : { fields });
    return relayedObject(await this.call(tenantId, phoneNumberId, { method: 'GET', query }));
  }

  /** `GET /{account}/phone_numbers`: Meta's page without the numbers that the tenant does not have here. */
  async list(tenantId: string, wabaId: string, query: URLSearchParams): Promise<MetaPage<MetaPhoneNumber>> {
    const tenant = await this.tenants.get(tenantId);
    const accessToken = tenant ? accountToken(tenant, wabaId) : undefined;
    if (!tenant || accessToken === undefined) throw new GatewayError('NUM_001');
    const path = [wabaId, 'phone_numbers'];
    const page = relayedPage<MetaPhoneNumber>(await this.graph.relay({ method: 'GET', path, query, accessToken }));
    const own = new Set(tenant.phoneNumbers.map(({ phoneNumberId }) => phoneNumberId));
    return { ...page, data: page.data.filter(({ id }) => own.has(String(id))) };
  }

  /** `GET /{number}/whatsapp_business_profile` */
  async profile(tenantId: string, phoneNumberId: string, query: URLSearchParams): Promise<JsonObject> {
    const call: NumberCall = { method: 'GET', edge: 'whatsapp_business_profile', query };
    return relayedObject(await this.call(tenantId, phoneNumberId, call));
  }

  /** `POST /{number}/whatsapp_business_profile` */
  async changeProfile(owned: OwnedNumber, body: JsonObject, actor: NumberActor): Promise<JsonObject> {
    const answer = await this.post(owned, 'whatsapp_business_profile', body);
    await this.follow(owned, (number) => this.numbers.recordProfile(number, body, actor));
    return answer;
  }

  /** `POST /{number}/register`; the number then stands at `connected` here too. */
  async register(owned: OwnedNumber, body: JsonObject, actor: NumberActor): Promise<JsonObject> {
    const answer = await this.post(owned, 'register', body);
    await this.follow(owned, (number) => this.numbers.update(number, { status: 'connected' }, 'registered', actor));
    return answer;
  }

  /** `POST /{number}/deregister`; the number then stands at `unverified`. */
  async deregister(owned: OwnedNumber, body: JsonObject, actor: NumberActor): Promise<JsonObject> {
    const answer = await this.post(owned, 'deregister', body);
    await this.follow(owned, (number) => this.numbers.update(number, { status: 'unverified' }, 'deregistered', actor));
    return answer;
  }

  /** `POST /{number}/request_code` with `code_method` and `language` */
  async requestCode(owned: OwnedNumber, body: JsonObject, actor: NumberActor): Promise<JsonObject> {
    const answer = await this.post(owned, 'request_code', body);
    await this.follow(owned, (number) => this.numbers.update(number, {}, 'code_requested', actor));
    return answer;
  }

  /** `POST /{number}/verify_code` with `code` */
  async verifyCode(owned: OwnedNumber, body: JsonObject, actor: NumberActor): Promise<JsonObject> {
    const answer = await this.post(owned, 'verify_code', body);
    await this.follow(owned, (number) => this.numbers.update(number, {}, 'code_verified', actor));
    return answer;
  }

  private async post({ tenantId, phoneNumberId }: OwnedNumber, edge: string, body: JsonObject): Promise<JsonObject> {
    return relayedObject(await this.call(tenantId, phoneNumberId, { method: 'POST', edge, body }));
  }

  private async call(tenantId: string, phoneNumberId: string, call: NumberCall): Promise<RelayOutcome> {
    const tenant = await this.tenants.get(tenantId);
    const number = tenant?.phoneNumbers.find((each) => each.phoneNumberId === phoneNumberId);
    if (!number) throw new GatewayError('NUM_001');
    const { edge, ...rest } = call;
    const path = edge === undefined ? [phoneNumberId] : [phoneNumberId, edge];
    return this.graph.relay({ ...rest, path, accessToken: number.accessToken });
  }

  /** Meta has done it: a fault of ours must not make it look undone, and the next look at the number corrects it. */
  private async follow(
    { tenantId, phoneNumberId }: OwnedNumber,
    write: (number: StoredPhoneNumber) => Promise<unknown>,
  ): Promise<void> {
    try {
      await write(await this.numbers.require(tenantId, phoneNumberId));
    } catch (error) {
      this.logger.error({ err: error, tenantId }, 'What Meta has done about a phone number could not be written down.');
    }
  }
}
