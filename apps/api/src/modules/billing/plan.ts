/** What a tenant can subscribe to. Amounts are in the currency of the tenant's wallet. */
export interface Plan {
  /** Upper-case word that never changes, such as `PREMIUM`. */
  code: string;
  name: string;
  monthlyFeeMicros: bigint;
  /** Charged when Meta takes a message. */
  platformFeeMicros: bigint;
  /** On top of Meta's fee, in basis points of it. */
  markupBps: number;
  messagesPerSecond: number;
  messagesPerMinute: number;
  mediaPerMinute: number;
  storedBytes: bigint;
  mediaRetentionDays: number;
  /** What is switched on: those of `PlanFeature`, and words of the operator's own. */
  features: string[];
}

/** What a plan can switch on: our own envelope for webhooks, Meta's Marketing Messages Lite, and the second generation of the API. */
export type PlanFeature = 'webhook_envelope' | 'mmlite' | 'v2_api';

/** A plan that a tenant holds, and what its access hangs on. */
export interface HeldPlan {
  plan: Plan;
  periodEnd: Date | null;
  renews: boolean;
  graceUntil: Date | null;
}

/** The plan of a tenant as every gate reads it. */
export interface PlanSnapshot extends Plan {
  /** When the tenant's access ends: the end of a term, or of the grace for a month that is not paid. Null: not by itself. */
  periodEnd: Date | null;
}

const GIB = 1024n ** 3n;

/** Plans that an installation begins with; an operator may change them afterwards. */
export const SEED_PLANS: readonly Plan[] = [
  {
    code: 'BASIC',
    name: 'Basic',
    monthlyFeeMicros: 0n,
    platformFeeMicros: 1_000n,
    markupBps: 0,
    messagesPerSecond: 80,
    messagesPerMinute: 4_800,
    mediaPerMinute: 600,
    storedBytes: 5n * GIB,
    mediaRetentionDays: 30,
    features: ['webhooks', 'webhook_envelope', 'mmlite'],
  },
  {
    code: 'PREMIUM',
    name: 'Premium',
    monthlyFeeMicros: 49_000_000n,
    platformFeeMicros: 1_000n,
    markupBps: 0,
    messagesPerSecond: 80,
    messagesPerMinute: 4_800,
    mediaPerMinute: 600,
    storedBytes: 50n * GIB,
    mediaRetentionDays: 90,
    features: ['webhooks', 'mmlite', 'v2_api', 'webhook_envelope'],
  },
  {
    code: 'ENTERPRISE',
    name: 'Enterprise',
    monthlyFeeMicros: 499_000_000n,
    platformFeeMicros: 1_000n,
    markupBps: 0,
    messagesPerSecond: 400,
    messagesPerMinute: 24_000,
    mediaPerMinute: 3_000,
    storedBytes: 500n * GIB,
    mediaRetentionDays: 365,
    features: ['webhooks', 'mmlite', 'v2_api', 'webhook_envelope'],
  },
];
