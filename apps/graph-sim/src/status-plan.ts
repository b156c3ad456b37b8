import type { Fault } from './fault-store';
import type { AutomaticStatus, SimulatorConfig } from './simulator-config';

/** One report about a message that is to come. */
export interface PlannedStatus {
  readonly status: AutomaticStatus | 'failed';
  readonly delayMs: number;
  /** Carries `pricing` and `conversation`: `sent`, and the first of delivered and read. */
  readonly priced: boolean;
  /** Of `failed`. */
  readonly errorCode?: number;
  readonly errorDetails?: string;
}

/** Why Meta drops a message after accepting it. */
export interface LateFailure {
  readonly code: number;
  readonly details?: string;
}

const DUPLICATE_AFTER_MS = 20;

/** Which reports follow an accepted message, and when. */
export function planStatuses(
  config: Pick<SimulatorConfig, 'statuses' | 'statusDelaysMs'>,
  faults: readonly Fault[],
  failure: LateFailure | undefined,
): readonly PlannedStatus[] {
  const failed = failure ?? failureOf(faults);
  if (failed !== undefined) {
    const delayMs = config.statusDelaysMs.sent + extraDelayMs(faults, 'failed');
    return [{ status: 'failed', delayMs, priced: false, errorCode: failed.code, errorDetails: failed.details }];
  }
  const reported = config.statuses.filter((status) => !faults.some((fault) => isMissing(fault, status)));
  const delays = reported.map((status) => config.statusDelaysMs[status]);
  if (faults.some((fault) => fault.kind === 'status-reorder')) delays.reverse();
  const plan = reported
    .map((status, index) => ({ status, delayMs: (delays[index] ?? 0) + extraDelayMs(faults, status) }))
    .sort((a, b) => a.delayMs - b.delayMs);
  const arrival = plan.find(({ status }) => status !== 'sent');
  const priced = plan.map((step) => ({ ...step, priced: step.status === 'sent' || step === arrival }));
  return [...priced, ...priced.filter(({ status }) => isDuplicated(faults, status)).map(repeat)];
}

function failureOf(faults: readonly Fault[]): LateFailure | undefined {
  const fault = faults.find(({ kind }) => kind === 'fail-later');
  return fault === undefined ? undefined : { code: fault.code, details: fault.details };
}

function extraDelayMs(faults: readonly Fault[], status: string): number {
  return faults
    .filter((fault) => fault.kind === 'status-late' && appliesTo(fault, status))
    .reduce((total, fault) => total + fault.delayMs, 0);
}

function isMissing(fault: Fault, status: string): boolean {
  return fault.kind === 'status-missing' && appliesTo(fault, status);
}

function isDuplicated(faults: readonly Fault[], status: string): boolean {
  return faults.some((fault) => fault.kind === 'status-duplicate' && appliesTo(fault, status));
}

function appliesTo(fault: Fault, status: string): boolean {
  return fault.match.status === undefined || fault.match.status === status;
}

function repeat(step: PlannedStatus): PlannedStatus {
  return { ...step, delayMs: step.delayMs + DUPLICATE_AFTER_MS };
}
