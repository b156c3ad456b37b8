import { Injectable, Logger } from '@nestjs/common';
import { uuidv7Time } from '@switchboard/contracts';
import { type Report, ReportService } from '../message/report.service';
import { type InboundConclusion, type InboundEvent, InboundEventRepository } from './inbound-event.repository';
import { InboundOwners } from './inbound-owners.service';
import { recordOfMessage, recordOfPreference, recordsOfAccount, reportOfStatus } from './inbound-plan';
import type { MetaUpdate } from './meta-update';
import { readWebhook } from './meta-webhook';

/** A note about an event is for people; it need not be a book. */
const NOTE_MAX_CHARS = 2_000;
const NOTE_MAX_LINES = 50;

/** What is read as one batch: its reports share their writes. A webhook of a thousand updates fills one alone. */
const BATCH_EVENTS = 200;
const BATCH_BYTES = 1 << 20;

/** An event while it is read. */
interface OpenEvent {
  id: string;
  /** What could not be understood or applied. */
  problems: string[];
  /** The numbers and accounts of updates that concern nobody here, with how many those are. */
  unowned: Map<string, number>;
}

/** Reads what Meta posted and applies it. Applying it again changes nothing. */
@Injectable()
export class InboundEventService {
  private readonly logger = new Logger(InboundEventService.name);

  constructor(
    private readonly events: InboundEventRepository,
    private readonly reports: ReportService,
    private readonly owners: InboundOwners,
  ) {}

  /** Applies the oldest events that wait, in their order, and tells how many those were. */
  async processNext(): Promise<number> {
    const events = await this.events.findPending(BATCH_EVENTS, BATCH_BYTES);
    if (events.length === 0) return 0;
    const owners = this.remembering();
    const planned: { report: Report; event: OpenEvent; about: string }[] = [];
    const open: OpenEvent[] = [];
    for (const { id, updates, problems } of events.map(read)) {
      const event: OpenEvent = { id, problems, unowned: new Map() };
      open.push(event);
      for (const update of updates) {
        const reports = await this.reportsOf(update, owners, event);
        planned.push(...reports.map((report) => ({ report, event, about: subjectOf(update) })));
      }
    }
    const outcomes = await this.reports.apply(planned.map(({ report }) => report));
    outcomes.forEach((outcome, index) => {
      const { report, event, about } = planned[index] as (typeof planned)[number];
      if (outcome.kind === 'failed') {
        this.logger.error({ err: outcome.error, eventId: event.id }, 'An inbound update could not be applied.');
        event.problems.push(`could not be applied: ${String(outcome.error)}`);
      } else if (outcome.kind === 'unknown' && report.kind === 'status' && !report.update.change?.ownerTenantId) {
        count(event.unowned, about);
      }
    });
    await this.events.conclude(open.map(conclusionOf));
    return events.length;
  }

  /** What an update means for the tenants that it concerns; a fault in one must not keep the others. */
  private async reportsOf(update: MetaUpdate, owners: Owners, event: OpenEvent): Promise<Report[]> {
    const directory = await owners(update);
    try {
      const reports = planOf(update, directory);
      if (reports.length === 0) count(event.unowned, subjectOf(update));
      return reports;
    } catch (error) {
      this.logger.error({ err: error, eventId: event.id }, 'An inbound update could not be read.');
      event.problems.push(`${update.kind}: ${String(error)}`);
      return [];
    }
  }

  /** Looks owners up once per batch. */
  private remembering(): Owners {
    const known = new Map<string, Promise<FoundOwners>>();
    return (update) => {
      const { metaPhoneNumberId, entryId } = update;
      const key = metaPhoneNumberId === null ? `account ${entryId}` : `number ${metaPhoneNumberId}`;
      const found = known.get(key) ?? this.find(metaPhoneNumberId, entryId);
      known.set(key, found);
      return found;
    };
  }

  private async find(metaPhoneNumberId: string | null, entryId: string): Promise<FoundOwners> {
    if (metaPhoneNumberId === null) return { number: null, account: await this.owners.ofAccount(entryId) };
    const number = await this.owners.ofNumber(metaPhoneNumberId);
    return { number, account: number ? [{ tenantId: number.tenantId, numbers: [] }] : [] };
  }
}

/** Whom an update concerns: the owner of its number, or all tenants of its account when it names no number. */
interface FoundOwners {
  number: Parameters<typeof reportOfStatus>[1];
  account: Parameters<typeof recordsOfAccount>[1];
}
type Owners = (update: MetaUpdate) => Promise<FoundOwners>;

function read({ id, body }: InboundEvent): { id: string; updates: MetaUpdate[]; problems: string[] } {
  return { id, ...readWebhook(body, uuidv7Time(id)) };
}

function planOf(update: MetaUpdate, { number, account }: FoundOwners): Report[] {
  switch (update.kind) {
    case 'message':
      return number ? [{ kind: 'record', record: recordOfMessage(update, number) }] : [];
    case 'status': {
      const report = reportOfStatus(update, number);
      return report ? [report] : [];
    }
    case 'preference':
      return account.map(({ tenantId }) => ({ kind: 'record', record: recordOfPreference(update, tenantId) }));
    case 'account':
      return recordsOfAccount(update, account).map((record) => ({ kind: 'record', record }));
  }
}

function subjectOf({ metaPhoneNumberId, entryId }: MetaUpdate): string {
  return metaPhoneNumberId === null ? `account ${entryId}` : `number ${metaPhoneNumberId}`;
}

function count(unowned: Map<string, number>, about: string): void {
  unowned.set(about, (unowned.get(about) ?? 0) + 1);
}

function conclusionOf({ id, problems, unowned }: OpenEvent): InboundConclusion {
  const strangers = [...unowned].map(([about, updates]) => `${updates} about the ${about}, which nobody here has`);
  const lines = [...problems, ...strangers].slice(0, NOTE_MAX_LINES);
  const state = problems.length > 0 ? 'failed' : unowned.size > 0 ? 'unowned' : 'processed';
  return { id, state, note: lines.length === 0 ? null : storable(lines.join('\n')) };
}

/** A note may quote the body, which may hold what PostgreSQL cannot store. */
function storable(note: string): string {
  return note.replaceAll('\0', '').slice(0, NOTE_MAX_CHARS);
}
