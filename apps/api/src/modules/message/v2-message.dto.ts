import type { JsonObject, JsonValue } from '@switchboard/contracts';
import { IsBoolean, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { IfGiven } from '../audit/if-given.decorator';

/** What every body has that sends a message. Further fields are forwarded to Meta as they are. */
export interface V2Recipient {
  /** Meta's id of the sender. May be left out where the key has a default number, or the header `X-Phone-Number-Id` names it. */
  phoneNumberId?: string;
  /** Digits with country code; `+`, blanks, `-` and parentheses are taken too. */
  to: string;
  /** The wamid of the message that this one answers. */
  contextMessageWamid?: string;
}

/** A text. */
export interface V2TextMessage extends V2Recipient {
  /** 1–4096 characters. */
  text: string;
  /** Whether the first link is shown with a preview. */
  previewUrl?: boolean;
}

/** The file of a media message: exactly one of `mediaId`, `link`, `dataBase64`. */
export interface V2Media {
  type: 'image' | 'video' | 'audio' | 'document' | 'sticker';
  /** Of an earlier upload. */
  mediaId?: string;
  /** https or http; a `data:` URL counts as `dataBase64`. */
  link?: string;
  /** The bytes in base64. The whole body may have 2 MiB: larger files are uploaded first. */
  dataBase64?: string;
  /** Of the bytes; required with `dataBase64`. */
  mimeType?: string;
  /** At most 1024 characters; images, videos and documents. */
  caption?: string;
  /** At most 240 characters; documents. */
  filename?: string;
}

/** A file. */
export interface V2MediaMessage extends V2Recipient {
  media: V2Media;
}

/** A place. */
export interface V2LocationMessage extends V2Recipient {
  location: {
    /** −90 to 90 degrees. */
    latitude: number | string;
    /** −180 to 180 degrees. */
    longitude: number | string;
    name?: string;
    address?: string;
  };
}

/** Buttons, a list, a flow …: Meta's object. */
export interface V2InteractiveMessage extends V2Recipient {
  interactive: JsonObject;
}

/** Contact cards: 1–257 objects of Meta's, each with `name.formatted_name`. */
export interface V2ContactsMessage extends V2Recipient {
  contacts: readonly JsonObject[];
}

/** A reaction to a message: Meta's object. */
export interface V2ReactionMessage extends V2Recipient {
  reaction: {
    /** The wamid of the message. */
    message_id: string;
    /** One emoji; empty takes the reaction back. */
    emoji: string;
  };
}

/** A message of an approved template. */
export interface V2TemplateMessage extends V2Recipient {
  templateName: string;
  /** Code of the template's language; `en_US` when absent. */
  language?: string;
  /** Meta's components, with the parameters. */
  components?: readonly JsonObject[];
}

/** Any message, forwarded to Meta as it is written. */
export interface V2AnyMessage extends Partial<V2Recipient> {
  /** Meta's message object. `messaging_product`, `to` and `context` are added where it has none. */
  message: { readonly [field: string]: JsonValue };
}

/** Marking a message of a user as read. */
export class V2ReadRequest {
  /** Must be a number of the tenant; it is the number that the message came to that marks it. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(64)
  phoneNumberId?: string | null;

  /** Also shows the user for up to 25 seconds that an answer is being typed. */
  @IfGiven()
  @IsBoolean()
  typing?: boolean;
}

/** A message that Meta has taken. */
export interface V2SentMessage {
  /** Our UUIDv7. */
  messageId: string;
  wamid: string;
  /** The recipient as it was given. */
  to: string | null;
  /** The recipient's WhatsApp id; null for one known by a business-scoped user id alone. */
  waId: string | null;
  /** `accepted`, or what Meta says of a template: `held_for_quality_assessment`, `paused`. */
  status: string;
}

/** Done. */
export interface V2Success {
  success: true;
}
