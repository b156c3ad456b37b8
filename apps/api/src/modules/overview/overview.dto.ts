import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import type { BalanceState } from '../billing/balance-state';

/** Over how long a tenant's first page looks back. */
export class OverviewQuery {
  /** Days of UTC, today among them: 1–90, 30 unless told. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(90)
  days: number = 30;
}

/** What a new tenant still has to do. */
export interface OnboardingView {
  hasPhoneNumber: boolean;
  /** One that is not revoked. */
  hasApiKey: boolean;
  /** A message was sent, in the sandbox or for real. */
  hasSentTest: boolean;
  hasWebhookEndpoint: boolean;
  /** Money was paid in, or given by an operator. */
  hasToppedUp: boolean;
  /** All of it is done. */
  isComplete: boolean;
}

/** How the wallet stands. Amounts in its currency. */
export interface OverviewBalanceView {
  currency: string;
  available: string;
  reserved: string;
  /** Below it the tenant is warned; `0.00` is never. */
  lowBalanceThreshold: string;
  /** How long the available balance lasts at the pace of the last 7 days, in days; null when nothing was spent in them. */
  daysLeft: number | null;
  /** `depleted`: it does not suffice for the cheapest message. */
  state: BalanceState;
}

/** Outbound messages by the day of their acceptance (UTC), without sandbox, by what has become of them until now. */
export interface OverviewDayView {
  /** `2027-01-31` */
  day: string;
  /** Accepted. */
  messages: number;
  /** Of these delivered, read ones included. */
  delivered: number;
  /** Of these read. */
  read: number;
  /** Of these failed. */
  failed: number;
  /** What was charged on that day, in the wallet's currency. */
  spend: string;
}

/** Shares from 0 to 1, over all days; null when there is nothing to take a share of. */
export interface OverviewRatesView {
  /** Delivered messages of all that were accepted. */
  delivered: number | null;
  /** Read messages of the delivered ones. Users may hide that they read. */
  read: number | null;
  /** Failed messages of all that were accepted. */
  failed: number | null;
}

/** A reason for which messages failed. */
export interface OverviewFailureView {
  /** Meta's number or the gateway's code; null when none was told. */
  code: string | null;
  title: string | null;
  count: number;
}

/** A phone number and how it is. */
export interface OverviewNumberView {
  id: string;
  /** Meta's id. */
  phoneNumberId: string;
  displayPhoneNumber: string;
  verifiedName: string | null;
  /** unverified | connected | error */
  status: string;
  /** GREEN | YELLOW | RED | UNKNOWN, as Meta says */
  qualityRating: string;
  /** AVAILABLE | LIMITED | BLOCKED | UNKNOWN, as Meta says */
  health: string;
}

/** A delivery, in short. */
export interface OverviewDeliveryView {
  event: string;
  /** pending | delivered | retrying | dead */
  status: string;
  /** When its event came up. */
  at: string;
}

/** A webhook endpoint and how it is. */
export interface OverviewEndpointView {
  id: string;
  url: string;
  /** enabled | disabled */
  status: string;
  /** user | gone | failing; null while it is enabled. */
  disabledReason: string | null;
  /** Since when nothing but failures came from it; null after a success. */
  failingSince: string | null;
  /** Null when there was none yet. */
  lastDelivery: OverviewDeliveryView | null;
}

/** A tenant's first page: how its business goes and what needs attention. */
export interface OverviewView {
  onboarding: OnboardingView;
  balance: OverviewBalanceView;
  /** One for each day, oldest first, those without messages too. Up to a minute old. */
  series: OverviewDayView[];
  rates: OverviewRatesView;
  /** The ten most frequent reasons among the newest 10,000 failures of these days. */
  failures: OverviewFailureView[];
  /** At most 50, the newest first. */
  numbers: OverviewNumberView[];
  /** All of them, the newest first. */
  endpoints: OverviewEndpointView[];
}
