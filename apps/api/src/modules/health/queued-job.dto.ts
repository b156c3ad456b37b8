import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { CursorQuery } from '../../http/pagination';
import type { QueuedJob } from './queued-job.repository';

/** Where a job stands. */
export const JOB_STATES = ['waiting', 'running', 'retrying', 'failed'] as const;

export type JobState = (typeof JOB_STATES)[number];

/** Which jobs: newest first. */
export class JobQuery extends CursorQuery {
  @IsOptional()
  @IsIn(JOB_STATES)
  state?: JobState;

  /** Of one kind: `media.fetch`, `mail.send` and so on. */
  @IsOptional()
  @IsString()
  @MaxLength(128)
  identifier?: string;
}

/** A piece of work in the background. What it is about is not told: it may hold addresses and links of people. */
export interface JobView {
  id: string;
  /** Its kind: `media.fetch`, `mail.send` and so on. */
  identifier: string;
  /** `retrying`: it has failed, and is tried again at `runAt`; `failed`: tried as often as there is sense in, and given up. */
  state: JobState;
  /** How often it was begun. */
  attempts: number;
  /** With how many attempts it is given up. */
  maxAttempts: number;
  /** Why the last attempt failed, up to 2,000 characters; null when none has. */
  lastError: string | null;
  /** When it is due; null for one that has been given up. */
  runAt: string | null;
  createdAt: string;
}

export function presentJob({ id, identifier, state, attempts, maxAttempts, lastError, ...at }: QueuedJob): JobView {
  const runAt = state === 'failed' ? null : at.runAt.toISOString();
  return { id, identifier, state, attempts, maxAttempts, lastError, runAt, createdAt: at.createdAt.toISOString() };
}
