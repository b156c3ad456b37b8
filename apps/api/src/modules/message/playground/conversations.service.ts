import { Injectable } from '@nestjs/common';
import { isJsonObject, type JsonValue, MEDIA_KINDS, type V1Message } from '@switchboard/contracts';
import type { LogMessage } from '../message-log.repository';
import { MessageLogService } from '../message-log.service';
import { MessageSearchRepository } from './message-search.repository';

/** A user whom a number had to do with. */
export interface ConversationView {
  /** Digits, or a business-scoped user id. */
  user: string;
  /** As the user calls themselves; null when they never wrote. */
  profileName: string | null;
  lastMessage: V1Message;
}

/** A file of a message that is on record. */
export interface ConversationFile {
  /** Ours, for `GET …/media/{id}/content`. */
  id: string;
  /** Meta's. */
  mediaId: string;
  mimeType: string;
  filename: string | null;
  /** `pending`: a user sent it and it is being fetched; `failed`: it could not be. */
  state: 'stored' | 'pending' | 'failed';
}

/** A message between a number and a user. */
export interface ConversationMessage extends V1Message {
  /** As it was posted, or as Meta reported it. */
  payload: unknown;
  /** Null where it has none, or none that is kept here. */
  media: ConversationFile | null;
}

const CONVERSATIONS_MAX = 50;
const MESSAGES_MAX = 100;
/** Of the tenant's newest messages, so many are looked at. */
const EXAMINED_MAX = 20_000;

/** What a number and its users wrote to each other lately. */
@Injectable()
export class Conversations {
  constructor(
    private readonly repository: MessageSearchRepository,
    private readonly log: MessageLogService,
  ) {}

  /** The users of the tenant's newest 20,000 messages, the latest first; at most 50. */
  async list(tenantId: string, metaPhoneNumberId: string): Promise<ConversationView[]> {
    const bounds = { take: CONVERSATIONS_MAX, examine: EXAMINED_MAX };
    const found = await this.repository.lastByUser(tenantId, metaPhoneNumberId, bounds);
    const messages = await this.log.present(
      tenantId,
      found.map(({ row }) => row),
    );
    return messages.flatMap((lastMessage, index) => {
      const last = found[index]?.last;
      return last ? [{ user: last.user, profileName: last.profileName, lastMessage }] : [];
    });
  }

  /** The last 100 messages between a number and a user among the tenant's newest 20,000, oldest first. */
  async between(tenantId: string, metaPhoneNumberId: string, user: string): Promise<ConversationMessage[]> {
    const bounds = { take: MESSAGES_MAX, examine: EXAMINED_MAX };
    const rows = await this.repository.between(tenantId, { metaPhoneNumberId, user }, bounds);
    const [messages, files] = await Promise.all([this.log.present(tenantId, rows), this.filesOf(tenantId, rows)]);
    return messages.map((message, index) => ({
      ...message,
      payload: rows[index]?.payload ?? null,
      media: files[index] ?? null,
    }));
  }

  /** The file of a message, where it has one and that is on record. */
  async fileOf(
    tenantId: string,
    { type, payload }: { type: string; payload: unknown },
  ): Promise<ConversationFile | null> {
    const id = mediaIdOf(type, payload);
    return id === null ? null : ((await this.repository.filesNamed(tenantId, [id])).get(id) ?? null);
  }

  private async filesOf(tenantId: string, rows: readonly LogMessage[]): Promise<(ConversationFile | null)[]> {
    const ids = rows.map(({ type, payload }) => mediaIdOf(type, payload));
    const wished = ids.filter((id) => id !== null);
    const byId = await this.repository.filesNamed(tenantId, wished);
    return ids.map((id) => (id === null ? null : (byId.get(id) ?? null)));
  }
}

/** What names the file in a message of a media type: Meta's id, or its digest. */
function mediaIdOf(type: string, json: unknown): string | null {
  const payload = json as JsonValue;
  if (!Object.hasOwn(MEDIA_KINDS, type) || !isJsonObject(payload)) return null;
  const media = payload[type];
  return isJsonObject(media) && typeof media['id'] === 'string' ? media['id'] : null;
}
