import { ArrayMaxSize, IsArray, IsIn, IsInt, IsOptional, Matches, Max, MaxLength, Min } from 'class-validator';
import { IfGiven } from '../audit/if-given.decorator';
import { Printable } from '../audit/printable.decorator';
import { type HealthIssue, META_ID_PATTERN } from './meta-phone-number';
import type { StoredPhoneNumber } from './phone-number.repository';
import { IsTimeZone } from './time-zone.decorator';

/** Visible ASCII: what an HTTP header can carry. */
const ACCESS_TOKEN_PATTERN = /^[\x21-\x7e]{1,4096}$/;
const DISPLAY_PATTERN = /^\+?[0-9][0-9 ().-]{2,31}$/;
const PIN_PATTERN = /^\d{6}$/;

const META_ID_RULE = { message: '$property must be an id of Meta, such as 106540352242922' };
const TOKEN_RULE = { message: 'accessToken must be 1 to 4096 visible ASCII characters' };
const DISPLAY_RULE = { message: 'displayPhoneNumber must be a phone number such as +1 555-078-3881' };

/** A phone number to be added to a tenant. */
export class AddPhoneNumberRequest {
  /** Meta's id of the number. */
  @Matches(META_ID_PATTERN, META_ID_RULE)
  phoneNumberId!: string;

  /** Meta's id of the WhatsApp Business Account that it belongs to. */
  @Matches(META_ID_PATTERN, META_ID_RULE)
  wabaId!: string;

  /** As people write it; Meta's own way of writing it takes its place as soon as Meta can be asked. */
  @Matches(DISPLAY_PATTERN, DISPLAY_RULE)
  displayPhoneNumber!: string;

  /** The name that recipients see; Meta's own takes its place as soon as Meta can be asked. */
  @IsOptional()
  @Printable(256)
  verifiedName?: string | null;

  /** Write-only; encrypted at rest. */
  @Matches(ACCESS_TOKEN_PATTERN, TOKEN_RULE)
  accessToken!: string;

  /** IANA zone of the account, as Meta's business settings show it: prices change at its midnight. UTC unless told. */
  @IfGiven()
  @IsTimeZone()
  timeZone?: string;
}

/** What may be changed about a number; the number itself may not. */
export class ChangePhoneNumberRequest {
  @IfGiven()
  @Matches(DISPLAY_PATTERN, DISPLAY_RULE)
  displayPhoneNumber?: string;

  /** Null takes it away. */
  @IsOptional()
  @Printable(256)
  verifiedName?: string | null;

  /** Write-only; replaces the present one. */
  @IfGiven()
  @Matches(ACCESS_TOKEN_PATTERN, TOKEN_RULE)
  accessToken?: string;

  /** Messages per second, 1–1000. */
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(1000)
  throughput?: number;

  /** IANA zone of the account: what is delivered from now on is priced by its calendar. */
  @IfGiven()
  @IsTimeZone()
  timeZone?: string;
}

/** Registering a number for the Cloud API. */
export class RegisterPhoneNumberRequest {
  /** The six digits of the number's two-step verification. */
  @Matches(PIN_PATTERN, { message: 'pin must be six digits' })
  pin!: string;
}

/** What would be added, to be checked with Meta first; nothing of it is kept. */
export class CheckPhoneNumberRequest {
  /** Meta's id of the number. */
  @Matches(META_ID_PATTERN, META_ID_RULE)
  phoneNumberId!: string;

  /** Meta's id of the WhatsApp Business Account that it belongs to. */
  @Matches(META_ID_PATTERN, META_ID_RULE)
  wabaId!: string;

  /** Never shown or kept. */
  @Matches(ACCESS_TOKEN_PATTERN, TOKEN_RULE)
  accessToken!: string;
}

/** Asks Meta for the code with which a number proves that it is its owner's. */
export class RequestCodeRequest {
  /** How the code comes: by text message or by a call. */
  @IsIn(['SMS', 'VOICE'])
  codeMethod!: 'SMS' | 'VOICE';

  /** Of the message or the call, such as `en_US`. */
  @Matches(/^[a-z]{2,3}(?:_[A-Za-z]{2,4})?$/, { message: 'language must be a code such as en_US' })
  language!: string;
}

/** Proves a number with the code that came to it. */
export class VerifyCodeRequest {
  /** The digits, without the hyphen. */
  @Matches(/^\d{4,8}$/, { message: 'code must be four to eight digits' })
  code!: string;
}

/** Meta's words for what a business does (Cloud API, "Business profiles"). */
const VERTICALS = [
  'ALCOHOL',
  'APPAREL',
  'AUTO',
  'BEAUTY',
  'EDU',
  'ENTERTAIN',
  'EVENT_PLAN',
  'FINANCE',
  'GOVT',
  'GROCERY',
  'HEALTH',
  'HOTEL',
  'MATRIMONY_SERVICE',
  'NONPROFIT',
  'ONLINE_GAMBLING',
  'OTC_DRUGS',
  'OTHER',
  'PHYSICAL_GAMBLING',
  'PROF_SERVICES',
  'RESTAURANT',
  'RETAIL',
  'TRAVEL',
  'UNDEFINED',
];

/** What recipients see of the business; what is left out stays. Limits are Meta's, in characters. */
export class ChangeProfileRequest {
  /** At most 139; it cannot be taken away. */
  @IfGiven()
  @Printable(139)
  about?: string;

  @IfGiven()
  @MaxLength(256)
  address?: string;

  @IfGiven()
  @MaxLength(512)
  description?: string;

  @IfGiven()
  @MaxLength(128)
  email?: string;

  /** What the business does, in Meta's word, such as `RETAIL`. */
  @IfGiven()
  @IsIn(VERTICALS)
  vertical?: string;

  /** At most two addresses. */
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(2)
  @MaxLength(256, { each: true })
  websites?: string[];

  /** Of a picture that was uploaded by Meta's resumable upload. */
  @IfGiven()
  @Printable(1024)
  profilePictureHandle?: string;
}

/** What recipients see of the business, as Meta has it; null where it has nothing. */
export interface BusinessProfileView {
  about: string | null;
  address: string | null;
  description: string | null;
  email: string | null;
  /** Of Meta's, for some days. */
  profilePictureUrl: string | null;
  vertical: string | null;
  websites: string[];
}

/** A phone number as the console shows it; the access token is never shown. */
export interface PhoneNumberView {
  id: string;
  phoneNumberId: string;
  wabaId: string;
  displayPhoneNumber: string;
  verifiedName: string | null;
  /** unverified | connected | error: Meta refuses the access token */
  status: string;
  /** GREEN | YELLOW | RED | UNKNOWN, as Meta says */
  qualityRating: string;
  /** Messages per second. */
  throughput: number;
  /** Whether messages can be sent: AVAILABLE | LIMITED | BLOCKED | UNKNOWN, as Meta says */
  health: string;
  /** Why they cannot, or not all; empty when Meta names no reason. */
  healthIssues: readonly HealthIssue[];
  /** IANA zone of the account. */
  timeZone: string;
  /** Of the verified name: APPROVED | PENDING_REVIEW | DECLINED …, as Meta says; null when it has not. */
  nameStatus: string | null;
  /** How many users may be written to first within 24 hours: TIER_250 to TIER_UNLIMITED; null when Meta has not said. */
  messagingLimitTier: string | null;
  /** Whether our app gets the webhooks of the account; null when Meta has not said. */
  webhookSubscribed: boolean | null;
  /** Why Meta could not be asked, or what it refused, in words for people; null when all is well. */
  problem: string | null;
  /** When Meta was last asked with success; it is asked daily. */
  refreshedAt: string | null;
  createdAt: string;
}

/** What Meta says about a number that could be added. */
export interface PhoneNumberCheckView {
  phoneNumberId: string;
  wabaId: string;
  displayPhoneNumber: string | null;
  verifiedName: string | null;
  nameStatus: string | null;
  qualityRating: string;
  /** Messages per second. */
  throughput: number;
  messagingLimitTier: string | null;
  health: string;
  healthIssues: readonly HealthIssue[];
  /** False: it has to be registered before it can send. */
  isRegistered: boolean;
  /** Whether any app gets the webhooks of the account; adding the number subscribes ours. Null when the token may not know. */
  webhookSubscribed: boolean | null;
}

export function presentPhoneNumber(number: StoredPhoneNumber): PhoneNumberView {
  const {
    id,
    phoneNumberId,
    wabaId,
    displayPhoneNumber,
    verifiedName,
    status,
    qualityRating,
    throughput,
    health,
    healthIssues,
    timeZone,
    nameStatus,
    messagingLimitTier,
    webhookSubscribed,
    problem,
    refreshedAt,
    createdAt,
  } = number;
  return {
    id,
    phoneNumberId,
    wabaId,
    displayPhoneNumber,
    verifiedName,
    status,
    qualityRating,
    throughput,
    health,
    healthIssues,
    timeZone,
    nameStatus,
    messagingLimitTier,
    webhookSubscribed,
    problem,
    refreshedAt: refreshedAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}
