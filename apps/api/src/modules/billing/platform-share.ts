/** What the platform has taken upon itself of what a message was charged. Amounts in micro-units. */
export interface PlatformShare {
  /** Its help, where the wallet was too empty, that has not been given back. */
  shortfallMicros: bigint;
  /** Refunds of the message, and corrections of them. */
  refundedMicros: bigint;
}

/** What a message was charged until now. Amounts in micro-units. */
export interface MessageCharge {
  platformFeeMicros: bigint;
  metaFeeMicros: bigint;
  markupMicros: bigint;
}

/** What was charged for a message in all, in micro-units. */
export function chargedMicros({ platformFeeMicros, metaFeeMicros, markupMicros }: MessageCharge): bigint {
  return platformFeeMicros + metaFeeMicros + markupMicros;
}

/**
 * What the tenant itself has paid for a message and not got back, in micro-units: no refund and no correction may give it more.
 * Never below zero.
 */
export function paidMicros(charge: MessageCharge, { shortfallMicros, refundedMicros }: PlatformShare): bigint {
  const paid = chargedMicros(charge) - shortfallMicros - refundedMicros;
  return paid > 0n ? paid : 0n;
}
