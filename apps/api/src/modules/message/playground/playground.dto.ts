import type { GatewayError, MessageStatus } from '@switchboard/contracts';
import { IsBoolean, IsObject, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';

/** A message whose price is asked for. */
export class MessageQuoteBody {
  /** Meta's own message object, as `POST /v1/wa/message` takes it; up to 256 KiB without files in base64. */
  @IsObject()
  message!: Record<string, unknown>;

  /** Meta's id of the sender; may be left out where the tenant has one number. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(64)
  phoneNumberId?: string;

  /** Through Meta's Marketing Messages Lite endpoint; templates only, and only where the plan has it. */
  @IsOptional()
  @IsBoolean()
  mmlite?: boolean;
}

/** A message to send from the console. */
export class ConsoleSendBody extends MessageQuoteBody {
  /** In the sandbox: everything happens but the call to Meta, and it costs nothing. Only `false` sends for real. */
  @IsOptional()
  @IsBoolean()
  isFake?: boolean;
}

/** What became of a message that was sent from the console. */
export interface SentMessageView {
  /** Ours; null for a read receipt, which is no message. */
  messageId: string | null;
  /** Meta's; null for a read receipt. */
  wamid: string | null;
  /** `submitted`: Meta, or the sandbox, has taken it. Null for a read receipt. */
  status: MessageStatus | null;
  sandbox: boolean;
  /** Whether the Idempotency-Key was known, and this is what its first request was answered. */
  isReplayed: boolean;
}

/** What became of a request to send: also a message that Meta refuses exists, and is in the log. */
export type PlaygroundOutcome =
  { kind: 'sent'; view: SentMessageView } | { kind: 'refused'; messageId: string | null; error: GatewayError };
