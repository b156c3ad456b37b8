import type { BusinessNumber } from './account-store';
import { ControlError } from './control-error';
import { makeWamid } from './identifiers';
import { isObject, textOf } from './json';
import type { JsonObject } from './json';
import type { StoredMedia } from './media-store';
import { isMediaType, readPhoneMedia } from './phone-media';
import { contactOf, metadataOf } from './status-reporter';
import type { WhatsAppUser } from './user-store';
import type { World } from './world';

/** Types that come without an object of their own. */
const BARE_TYPES: ReadonlySet<string> = new Set(['unsupported', 'request_welcome']);
/** What a phone sent. */
export interface PhoneMessage {
  readonly wamid: string;
  readonly userId: string;
  /** Of media only; the digest in hexadecimal. */
  readonly mediaId?: string;
  readonly sha256?: string;
  readonly sizeBytes?: number;
}

/**
 * Acts as a user's phone that writes to a business: `{from, phoneNumberId, type, <type>: {…}}`, with `profileName`,
 * `context`, `referral`, `errors`, `timestamp` and `id` taken over as they are.
 *
 * @throws ControlError for a request that names no sender, number or content
 */
export async function actAsPhone(world: World, body: JsonObject, origin: string): Promise<PhoneMessage> {
  const { number, user } = readPair(world, body);
  const type = textOf(body.type) ?? 'text';
  const wamid = textOf(body.id) ?? makeWamid(user.waId ?? user.userId, 'inbound');
  const { content, media } = await readContent(world, number, type, body[type], origin);
  world.users.noteInbound(number.id, user, Date.now());
  const message = {
    ...pick(body, ['context', 'referral', 'errors', 'group_id']),
    ...senderOf(world, user),
    id: wamid,
    timestamp: textOf(body.timestamp) ?? String(Math.floor(Date.now() / 1000)),
    type,
    ...(content === undefined ? {} : { [type]: content }),
  };
  const contacts = [contactOf(user, world.config.userIds, textOf(body.profileName) ?? 'Simulated user')];
  world.publish(number.wabaId, 'messages', {
    messaging_product: 'whatsapp',
    metadata: metadataOf(number),
    ...(type === 'system' ? {} : { contacts }),
    messages: [message],
  });
  if (media === undefined) return { wamid, userId: user.userId };
  const { sha256Hex: sha256, sizeBytes } = media.file;
  return { wamid, userId: user.userId, mediaId: media.id, sha256, sizeBytes };
}

/** Acts as a user who stops or resumes marketing messages: `{from, phoneNumberId, value: "stop"|"resume"}`. */
export function changePreference(world: World, body: JsonObject): void {
  const { number, user } = readPair(world, body);
  if (body.value !== 'stop' && body.value !== 'resume') throw new ControlError('"value" must be stop or resume');
  const stopped = body.value === 'stop';
  world.users.change(user.waId ?? user.userId, { marketingStopped: stopped });
  world.publish(number.wabaId, 'user_preferences', {
    messaging_product: 'whatsapp',
    metadata: metadataOf(number),
    contacts: [contactOf(user, world.config.userIds, textOf(body.profileName) ?? 'Simulated user')],
    user_preferences: [
      {
        ...contactOf(user, world.config.userIds),
        detail: `User requested to ${stopped ? 'stop' : 'resume'} marketing messages`,
        category: 'marketing_messages',
        value: body.value,
        timestamp: Math.floor(Date.now() / 1000),
      },
    ],
  });
}

function readPair(world: World, body: JsonObject): { readonly number: BusinessNumber; readonly user: WhatsAppUser } {
  const from = textOf(body.from)?.replaceAll(/[\s+()-]/g, '') ?? '';
  const phoneNumberId = textOf(body.phoneNumberId) ?? '';
  if (!/^(\d{5,20}|[A-Z]{2}\.[A-Za-z0-9.]{1,128})$/.test(from)) {
    throw new ControlError('"from" must be digits or a business-scoped user id');
  }
  const known = world.accounts.findNumber(phoneNumberId);
  if (known === undefined && (world.config.strict || !/^\d{1,32}$/.test(phoneNumberId))) {
    throw new ControlError('"phoneNumberId" is not a known number', 404);
  }
  const number = known ?? world.accounts.declareNumber({ phoneNumberId });
  return { number, user: world.users.find(from) };
}

function senderOf(world: World, user: WhatsAppUser): object {
  return {
    ...(user.waId === undefined || user.bsuidOnly ? {} : { from: user.waId }),
    ...(world.config.userIds || user.bsuidOnly ? { from_user_id: user.userId } : {}),
  };
}

async function readContent(
  world: World,
  number: BusinessNumber,
  type: string,
  given: unknown,
  origin: string,
): Promise<{ readonly content?: unknown; readonly media?: StoredMedia }> {
  if (isMediaType(type)) return readPhoneMedia(world, number, type, isObject(given) ? given : {}, origin);
  if (type === 'text' && typeof given === 'string') return { content: { body: given } };
  if (given !== undefined) return { content: given };
  if (BARE_TYPES.has(type)) return {};
  throw new ControlError(`"${type}" must hold the message's content`);
}

function pick(body: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(keys.filter((key) => body[key] !== undefined).map((key) => [key, body[key]]));
}
