import type { Schemas } from '../../../api/client';
import { compareMoney } from '../../../lib/money';
import { amountToEdit } from '../../../lib/money-input';

/** What Switchboard itself asks a plan for. */
export const KNOWN_FEATURES = [
  {
    code: 'v2_api',
    label: 'v2 API',
    description: 'Keys may call /v2: media, messages and templates in one shape.',
  },
  {
    code: 'mmlite',
    label: 'Marketing messages lite',
    description: 'Templates may go out over Meta’s Marketing Messages Lite endpoint (mmlite=true).',
  },
  {
    code: 'webhook_envelope',
    label: 'Webhook envelopes',
    description: 'Endpoints may ask for one message or status each, in an envelope, instead of Meta’s own body.',
  },
] as const;

/** A plan as the form holds it: numbers as the inputs give them, with percent and GiB for people. */
export interface PlanFormValues {
  code: string;
  name: string;
  monthlyFee: string;
  platformFee: string;
  markupPercent: number | string;
  messagesPerSecond: number | string;
  messagesPerMinute: number | string;
  mediaPerMinute: number | string;
  storedGib: number | string;
  mediaRetentionDays: number | string;
  features: string[];
}

const BPS_PER_PERCENT = 100;
const GIB_BYTES = 1024 ** 3;

/** What a new plan has unless it is changed: what the API itself begins with. */
export const NEW_PLAN: PlanFormValues = {
  code: '',
  name: '',
  monthlyFee: '0.00',
  platformFee: '0.001',
  markupPercent: 0,
  messagesPerSecond: 80,
  messagesPerMinute: 4_800,
  mediaPerMinute: 600,
  storedGib: 5,
  mediaRetentionDays: 30,
  features: ['webhooks', 'webhook_envelope'],
};

/** A plan as the form shows it. */
export function planFormValues(plan: Schemas['PlanView']): PlanFormValues {
  const { markupBps, storedBytes, monthlyFee, platformFee, ...same } = plan;
  return {
    ...same,
    features: [...plan.features],
    monthlyFee: amountToEdit(monthlyFee),
    platformFee: amountToEdit(platformFee),
    markupPercent: markupBps / BPS_PER_PERCENT,
    storedGib: Math.round((storedBytes / GIB_BYTES) * 1_000) / 1_000,
  };
}

/** The form as a new plan. */
export function newPlanOf(values: PlanFormValues): Schemas['NewPlan'] {
  return { code: values.code.trim(), name: values.name.trim(), ...termsOf(values) };
}

/** Only what the form changes about a plan: the rest stays to the byte. */
export function planChangesOf(before: Schemas['PlanView'], values: PlanFormValues): Schemas['PlanChanges'] {
  const shown = planFormValues(before);
  const next = { name: values.name.trim(), ...termsOf(values) };
  const isStorageSame = Number(values.storedGib) === Number(shown.storedGib);
  return {
    ...(next.name !== before.name && { name: next.name }),
    ...(compareMoney(next.monthlyFee, before.monthlyFee) !== 0 && { monthlyFee: next.monthlyFee }),
    ...(compareMoney(next.platformFee, before.platformFee) !== 0 && { platformFee: next.platformFee }),
    ...(next.markupBps !== before.markupBps && { markupBps: next.markupBps }),
    ...(next.messagesPerSecond !== before.messagesPerSecond && { messagesPerSecond: next.messagesPerSecond }),
    ...(next.messagesPerMinute !== before.messagesPerMinute && { messagesPerMinute: next.messagesPerMinute }),
    ...(next.mediaPerMinute !== before.mediaPerMinute && { mediaPerMinute: next.mediaPerMinute }),
    ...(!isStorageSame && { storedBytes: next.storedBytes }),
    ...(next.mediaRetentionDays !== before.mediaRetentionDays && { mediaRetentionDays: next.mediaRetentionDays }),
    ...(next.features.join() !== before.features.join() && { features: next.features }),
  };
}

function termsOf(values: PlanFormValues) {
  return {
    monthlyFee: values.monthlyFee.trim(),
    platformFee: values.platformFee.trim(),
    markupBps: Math.round(Number(values.markupPercent) * BPS_PER_PERCENT),
    messagesPerSecond: Number(values.messagesPerSecond),
    messagesPerMinute: Number(values.messagesPerMinute),
    mediaPerMinute: Number(values.mediaPerMinute),
    storedBytes: Math.round(Number(values.storedGib) * GIB_BYTES),
    mediaRetentionDays: Number(values.mediaRetentionDays),
    features: values.features,
  };
}
