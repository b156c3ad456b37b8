import { formatMoney } from '@switchboard/contracts';
import { type BalanceFacts, balanceStateOf } from '../billing/balance-state';
import type { OverviewBalanceView, OverviewDayView, OverviewRatesView } from './overview.dto';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Over how many days the pace of spending is taken. */
export const PACE_DAYS = 7;
/** A number that says "not soon" as well as any longer one. */
const DAYS_LEFT_MAX = 3_650;

/** Statuses in which a message has reached the recipient's phone. */
const DELIVERED: ReadonlySet<string> = new Set(['delivered', 'read', 'played']);
const READ: ReadonlySet<string> = new Set(['read', 'played']);

/** A summary of a day's usage by status, as it is kept: messages in a status, and what was charged for such messages. */
export interface DayUsage {
  /** Its beginning (UTC), in milliseconds since 1970. */
  dayMs: number;
  byStatus: readonly { status: string; messages: number; spendMicros: bigint }[];
}

/** A wallet and what decides on how it stands. */
export interface WalletFacts extends BalanceFacts {
  currency: string;
  reservedMicros: bigint;
  /** What was charged in the last 7 days, or since the tenant was opened where that is less. */
  recentSpendMicros: bigint;
  /** When the tenant was opened. */
  openedAt: Date;
}

/** The beginning (UTC) of the first of so many days that end with today. */
export function firstDayMs(days: number, nowMs: number): number {
  return Math.floor(nowMs / DAY_MS) * DAY_MS - (days - 1) * DAY_MS;
}

/** One entry for each of so many days up to today, oldest first. */
export function seriesOf(usage: readonly DayUsage[], days: number, nowMs: number): OverviewDayView[] {
  const byDay = new Map(usage.map((day) => [day.dayMs, day.byStatus]));
  const firstMs = firstDayMs(days, nowMs);
  return Array.from({ length: days }, (_, index) => {
    const dayMs = firstMs + index * DAY_MS;
    const parts = byDay.get(dayMs) ?? [];
    const count = (isMeant: (status: string) => boolean): number =>
      parts.reduce((sum, { status, messages }) => (isMeant(status) ? sum + messages : sum), 0);
    return {
      day: new Date(dayMs).toISOString().slice(0, 10),
      messages: count(() => true),
      delivered: count((status) => DELIVERED.has(status)),
      read: count((status) => READ.has(status)),
      failed: count((status) => status === 'failed'),
      spend: formatMoney(parts.reduce((sum, { spendMicros }) => sum + spendMicros, 0n)),
    };
  });
}

/** The shares over all days of a series. */
export function ratesOf(series: readonly OverviewDayView[]): OverviewRatesView {
  const total = (field: 'messages' | 'delivered' | 'read' | 'failed'): number =>
    series.reduce((sum, day) => sum + day[field], 0);
  const messages = total('messages');
  const delivered = total('delivered');
  return {
    delivered: shareOf(delivered, messages),
    read: shareOf(total('read'), delivered),
    failed: shareOf(total('failed'), messages),
  };
}

export function balanceOf(facts: WalletFacts, nowMs: number): OverviewBalanceView {
  return {
    currency: facts.currency,
    available: formatMoney(facts.availableMicros),
    reserved: formatMoney(facts.reservedMicros),
    lowBalanceThreshold: formatMoney(facts.thresholdMicros),
    daysLeft: daysLeftOf(facts, nowMs),
    state: balanceStateOf(facts),
  };
}

/** A young tenant's pace is that of its own days, of one at least: an hour's test says little about a week. */
function daysLeftOf({ availableMicros, recentSpendMicros, openedAt }: WalletFacts, nowMs: number): number | null {
  if (recentSpendMicros <= 0n) return null;
  const paceDays = Math.min(PACE_DAYS, Math.max(1, (nowMs - openedAt.getTime()) / DAY_MS));
  const days = (Number(availableMicros) / Number(recentSpendMicros)) * paceDays;
  return Math.min(DAYS_LEFT_MAX, Math.max(0, Math.floor(days * 10) / 10));
}

function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
}
