import { Injectable, Logger } from '@nestjs/common';
import { GatewayError } from '@switchboard/contracts';
import { isDatabaseAway } from '../../http/database-away';
import { SettlementService, type StatusUpdate } from '../message/settlement.service';
import { TenantDirectory } from '../tenant/tenant-directory';
import { type InboundEvent, InboundEventRepository } from './inbound-event.repository';
import { type ReportedMetaStatus, readStatuses } from './meta-statuses';

/** An error text of a failed event is for people; it need not be a book. */
const ERROR_MAX_CHARS = 2_000;

/** What is read as one batch: its reports share the writes that settle them. */
const BATCH_EVENTS = 200;
const BATCH_BYTES = 8 << 20;

/** Reads what Meta posted and applies it. Applying it again changes nothing. */
@Injectable()
export class InboundEventService {
  private readonly logger = new Logger(InboundEventService.name);

  constructor(
    private readonly events: InboundEventRepository,
    private readonly settlement: SettlementService,
    private readonly tenants: TenantDirectory,
  ) {}

  /** Applies the oldest events that wait, and tells how many those were. */
  async processNext(): Promise<number> {
    const events = await this.events.findPending(BATCH_EVENTS, BATCH_BYTES);
    if (events.length === 0) return 0;
    const outcomes = await Promise.all(events.map(async (event) => ({ id: event.id, error: await this.apply(event) })));
    await this.events.conclude(outcomes);
    return events.length;
  }

  /** Null when the event was understood and applied, else why not. What passes is no fault of the event: it stays pending. */
  private async apply(event: InboundEvent): Promise<string | null> {
    try {
      const { statuses, problems } = readStatuses(event.body);
      await this.settlement.applyStatuses(
        (await Promise.all(statuses.map((status) => this.toUpdate(status)))).filter((update) => update !== null),
      );
      return problems.length === 0 ? null : storable(problems.join('\n'));
    } catch (error) {
      if (isPassing(error)) throw error;
      this.logger.error({ err: error, eventId: event.id }, 'An inbound event could not be applied.');
      return storable(String(error));
    }
  }

  /** Null for statuses of messages sent past us from a number that nobody here owns. */
  private async toUpdate(status: ReportedMetaStatus): Promise<StatusUpdate | null> {
    const { reference, ...rest } = status;
    const tenantId = reference?.tenantId ?? (await this.tenants.ownerOf(status.metaPhoneNumberId))?.tenantId;
    return tenantId === undefined ? null : { ...rest, tenantId, messageId: reference?.messageId ?? null };
  }
}

/** A database that is away, or too busy to take more. */
function isPassing(error: unknown): boolean {
  return isDatabaseAway(error) || (error instanceof GatewayError && error.code === 'SYS_002');
}

/** An error text may quote the body, which may hold what PostgreSQL cannot store. */
function storable(text: string): string {
  return text.replaceAll('\0', '').slice(0, ERROR_MAX_CHARS);
}
