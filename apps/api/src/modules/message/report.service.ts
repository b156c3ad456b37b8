import { Injectable } from '@nestjs/common';
import { GatewayError } from '@switchboard/contracts';
import { isDatabaseAway } from '../../http/database-away';
import type { InboundRecord } from './inbound-record';
import { REPORT_BATCH_ROWS, ReportRepository, type ReportWrite } from './report.repository';
import { SettlementRepository, type StoredMessage } from './settlement.repository';
import { SettlementService, type StatusUpdate } from './settlement.service';
import { statusEvent } from './status-event';

/** Something that Meta reported: a status of a message that was sent, or anything else. */
export type Report = { kind: 'status'; update: StatusUpdate } | { kind: 'record'; record: InboundRecord };

/** What became of a report: `unknown` is a status about no message of ours, which is passed on all the same. */
export type ReportOutcome = { kind: 'applied' } | { kind: 'unknown' } | { kind: 'failed'; error: unknown };

/** The reports about one message, with their places in the order of arrival. */
interface MessageReports {
  message: StoredMessage;
  reports: { update: StatusUpdate; position: number }[];
}

/** A write with the reports that it comes from. */
interface PlannedWrite {
  write: ReportWrite;
  /** Set when the write may have to be decided anew. */
  about: MessageReports | null;
  from: readonly number[];
}

/** Other writers can overtake a decision only so often: each of them moves the message forward. */
const MAX_ROUNDS = 8;

/** Applies what Meta reports, in the order of arrival, in any other order it may have happened in, and any number of times. */
@Injectable()
export class ReportService {
  constructor(
    private readonly repository: ReportRepository,
    private readonly messages: SettlementRepository,
    private readonly settlement: SettlementService,
  ) {}

  /**
   * Durable when it returns, with what tenants are told of it. Reports of one message are folded into one write. One that cannot
   * be applied does not keep the others.
   * @returns for each report what became of it
   * @throws when the database is away; then any part may have been applied, and all of it can be applied again
   */
  async apply(reports: readonly Report[]): Promise<ReportOutcome[]> {
    const outcomes: ReportOutcome[] = [];
    for (let start = 0; start < reports.length; start += REPORT_BATCH_ROWS) {
      outcomes.push(...(await this.applyBatch(reports.slice(start, start + REPORT_BATCH_ROWS))));
    }
    return outcomes;
  }

  private async applyBatch(reports: readonly Report[]): Promise<ReportOutcome[]> {
    const outcomes = reports.map((): ReportOutcome => ({ kind: 'applied' }));
    const sorted = await this.sort(reports, outcomes);
    let open = sorted.found;
    let planned = sorted.writes;
    for (let round = 0; open.length > 0 || planned.length > 0; round += 1) {
      if (round === MAX_ROUNDS) {
        const error = new Error('The message changes too often to be settled.');
        for (const { reports: own } of open)
          for (const { position } of own) outcomes[position] = { kind: 'failed', error };
        break;
      }
      const decided = await Promise.all(open.map((about) => this.decide(about, outcomes)));
      const writes = [...decided.filter((write) => write !== null), ...planned];
      writes.sort((one, other) => (one.from[0] ?? 0) - (other.from[0] ?? 0));
      const overtaken = await this.write(writes, outcomes);
      planned = [];
      open = await this.readAgain(overtaken);
    }
    return outcomes;
  }

  /** Which reports are about messages of ours; all others are written as they are. */
  private async sort(
    reports: readonly Report[],
    outcomes: ReportOutcome[],
  ): Promise<{ found: MessageReports[]; writes: PlannedWrite[] }> {
    const find = await this.finder(reports.flatMap((report) => (report.kind === 'status' ? [report.update] : [])));
    const found = new Map<string, MessageReports>();
    const writes: PlannedWrite[] = [];
    reports.forEach((report, position) => {
      if (report.kind === 'record') {
        writes.push(recordWrite(report.record, position));
        return;
      }
      const { update } = report;
      const message = find(update);
      if (!message) {
        outcomes[position] = { kind: 'unknown' };
        const { change } = update;
        const tenantId = change?.ownerTenantId;
        if (tenantId) writes.push(recordWrite({ event: statusEvent({ ...update, tenantId, change }, null) }, position));
        return;
      }
      const entry = found.get(message.id);
      if (entry) entry.reports.push({ update, position });
      else found.set(message.id, { message, reports: [{ update, position }] });
    });
    return { found: [...found.values()], writes };
  }

  /** Reads the messages of statuses: by our id where the status carries it, else by the wamid. */
  private async finder(updates: readonly StatusUpdate[]): Promise<(update: StatusUpdate) => StoredMessage | null> {
    const named = updates.flatMap(({ tenantId, messageId }) => (messageId ? [{ tenantId, id: messageId }] : []));
    const unnamed = updates.filter(({ messageId }) => messageId === null);
    const [byId, byWamid] = await Promise.all([
      named.length > 0 ? this.messages.findByIds(distinct(named, ({ id }) => id)) : [],
      unnamed.length > 0 ? this.messages.findByWamids(distinct(unnamed, ({ wamid }) => wamid)) : [],
    ]);
    const ids = new Map(byId.map((message) => [message.id, message]));
    const wamids = new Map(byWamid.map((message) => [message.wamid, message]));
    return (update) => {
      const message = update.messageId ? ids.get(update.messageId) : wamids.get(update.wamid);
      const isMeant = message?.tenantId === update.tenantId && message.metaPhoneNumberId === update.metaPhoneNumberId;
      return isMeant ? message : null;
    };
  }

  private async decide(about: MessageReports, outcomes: ReportOutcome[]): Promise<PlannedWrite | null> {
    const from = about.reports.map(({ position }) => position);
    try {
      const decision = await this.settlement.decideReports(
        about.message,
        about.reports.map(({ update }) => update),
      );
      if (!decision) return null;
      const told = about.reports.filter(({ update }) => update.change && decision.applied.includes(update));
      const positions = told.map(({ position }) => position);
      return { write: { kind: 'settlement', settlement: decision.settlement, positions }, about, from };
    } catch (error) {
      fail(from, error, outcomes);
      return null;
    }
  }

  /** Writes all at once, and returns the messages that have changed since they were read. */
  private async write(planned: readonly PlannedWrite[], outcomes: ReportOutcome[]): Promise<MessageReports[]> {
    const results = await Promise.allSettled(planned.map(({ write }) => this.repository.apply(write)));
    const overtaken: MessageReports[] = [];
    results.forEach((result, index) => {
      const { about, from } = planned[index] as PlannedWrite;
      if (result.status === 'rejected') fail(from, result.reason, outcomes);
      else if (!result.value && about) overtaken.push(about);
    });
    return overtaken;
  }

  private async readAgain(overtaken: readonly MessageReports[]): Promise<MessageReports[]> {
    if (overtaken.length === 0) return [];
    const fresh = await this.messages.findByIds(overtaken.map(({ message }) => message));
    const byId = new Map(fresh.map((message) => [message.id, message]));
    return overtaken.flatMap(({ message, reports }) => {
      const current = byId.get(message.id);
      return current ? [{ message: current, reports }] : [];
    });
  }
}

function recordWrite(record: InboundRecord, position: number): PlannedWrite {
  return { write: { kind: 'record', record, positions: [position] }, about: null, from: [position] };
}

/** A database that is away, or too busy to take more, is no fault of the report. */
function fail(positions: readonly number[], error: unknown, outcomes: ReportOutcome[]): void {
  if (isDatabaseAway(error) || (error instanceof GatewayError && error.code === 'SYS_002')) throw error;
  for (const position of positions) outcomes[position] = { kind: 'failed', error };
}

function distinct<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
