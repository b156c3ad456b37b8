import type { InteractiveContent } from './interactive-types';
import type { TemplateContent } from './template-content';

/** Who a message goes to: a phone number or, instead, a user id. */
export type Addressed =
  | {
      /** The phone number with country code: digits; `+`, blanks, dashes and parentheses are accepted. */
      readonly to: string;
      readonly recipient?: undefined;
    }
  | {
      readonly to?: undefined;
      /** A business-scoped user id, such as `US.13491208655302741918`, for users who hide their number. */
      readonly recipient: string;
    };

/** What every message can have. The names are Meta's. */
export interface MessageCommon {
  readonly messaging_product?: 'whatsapp';
  readonly recipient_type?: 'individual';
  /** Shows the message as an answer to another one. */
  readonly context?: { readonly message_id: string };
  /** At most 512 characters that come back in the statuses of this message. */
  readonly biz_opaque_callback_data?: string;
}

/** The content of `text`. */
export interface TextContent {
  /** 1 to 4096 characters. */
  readonly body: string;
  /** Shows a preview of the first link in the text. */
  readonly preview_url?: boolean;
}

/** Where the bytes come from: exactly one of an uploaded file's id, a link, and the bytes themselves. */
export type MediaSource =
  | {
      /** Of an uploaded file: what `media.uploadMedia` answers. */
      readonly id: string;
      readonly link?: undefined;
      readonly data_base64?: undefined;
    }
  | {
      /** A public http or https URL, which Meta fetches; or a base64 `data:` URL. */
      readonly link: string;
      readonly id?: undefined;
      readonly data_base64?: undefined;
    }
  | {
      /** At most 16 MB once decoded; larger files are uploaded. */
      readonly data_base64: string;
      readonly mime_type: string;
      readonly id?: undefined;
      readonly link?: undefined;
    };

/** The content of `image`: JPEG or PNG, at most 5 MB. And of `video`: MP4 or 3GPP, at most 16 MB. */
export type CaptionedContent = MediaSource & {
  /** At most 1024 characters. */
  readonly caption?: string;
};

/** The content of `audio`: AAC, AMR, MPEG, MP4 or OGG (opus), at most 16 MB. */
export type AudioContent = MediaSource & {
  /** Shows it as a voice message. */
  readonly voice?: boolean;
};

/** The content of `document`: any type, at most 100 MB. */
export type DocumentContent = CaptionedContent & {
  /** What the recipient sees, at most 240 characters. */
  readonly filename?: string;
};

/** The content of `sticker`: WebP, at most 500 KB. */
export type StickerContent = MediaSource;

/** The content of `location`. */
export interface LocationContent {
  /** -90 to 90, as a number or its text. */
  readonly latitude: number | string;
  /** -180 to 180, as a number or its text. */
  readonly longitude: number | string;
  readonly name?: string;
  readonly address?: string;
}

/** One of the `contacts`. */
export interface ContactContent {
  readonly name: {
    readonly formatted_name: string;
    readonly first_name?: string;
    readonly last_name?: string;
    readonly middle_name?: string;
    readonly suffix?: string;
    readonly prefix?: string;
  };
  readonly org?: { readonly company?: string; readonly department?: string; readonly title?: string };
  readonly phones?: readonly { readonly phone?: string; readonly type?: string; readonly wa_id?: string }[];
  readonly emails?: readonly { readonly email?: string; readonly type?: string }[];
  readonly urls?: readonly { readonly url?: string; readonly type?: string }[];
  readonly addresses?: readonly {
    readonly street?: string;
    readonly city?: string;
    readonly state?: string;
    readonly zip?: string;
    readonly country?: string;
    readonly country_code?: string;
    readonly type?: string;
  }[];
  /** `YYYY-MM-DD` */
  readonly birthday?: string;
}

/** The content of `reaction`. */
export interface ReactionContent {
  /** The wamid of the message that is reacted to. */
  readonly message_id: string;
  /** One emoji; `""` takes the reaction back. */
  readonly emoji: string;
}

/** The content of each type of message. */
export interface MessageContents {
  readonly text: TextContent;
  readonly image: CaptionedContent;
  readonly video: CaptionedContent;
  readonly audio: AudioContent;
  readonly document: DocumentContent;
  readonly sticker: StickerContent;
  readonly location: LocationContent;
  /** 1 to 257 of them. */
  readonly contacts: readonly ContactContent[];
  readonly reaction: ReactionContent;
  readonly template: TemplateContent;
  readonly interactive: InteractiveContent;
}

/** The types of message that can be sent. */
export type MessageType = keyof MessageContents;

/** A message of a known type, without saying it: `{ to, text: { body } }`. */
export type MessageOf<Type extends MessageType> = Addressed & MessageCommon & Pick<MessageContents, Type>;

/** Any message, as Meta takes it: `{ to, type: 'text', text: { body } }`. */
export type OutgoingMessage = {
  [Type in MessageType]: MessageOf<Type> & { readonly type: Type };
}[MessageType];

/** Meta's answer to a message, and what Switchboard adds. It says that the message was accepted, not that it was delivered. */
export interface SentMessage {
  readonly messaging_product: 'whatsapp';
  /** `wa_id` is absent when the message went to a user id. */
  readonly contacts: readonly { readonly input: string; readonly wa_id?: string; readonly user_id?: string }[];
  /** One, with its wamid. `message_status` is there for templates only. */
  readonly messages: readonly { readonly id: string; readonly message_status?: string }[];
  /** Switchboard's id of the message, for `messages.get`; null when the server did not tell it. */
  readonly messageId: string | null;
  /** The server had this Idempotency-Key before: this is the first answer again, and nothing more was sent. */
  readonly isReplayed: boolean;
}
