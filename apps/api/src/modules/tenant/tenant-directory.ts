import { Injectable, Logger } from '@nestjs/common';
import { isUuid } from '@switchboard/contracts';
import { CacheNotices } from '../../database/cache-notices';
import { SnapshotCache } from '../../database/snapshot-cache';
import { ProblemError } from '../../http/problem';
import { SecretBox } from '../../secrets/secret-box';
import { isMetaId } from './meta-phone-number';
import { accessTokenContext } from './phone-number-secret';
import { PhoneNumberRepository, type StoredPhoneNumber } from './phone-number.repository';
import { TenantRepository } from './tenant.repository';

/** A live phone number of a tenant, ready to send with. */
export interface PhoneNumberSnapshot {
  /** Ours. */
  id: string;
  /** Meta's. */
  phoneNumberId: string;
  wabaId: string;
  displayPhoneNumber: string;
  /** Messages per second. */
  throughput: number;
  /** unverified | connected | error */
  status: string;
  /** IANA zone in whose calendar its messages are priced. */
  timeZone: string;
  /** In plain text; empty when it cannot be decrypted. Never to be logged or answered. */
  accessToken: string;
}

/** A tenant as the path of a message needs it. */
export interface TenantSnapshot {
  id: string;
  name: string;
  /** active | suspended | closed */
  status: string;
  currency: string;
  /** Whether links in messages are fetched and kept by us. */
  storeLinks: boolean;
  /** The live ones, oldest first. */
  phoneNumbers: readonly PhoneNumberSnapshot[];
}

/** Whose a phone number is. */
export interface PhoneNumberOwner {
  tenantId: string;
  /** Our id of the number. */
  id: string;
}

/**
 * A token that can speak for an account of the tenant's numbers: a working number's rather than a refused one's. Undefined when the
 * tenant has no number of the account.
 */
export function accountToken(tenant: TenantSnapshot, wabaId: string): string | undefined {
  const numbers = tenant.phoneNumbers.filter((number) => number.wabaId === wabaId);
  return (numbers.find(({ status }) => status !== 'error') ?? numbers[0])?.accessToken;
}

const MAX_TENANTS = 20_000;
const MAX_NUMBERS = 50_000;
const MAX_ACCOUNTS = 20_000;
/** A backstop only: changes are heard of within milliseconds. */
const TTL_MS = 300_000;

/** Tenants and their numbers, kept in memory; each token is decrypted once per load. */
@Injectable()
export class TenantDirectory {
  private readonly logger = new Logger(TenantDirectory.name);
  private readonly tenants: SnapshotCache<TenantSnapshot>;
  private readonly owners: SnapshotCache<PhoneNumberOwner>;
  private readonly accounts: SnapshotCache<readonly string[]>;

  constructor(
    private readonly repository: TenantRepository,
    numbers: PhoneNumberRepository,
    private readonly box: SecretBox,
    notices: CacheNotices,
  ) {
    this.tenants = new SnapshotCache({
      max: MAX_TENANTS,
      ttlMs: TTL_MS,
      notices,
      load: (tenantId) => this.load(tenantId),
      drops: ({ table, tenantId }, key) => (table === 'tenants' || table === 'phone_numbers') && tenantId === key,
    });
    this.owners = new SnapshotCache({
      max: MAX_NUMBERS,
      ttlMs: TTL_MS,
      notices,
      load: (phoneNumberId) => numbers.findOwner(phoneNumberId),
      drops: ({ table, tenantId }, _, owner) =>
        table === 'phone_numbers' && (owner === null || owner.tenantId === tenantId),
    });
    this.accounts = new SnapshotCache<readonly string[]>({
      max: MAX_ACCOUNTS,
      ttlMs: TTL_MS,
      notices,
      load: async (wabaId) => {
        const tenants = await numbers.findTenantsOfAccount(wabaId);
        return tenants.length > 0 ? tenants : null;
      },
      // Any number may have come to the account or left it.
      drops: ({ table }) => table === 'phone_numbers',
    });
  }

  /** The tenant with its live numbers; null when there is none. */
  async get(tenantId: string): Promise<TenantSnapshot | null> {
    return isUuid(tenantId) ? this.tenants.get(tenantId.toLowerCase()) : null;
  }

  /** The tenant of a console route. Throws ProblemError 404 when there is none. */
  async require(tenantId: string): Promise<TenantSnapshot> {
    const tenant = await this.get(tenantId);
    if (!tenant) throw ProblemError.notFound('Tenant');
    return tenant;
  }

  /** The tenant of a console route that adds something to it. Throws ProblemError 404 or, for a closed tenant, 409. */
  async requireOpen(tenantId: string): Promise<TenantSnapshot> {
    const tenant = await this.require(tenantId);
    if (tenant.status === 'closed') throw ProblemError.conflict('The tenant is closed.');
    return tenant;
  }

  /** Whose number it is, by Meta's id; null when it is nobody's. */
  async ownerOf(metaPhoneNumberId: string): Promise<PhoneNumberOwner | null> {
    return isMetaId(metaPhoneNumberId) ? this.owners.get(metaPhoneNumberId) : null;
  }

  /** The tenants that have a live number of a WhatsApp Business Account; several may share one. */
  async tenantsOfAccount(wabaId: string): Promise<readonly TenantSnapshot[]> {
    const ids = isMetaId(wabaId) ? ((await this.accounts.get(wabaId)) ?? []) : [];
    const tenants = await Promise.all(ids.map((id) => this.get(id)));
    return tenants.filter((tenant) => tenant !== null);
  }

  private async load(tenantId: string): Promise<TenantSnapshot | null> {
    const found = await this.repository.findWithNumbers(tenantId);
    if (!found) return null;
    const { id, name, status, currency, storeLinks } = found;
    return {
      id,
      name,
      status,
      currency,
      storeLinks,
      phoneNumbers: found.phoneNumbers.map((number) => this.snapshotOf(number)),
    };
  }

  private snapshotOf(number: StoredPhoneNumber): PhoneNumberSnapshot {
    const { id, phoneNumberId, wabaId, displayPhoneNumber, throughput, status, timeZone } = number;
    const accessToken = this.tokenOf(number);
    return { id, phoneNumberId, wabaId, displayPhoneNumber, throughput, status, timeZone, accessToken };
  }

  /** One token that cannot be decrypted must not silence the tenant's other numbers. Without a token Meta refuses this one's calls. */
  private tokenOf({ tenantId, id, accessTokenEncrypted }: StoredPhoneNumber): string {
    try {
      return this.box.open(accessTokenEncrypted, accessTokenContext(tenantId, id));
    } catch (error) {
      this.logger.error(
        { err: error, tenantId, phoneNumber: id },
        'The access token of a phone number cannot be decrypted.',
      );
      return '';
    }
  }
}
