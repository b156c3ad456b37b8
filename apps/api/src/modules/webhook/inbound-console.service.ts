import { Injectable } from '@nestjs/common';
import { isUuid } from '@switchboard/contracts';
import { decodeCursor, type Page, pageOf } from '../../http/pagination';
import type { RequestOrigin, UserPrincipal } from '../../http/principal';
import { ProblemError } from '../../http/problem';
import { AuditService, PLATFORM } from '../audit/audit.service';
import {
  type InboundEventDetailView,
  type InboundEventQuery,
  type InboundEventView,
  presentInboundEvent,
} from './inbound-event.dto';
import { InboundEventRepository } from './inbound-event.repository';
import type { WebhookHealth } from './inbound-health';

/** What Meta posted, as an operator sees it. */
@Injectable()
export class InboundConsoleService {
  constructor(
    private readonly events: InboundEventRepository,
    private readonly audit: AuditService,
  ) {}

  /** Newest first. */
  async list(query: InboundEventQuery): Promise<Page<InboundEventView>> {
    const rows = await this.events.list({
      state: query.state,
      beforeId: decodeCursor(query.cursor),
      take: query.limit + 1,
    });
    return pageOf(rows, query.limit, ({ id }) => id, presentInboundEvent);
  }

  /** With the body. Throws ProblemError 404 for an event that is not (or no longer) kept. */
  async find(id: string): Promise<InboundEventDetailView> {
    const event = isUuid(id) ? await this.events.find(id) : null;
    if (!event) throw notFound();
    return { ...presentInboundEvent(event), body: event.body.toString('utf8') };
  }

  /**
   * Has an event read again, in its old place; what it changed before it does not change twice.
   * @throws ProblemError 404 when it is not kept, 409 when it waits already
   */
  async reprocess(id: string, user: UserPrincipal, origin: RequestOrigin): Promise<InboundEventView> {
    const before = await this.find(id);
    const after = await this.events.reopen(id, async (transaction) => {
      await this.audit.record(transaction, {
        tenantId: PLATFORM,
        actor: user,
        origin,
        action: 'inbound_event.reprocessed',
        targetType: 'inbound_event',
        targetId: before.id,
        before: { state: before.state, error: before.error },
      });
    });
    if (!after) throw ProblemError.conflict('The event waits to be read already.');
    return presentInboundEvent(after);
  }

  health(): Promise<WebhookHealth> {
    return this.events.health();
  }
}

function notFound(): ProblemError {
  return ProblemError.notFound('Inbound event');
}
