import { userIdOf } from './identifiers';
import { RecentMap } from './recent-map';
import { TokenBucket } from './token-bucket';

/** A person on the other side. */
export interface WhatsAppUser {
  /** Digits; absent for someone who is known by a business-scoped id only. */
  readonly waId?: string;
  readonly userId: string;
  /** A user with a username: webhooks carry no phone number. */
  bsuidOnly: boolean;
  /** Stopped marketing messages. */
  marketingStopped: boolean;
}

const USERS_MAX = 200_000;
const WINDOW_MS = 24 * 60 * 60 * 1000;
/** Meta: one message per six seconds to the same user, burst 45. */
const PAIR_BURST = 45;
const PAIR_PER_SECOND = 1 / 6;

/** Users, and what happened between them and each business number. Only users with special traits are remembered. */
export class UserStore {
  private readonly users = new RecentMap<string, WhatsAppUser>(USERS_MAX);
  private readonly pairs = new RecentMap<string, TokenBucket>(USERS_MAX);
  private readonly lastInboundMs = new RecentMap<string, number>(USERS_MAX);

  /** @param address digits, or a business-scoped user id such as `US.1349` */
  find(address: string): WhatsAppUser {
    return this.users.get(address) ?? newUser(address);
  }

  /** Changes a user's traits and remembers them under both addresses. */
  change(address: string, traits: { readonly bsuidOnly?: boolean; readonly marketingStopped?: boolean }): WhatsAppUser {
    const user = this.find(address);
    user.bsuidOnly = traits.bsuidOnly ?? user.bsuidOnly;
    user.marketingStopped = traits.marketingStopped ?? user.marketingStopped;
    if (user.waId !== undefined) this.users.set(user.waId, user);
    this.users.set(user.userId, user);
    return user;
  }

  /** Whether the number may send one more message to the user now. */
  takePair(phoneNumberId: string, user: WhatsAppUser, nowMs: number): boolean {
    const key = pairKey(phoneNumberId, user);
    let bucket = this.pairs.get(key);
    if (bucket === undefined) {
      bucket = new TokenBucket(PAIR_BURST, PAIR_PER_SECOND, nowMs);
      this.pairs.set(key, bucket);
    }
    return bucket.take(nowMs);
  }

  /** The user wrote to the number: its customer service window opens. */
  noteInbound(phoneNumberId: string, user: WhatsAppUser, nowMs: number): void {
    this.lastInboundMs.set(pairKey(phoneNumberId, user), nowMs);
  }

  isWindowOpen(phoneNumberId: string, user: WhatsAppUser, nowMs: number): boolean {
    const lastMs = this.lastInboundMs.get(pairKey(phoneNumberId, user));
    return lastMs !== undefined && nowMs - lastMs < WINDOW_MS;
  }
}

function newUser(address: string): WhatsAppUser {
  const isBsuid = /^[A-Z]{2}\./.test(address);
  return {
    ...(isBsuid ? {} : { waId: address }),
    userId: isBsuid ? address : userIdOf(address),
    bsuidOnly: isBsuid,
    marketingStopped: false,
  };
}

function pairKey(phoneNumberId: string, user: WhatsAppUser): string {
  return `${phoneNumberId}:${user.userId}`;
}
