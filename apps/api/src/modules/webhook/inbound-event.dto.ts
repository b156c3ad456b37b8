import { IsIn, IsOptional } from 'class-validator';
import { CursorQuery } from '../../http/pagination';
import type { StoredInboundEvent } from './inbound-event.repository';

/** Where the reading of an event stands. */
export const INBOUND_STATES = ['pending', 'processed', 'unowned', 'failed'] as const;

export type InboundState = (typeof INBOUND_STATES)[number];

/** Which of the events that Meta posted: newest first. */
export class InboundEventQuery extends CursorQuery {
  @IsOptional()
  @IsIn(INBOUND_STATES)
  state?: InboundState;
}

/** Something that Meta posted. */
export interface InboundEventView {
  id: string;
  /** `unowned`: understood, but about numbers or accounts that nobody here has. */
  state: string;
  /** Why it failed, or whose it is not. */
  error: string | null;
  /** How often it has been read. */
  attempts: number;
  bytes: number;
  receivedAt: string;
  processedAt: string | null;
}

/** The same with what was posted; bytes that are no UTF-8 are replaced. */
export interface InboundEventDetailView extends InboundEventView {
  body: string;
}

export function presentInboundEvent(event: StoredInboundEvent): InboundEventView {
  const { id, state, error, attempts, bytes, receivedAt, processedAt } = event;
  return {
    id,
    state,
    error,
    attempts,
    bytes,
    receivedAt: receivedAt.toISOString(),
    processedAt: processedAt && processedAt.toISOString(),
  };
}
