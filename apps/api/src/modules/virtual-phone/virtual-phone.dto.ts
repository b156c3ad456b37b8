import { IsIn, IsNumber, IsOptional, IsString, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';
import { LIMITS } from '@switchboard/contracts';

/** A user, as the log and the simulator name one. */
const USER = /^(\d{5,20}|[A-Z]{2}\.[A-Za-z0-9.]{1,128})$/;
const USER_RULE = { message: 'must be 5 to 20 digits with the country code, or a business-scoped user id' };

/** What a user's phone can send besides photos. `template_button` is a tap on a template's quick reply. */
export const PHONE_MESSAGE_TYPES = [
  'text',
  'button_reply',
  'list_reply',
  'template_button',
  'reaction',
  'location',
] as const;

export type PhoneMessageType = (typeof PHONE_MESSAGE_TYPES)[number];

/** Whose phone number. */
export class ConversationsQuery {
  /** Meta's id of the number. */
  @IsString()
  @MinLength(1)
  @MaxLength(64)
  phoneNumberId!: string;
}

/** A number and a user. */
export class ConversationQuery extends ConversationsQuery {
  /** Digits with the country code, or a business-scoped user id. */
  @Matches(USER, USER_RULE)
  user!: string;
}

/** A photo that the user sends. */
export class PhonePhotoQuery extends ConversationQuery {
  @IsOptional()
  @IsString()
  @MaxLength(LIMITS.captionMaxChars)
  caption?: string;
}

/** What the user does; which fields are needed follows from `type`. */
export class PhoneMessageBody extends ConversationQuery {
  @IsIn(PHONE_MESSAGE_TYPES)
  type!: PhoneMessageType;

  /** Of `text`: what is written. Of `template_button`: the button's label. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(LIMITS.textBodyMaxChars)
  text?: string;

  /** The id of the button or row, or the payload of the template's button. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(LIMITS.replyButtonIdMaxChars)
  replyId?: string;

  /** The label of the button or row. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(LIMITS.rowTitleMaxChars)
  title?: string;

  /** The second line of the row. */
  @IsOptional()
  @IsString()
  @MaxLength(LIMITS.rowDescriptionMaxChars)
  description?: string;

  /** Of `reaction`; empty takes it back. */
  @IsOptional()
  @IsString()
  @MaxLength(32)
  emoji?: string;

  /** The wamid of the message that is answered or reacted to. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(LIMITS.metaIdMaxChars)
  replyTo?: string;

  @IsOptional()
  @IsNumber()
  @Min(-LIMITS.latitudeMaxDegrees)
  @Max(LIMITS.latitudeMaxDegrees)
  latitude?: number;

  @IsOptional()
  @IsNumber()
  @Min(-LIMITS.longitudeMaxDegrees)
  @Max(LIMITS.longitudeMaxDegrees)
  longitude?: number;

  /** Of the place. */
  @IsOptional()
  @IsString()
  @MaxLength(1_000)
  name?: string;

  /** Of the place. */
  @IsOptional()
  @IsString()
  @MaxLength(1_000)
  address?: string;

  /** What the user calls themselves. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  profileName?: string;
}

/** What the phone sent: it is on its way, and comes back as Meta's webhook. */
export interface PhoneMessageView {
  wamid: string;
}
