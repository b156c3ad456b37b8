import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { IfGiven } from '../audit/if-given.decorator';
import { Printable } from '../audit/printable.decorator';
import { META_ID_PATTERN } from './meta-phone-number';
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

  @Matches(DISPLAY_PATTERN, DISPLAY_RULE)
  displayPhoneNumber!: string;

  /** The name that recipients see; `verify` asks Meta for it. */
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

/** A phone number as the console shows it; the access token is never shown. */
export interface PhoneNumberView {
  id: string;
  phoneNumberId: string;
  wabaId: string;
  displayPhoneNumber: string;
  verifiedName: string | null;
  status: string;
  qualityRating: string;
  throughput: number;
  health: string;
  timeZone: string;
  createdAt: string;
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
    timeZone,
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
    timeZone,
    createdAt: createdAt.toISOString(),
  };
}
