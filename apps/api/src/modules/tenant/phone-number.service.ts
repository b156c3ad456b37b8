import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { isUuid, LIMITS, uuidv7 } from '@switchboard/contracts';
import type { TenantTransaction } from '@switchboard/database';
import { type CursorQuery, decodeCursor, type Page, pageOf } from '../../http/pagination';
import type { Principal, RequestOrigin } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { SecretBox } from '../../secrets/secret-box';
import { AuditService } from '../audit/audit.service';
import { isMetaId } from './meta-phone-number';
import type { AddPhoneNumberRequest, ChangePhoneNumberRequest, PhoneNumberView } from './phone-number.dto';
import { presentPhoneNumber } from './phone-number.dto';
import { PhoneNumberRemoval } from './phone-number-removal';
import { accessTokenContext } from './phone-number-secret';
import {
  type PhoneNumberChanges,
  PhoneNumberRepository,
  type StaleTimes,
  type StoredPhoneNumber,
} from './phone-number.repository';
import { TenantDirectory } from './tenant-directory';

/** Live numbers per tenant: they are all kept in memory together. */
const NUMBERS_MAX = 500;

/** A number of which nothing is known but what its owner says. */
const UNVERIFIED = {
  status: 'unverified',
  qualityRating: 'UNKNOWN',
  throughput: LIMITS.phoneNumberMessagesPerSecond,
  health: 'UNKNOWN',
  healthIssues: [],
  nameStatus: null,
  messagingLimitTier: null,
  webhookSubscribed: null,
  problem: null,
  refreshedAt: null,
  refreshTriedAt: null,
};

/** Who changes a tenant's number, and from where. */
export interface NumberActor {
  user: Principal | 'system';
  origin: RequestOrigin | null;
}

/** A tenant's phone numbers, with Meta's tokens encrypted at rest. */
@Injectable()
export class PhoneNumberService {
  constructor(
    private readonly repository: PhoneNumberRepository,
    private readonly tenants: TenantDirectory,
    private readonly audit: AuditService,
    private readonly box: SecretBox,
    private readonly removal: PhoneNumberRemoval,
  ) {}

  /**
   * @param facts what Meta has said about the number, in place of what was given
   * @throws ProblemError 409 when the number is live already, without telling at which tenant
   */
  async add(
    tenantId: string,
    request: AddPhoneNumberRequest,
    actor: NumberActor,
    facts: PhoneNumberChanges = {},
  ): Promise<PhoneNumberView> {
    const tenant = await this.tenants.requireOpen(tenantId);
    const { accessToken, verifiedName = null, timeZone = 'UTC', ...given } = request;
    const id = uuidv7();
    const number: Omit<StoredPhoneNumber, 'tenantId'> = {
      ...UNVERIFIED,
      ...given,
      id,
      verifiedName,
      accessTokenEncrypted: this.box.seal(accessToken, accessTokenContext(tenant.id, id)),
      timeZone,
      createdAt: new Date(),
      ...definedOf(facts),
    };
    const view = presentPhoneNumber({ tenantId: tenant.id, ...number });
    await this.repository.transaction(tenant.id, async (transaction) => {
      if ((await this.repository.countLive(tenant.id, transaction)) >= NUMBERS_MAX) {
        throw ProblemError.conflict(`A tenant has at most ${NUMBERS_MAX} phone numbers.`);
      }
      if (!(await this.repository.insert(tenant.id, transaction, number))) throw inUse();
      await this.record(transaction, { tenantId: tenant.id, id, actor, action: 'added', after: view });
    });
    return view;
  }

  /** @throws ProblemError 409 when the number is live already, without telling at which tenant */
  async requireFree(metaPhoneNumberId: string): Promise<void> {
    if (await this.tenants.ownerOf(metaPhoneNumberId)) throw inUse();
  }

  /** Newest first. */
  async list(tenantId: string, query: CursorQuery): Promise<Page<PhoneNumberView>> {
    const tenant = await this.tenants.require(tenantId);
    const beforeId = decodeCursor(query.cursor);
    const rows = await this.repository.transaction(tenant.id, (transaction) =>
      this.repository.listLive(tenant.id, transaction, beforeId, query.limit + 1),
    );
    return pageOf(rows, query.limit, ({ id }) => id, presentPhoneNumber);
  }

  async get(tenantId: string, reference: string): Promise<PhoneNumberView> {
    return presentPhoneNumber(await this.require(tenantId, reference));
  }

  /** Changes settings; a new access token takes effect on every instance within a second, and Meta is asked about the number with it. */
  async change(
    tenantId: string,
    reference: string,
    request: ChangePhoneNumberRequest,
    actor: NumberActor,
  ): Promise<PhoneNumberView> {
    const { accessToken, ...changes } = request;
    const before = await this.require(tenantId, reference);
    const accessTokenEncrypted =
      accessToken === undefined
        ? undefined
        : this.box.seal(accessToken, accessTokenContext(before.tenantId, before.id));
    // With another token Meta is asked anew, in the next minute.
    const refreshTriedAt = accessToken === undefined ? undefined : new Date(0);
    return this.update(before, { ...changes, accessTokenEncrypted, refreshTriedAt }, 'changed', actor);
  }

  /** Removes a number with its media and wipes its token. Its messages stay in the log, and the number is free to be added again. */
  async remove(tenantId: string, reference: string, actor: NumberActor): Promise<void> {
    const number = await this.require(tenantId, reference);
    await this.repository.transaction(number.tenantId, async (transaction) => {
      if (!(await this.repository.remove(number.tenantId, transaction, number.id, new Date()))) throw notFound();
      await this.removal.removeBelongings(number.tenantId, transaction, number.id);
      await this.record(transaction, {
        ...idsOf(number),
        actor,
        action: 'removed',
        before: presentPhoneNumber(number),
      });
    });
  }

  /** A live number of the tenant by our id or Meta's; null when there is none. */
  async find(tenantId: string, reference: string): Promise<StoredPhoneNumber | null> {
    const tenant = await this.tenants.require(tenantId);
    if (!isMetaId(reference)) return null;
    return this.repository.transaction(tenant.id, (transaction) =>
      this.repository.findLive(tenant.id, transaction, {
        phoneNumberId: reference,
        id: isUuid(reference) ? reference : undefined,
      }),
    );
  }

  /** As `find`; none is a ProblemError 404. */
  async require(tenantId: string, reference: string): Promise<StoredPhoneNumber> {
    const number = await this.find(tenantId, reference);
    if (!number) throw notFound();
    return number;
  }

  /** The number's access token in plain text, for a call to Meta. */
  openToken({ tenantId, id, accessTokenEncrypted }: StoredPhoneNumber): string {
    return this.box.open(accessTokenEncrypted, accessTokenContext(tenantId, id));
  }

  /** Writes changes and what they changed into the audit log, in one transaction. */
  update(
    before: StoredPhoneNumber,
    changes: PhoneNumberChanges,
    action: string,
    actor: NumberActor,
  ): Promise<PhoneNumberView> {
    return this.repository.transaction(before.tenantId, async (transaction) => {
      const after = await this.repository.update(before.tenantId, transaction, before.id, changes);
      if (!after) throw notFound();
      const view = presentPhoneNumber(after);
      const isTokenReplaced = changes.accessTokenEncrypted !== undefined;
      await this.record(transaction, {
        ...idsOf(before),
        actor,
        action,
        before: presentPhoneNumber(before),
        after: isTokenReplaced ? { ...view, accessToken: 'replaced' } : view,
      });
      return view;
    });
  }

  /** Remembers who changed what recipients see of the business; it is kept by Meta alone. */
  recordProfile(number: StoredPhoneNumber, changes: object, actor: NumberActor): Promise<void> {
    return this.repository.transaction(number.tenantId, (transaction) =>
      this.record(transaction, { ...idsOf(number), actor, action: 'profile_changed', after: changes }),
    );
  }

  /** What Meta said when it was asked unbidden: the audit log tells of it only where somebody could see a difference. */
  async refresh(before: StoredPhoneNumber, changes: PhoneNumberChanges): Promise<void> {
    await this.repository.transaction(before.tenantId, async (transaction) => {
      const after = await this.repository.update(before.tenantId, transaction, before.id, changes);
      if (!after) return;
      const [was, is] = [before, after].map((number) => ({ ...presentPhoneNumber(number), refreshedAt: null }));
      if (isDeepStrictEqual(was, is)) return;
      const actor: NumberActor = { user: 'system', origin: null };
      await this.record(transaction, { ...idsOf(before), actor, action: 'refreshed', before: was, after: is });
    });
  }

  /** Takes the numbers that are due to be looked up at Meta; see the repository. Serves all tenants. */
  claimStale(times: StaleTimes, limit: number): Promise<{ tenantId: string; id: string }[]> {
    return this.repository.claimStale(times, limit);
  }

  private record(
    transaction: TenantTransaction,
    act: { tenantId: string; id: string; actor: NumberActor; action: string; before?: object; after?: object },
  ): Promise<void> {
    return this.audit.record(transaction, {
      tenantId: act.tenantId,
      actor: act.actor.user,
      origin: act.actor.origin,
      action: `phone_number.${act.action}`,
      targetType: 'phone_number',
      targetId: act.id,
      before: act.before,
      after: act.after,
    });
  }
}

function idsOf({ tenantId, id }: StoredPhoneNumber): { tenantId: string; id: string } {
  return { tenantId, id };
}

/** Meta leaves out what it does not know: that is no reason to forget what was given. */
function definedOf(changes: PhoneNumberChanges): PhoneNumberChanges {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

function inUse(): ProblemError {
  return ProblemError.conflict('This phone number is in use already.');
}

function notFound(): ProblemError {
  return ProblemError.notFound('Phone number');
}
