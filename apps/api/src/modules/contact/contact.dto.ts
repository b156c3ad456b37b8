import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { Printable } from '../audit/printable.decorator';
import { windowOpenUntil } from './contact-window';
import type { ContactRecord } from './contact.repository';

/** Which of a tenant's contacts: those heard of last come first. */
export class ContactQuery {
  /** Longer than elsewhere: a contact is known by its number and its user. */
  @IsOptional()
  @IsString()
  @MaxLength(400)
  cursor?: string;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  /** Part of the phone number, the user id or the profile name, in any case. */
  @IsOptional()
  @Printable(140)
  search?: string;
}

/** A user who has written to a number of the tenant. */
export interface ContactView {
  /** Meta's id of the number. */
  phoneNumberId: string;
  /** The user's phone number; null for one who hides it. */
  waId: string | null;
  /** The business-scoped user id; null when Meta never told it. */
  userId: string | null;
  profileName: string | null;
  lastInboundAt: string;
  /** Until then the number may write freely; a time that has passed means that only templates reach the user. */
  windowOpenUntil: string;
  /** Whether the user wants no marketing messages from the tenant. */
  optedOut: boolean;
}

export function presentContact(contact: ContactRecord): ContactView {
  const { metaPhoneNumberId, waId, userId, profileName, lastInboundAt, optedOut } = contact;
  return {
    phoneNumberId: metaPhoneNumberId,
    waId,
    userId,
    profileName,
    lastInboundAt: lastInboundAt.toISOString(),
    windowOpenUntil: windowOpenUntil(lastInboundAt) ?? '',
    optedOut,
  };
}
