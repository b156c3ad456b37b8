import type { Schemas } from '../../../api/client';
import { formatDuration } from './duration';

/** Something the platform stands on, how it is, and what to do about it. */
export interface HealthLine {
  name: string;
  /** A status that `lib/statuses.ts` knows. */
  status: 'ok' | 'degraded' | 'failed' | 'unknown';
  /** The status in a few words. */
  label: string;
  /** What that means, and what to do. */
  words: string;
}

/** Reading of Meta's webhooks is called slow from here on. */
const SLOW_READING_SECONDS = 60;

/** Everything an operator looks at first, one line for each part. */
export function healthLines(health: Schemas['PlatformHealthView']): readonly HealthLine[] {
  return [readiness(health), meta(health.meta), ledger(health.ledger), inbound(health.inboundEvents)];
}

/** The worst of all lines, for the top of the page. */
export function worstStatus(lines: readonly HealthLine[]): HealthLine['status'] {
  const statuses = new Set(lines.map(({ status }) => status));
  if (statuses.has('failed')) return 'failed';
  return statuses.has('degraded') ? 'degraded' : 'ok';
}

function readiness({ status, reasons }: Schemas['PlatformHealthView']): HealthLine {
  const name = 'This instance';
  if (status === 'ok') return { name, status: 'ok', label: 'Ready', words: 'It takes messages and does its work.' };
  return {
    name,
    status: 'failed',
    label: 'Not ready',
    words: `It cannot do its work: ${reasons.join('; ')}. Load balancers leave it out until that has passed.`,
  };
}

function meta({ circuit, isSimulated }: Schemas['MetaHealthView']): HealthLine {
  const name = isSimulated ? 'Meta (the bundled simulator)' : 'Meta';
  if (circuit === 'closed')
    return { name, status: 'ok', label: 'Answers', words: 'Calls to Meta’s API go through as usual.' };
  if (circuit === 'half-open')
    return { name, status: 'degraded', label: 'Being tried', words: 'Meta failed lately. One call is tried now.' };
  return {
    name,
    status: 'failed',
    label: 'Not answering',
    words:
      'Meta did not answer lately, so calls are held back and messages wait to be sent. It is tried again every few seconds; look at metastatus.com.',
  };
}

function ledger({ isSound, checkedAt }: Schemas['LedgerHealthView']): HealthLine {
  const name = 'Ledger';
  if (isSound === null || checkedAt === null)
    return { name, status: 'unknown', label: 'Not checked yet', words: 'It is checked every night. Run a check now.' };
  if (isSound) return { name, status: 'ok', label: 'Sound', words: 'The last check found that all money adds up.' };
  return {
    name,
    status: 'failed',
    label: 'Not sound',
    words: 'The last check found money that does not add up. Read its report before anything is corrected by hand.',
  };
}

function inbound(events: Schemas['InboundHealthView']): HealthLine {
  const name = 'Meta’s webhooks';
  const oldestSeconds = events.oldestPendingAgeSeconds ?? 0;
  if (oldestSeconds > SLOW_READING_SECONDS)
    return {
      name,
      status: 'degraded',
      label: 'Behind',
      words: `The oldest event has waited ${formatDuration(oldestSeconds)} to be read: statuses and replies are late.`,
    };
  if (events.failed > 0)
    return {
      name,
      status: 'degraded',
      label: `${events.failed.toLocaleString('en-US')} failed`,
      words: 'They are kept. See why they failed, then have them read again.',
    };
  return { name, status: 'ok', label: 'Read', words: 'Statuses and replies are read as they come.' };
}
