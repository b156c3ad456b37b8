import { Injectable } from '@nestjs/common';
import { isUuid } from '@switchboard/contracts';
import type { Page } from '../../http/pagination';
import { TenantDirectory } from '../tenant/tenant-directory';
import { type ContactQuery, type ContactView, presentContact } from './contact.dto';
import { type ContactPlace, ContactRepository } from './contact.repository';
import { windowOpenUntil } from './contact-window';
import { decodeKeyCursor, encodeKeyCursor } from './list-cursor';

/** The users who write to a tenant's numbers, and until when those may write back freely. */
@Injectable()
export class ContactService {
  constructor(
    private readonly repository: ContactRepository,
    private readonly tenants: TenantDirectory,
  ) {}

  /** Those heard of last first. */
  async list(tenantId: string, query: ContactQuery): Promise<Page<ContactView>> {
    const tenant = await this.tenants.require(tenantId);
    const after = placeOf(query.cursor);
    const rows = await this.repository.list(tenant.id, { search: query.search, after, take: query.limit + 1 });
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    return { items: shown.map(presentContact), nextCursor: rows.length > query.limit && last ? cursorOf(last) : null };
  }

  /**
   * Until when each number may write freely to each user (RFC 3339): null when the user never wrote, or is not known.
   * @param conversations our id of the number, and the user's digits or user id
   */
  async windows(
    tenantId: string,
    conversations: readonly { phoneNumberId: string; user: string | null }[],
  ): Promise<(string | null)[]> {
    const asked = conversations.flatMap(({ phoneNumberId, user }) => (user === null ? [] : [{ phoneNumberId, user }]));
    const found = asked.length === 0 ? [] : await this.repository.lastInbound(tenantId, asked);
    let next = 0;
    return conversations.map(({ user }) => (user === null ? null : windowOpenUntil(found[next++] ?? null)));
  }
}

function cursorOf({ lastInboundAt, phoneNumberId, userKey }: ContactPlace): string {
  return encodeKeyCursor([lastInboundAt.toISOString(), phoneNumberId, userKey]);
}

function placeOf(cursor: string | undefined): ContactPlace | undefined {
  const key = decodeKeyCursor(
    cursor,
    ([at = '', number = '', ...rest]) => !Number.isNaN(Date.parse(at)) && isUuid(number) && rest.length === 1,
  );
  const [at = '', phoneNumberId = '', userKey = ''] = key ?? [];
  return key && { lastInboundAt: new Date(at), phoneNumberId, userKey };
}
